import type { Tables } from '../database/tables.js';
import { SEED, type SeedSource } from '../model/index.js';

/**
 * The condition that a mapping (alias `m`) has the id of an unmapped market (alias `u`): the rule of `candidateIds` in SQL, with
 * the same pattern, which the statement must pass as the parameter `pattern`. `E''` means the same for any
 * standard_conforming_strings setting. Every candidate is a prefix of the id. Checking that first spares nearly all ids the
 * pattern, which costs a hundred times as much.
 */
export function covers(m: string, u: string, pattern: string): string {
  const bySource = Object.values(coversBySource(source => `${m}.${SEED[source].idColumn}`, u, pattern));
  const further = `${u}.source not in ('betpawa', 'sportybet', 'bet9ja')
        and ${m}.source_ids @> jsonb_build_object(${u}.source, ${u}.external_market_id)`;
  return `(${[...bySource, further].join('\n      or ')})`;
}

/** @param id SQL for the mapping's id at a source. */
function coversBySource(id: (source: SeedSource) => string, u: string, pattern: string): Record<SeedSource, string> {
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
 * Two CTEs that set to MAPPED what the mapping in the CTE `saved` now covers. Rows are locked in the order of their key, as
 * recorders do, so that the two never deadlock. `also` is the parameter with the id of a market to be marked whatever its
 * status. Locking it separately, after the others, would break that order.
 *
 * It goes source by source, with the mapping's id as a value rather than in a join, so that the index on the key is used.
 * Otherwise the whole log would be read.
 */
export function markCovered({ unmapped }: Tables, saved: string, pattern: string, also: string): string {
  const bySource = Object.values(
    coversBySource(source => `(select ${SEED[source].idColumn} from ${saved} where is_active)`, 'c', pattern),
  ).map(covered => `select c.id from ${unmapped} c where ${covered}`);
  const further = `select c.id from ${saved} s
        cross join lateral jsonb_each_text(s.source_ids) as given (source, id)
        join ${unmapped} c on c.source = given.source and c.external_market_id = given.id
        where s.is_active`;
  return `covered as (
      select u.id from ${unmapped} u
      where u.id in (
        ${[...bySource, further].join('\n        union all\n        ')}
      ) and (u.status in ('NEW', 'ACKNOWLEDGED') or u.id = ${also}::integer)
      order by u.source collate "C", u.external_market_id collate "C"
      for update of u
    ), marked as (
      update ${unmapped} u set status = 'MAPPED' from covered where u.id = covered.id
    )`;
}
