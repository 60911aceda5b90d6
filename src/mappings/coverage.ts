import type { Tables } from '../database/tables.js';
import type { Source } from '../model/index.js';
import { SOURCE_ID_COLUMN } from '../model/source-id.js';

/**
 * The condition that a mapping (alias `m`) has the id of an unmapped market (alias `u`): the rule of `candidateIds` in SQL,
 * made from the same pattern, which the statement must get as the parameter `pattern`. `E''` means the same whatever the
 * session's standard_conforming_strings. Each candidate is a beginning of the id, and looking for that first spares nearly all ids
 * the pattern, which costs a hundred times as much.
 */
export function covers(m: string, u: string, pattern: string): string {
  return `(${Object.values(coversBySource(source => `${m}.${SOURCE_ID_COLUMN[source]}`, u, pattern)).join('\n      or ')})`;
}

/** @param id SQL for the mapping's id at a source. */
function coversBySource(id: (source: Source) => string, u: string, pattern: string): Record<Source, string> {
  return {
    betpawa: `${u}.source = 'betpawa' and ${u}.external_market_id = ${id('betpawa')}`,
    sportybet: `${u}.source = 'sportybet' and ${u}.external_market_id = ${id('sportybet')}`,
    bet9ja: `${u}.source = 'bet9ja' and starts_with(${u}.external_market_id, ${id('bet9ja')}) and ${id('bet9ja')} in (
        ${u}.external_market_id,
        regexp_replace(${u}.external_market_id, ${pattern}, E'\\\\1\\\\2'),
        regexp_replace(${u}.external_market_id, ${pattern}, E'\\\\1'))`,
  };
}

/**
 * Two CTEs that mark MAPPED what the one mapping in the CTE `saved` now covers. The rows are locked in the order of their key, as
 * recorders lock them, so that the two never wait for each other in a circle. `also` is the parameter with the id of a market
 * that is to be marked whatever its status: locked on its own after the others, it would be out of that order.
 *
 * Source by source, and by the mapping's id as a value rather than in a join: so the key's index finds what has it at a source,
 * where the whole log would be read otherwise.
 */
export function markCovered({ unmapped }: Tables, saved: string, pattern: string, also: string): string {
  const bySource = Object.values(
    coversBySource(source => `(select ${SOURCE_ID_COLUMN[source]} from ${saved} where is_active)`, 'c', pattern),
  ).map(covered => `select c.id from ${unmapped} c where ${covered}`);
  return `covered as (
      select u.id from ${unmapped} u
      where u.id in (
        ${bySource.join('\n        union all\n        ')}
      ) and (u.status in ('NEW', 'ACKNOWLEDGED') or u.id = ${also}::integer)
      order by u.source collate "C", u.external_market_id collate "C"
      for update of u
    ), marked as (
      update ${unmapped} u set status = 'MAPPED' from covered where u.id = covered.id
    )`;
}
