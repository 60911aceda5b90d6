import type { Tables } from '../database/tables.js';
import { SEED, SEED_SOURCES } from '../model/index.js';
import { KEYED_SOURCE } from '../sources/keyed-source.js';

/**
 * SQL: whether a market of the log (alias `u`) is open. Written as the predicate of the index of open markets is, which
 * serves a statement only if it can see that the one follows from the other.
 */
export function isOpen(u: string): string {
  return `(${u}.status = 'NEW' or ${u}.status = 'ACKNOWLEDGED')`;
}

/** SQL: whether it is not. Written as the predicate of the index of closed Bet9ja markets is. */
export function isClosed(u: string): string {
  return `(${u}.status = 'MAPPED' or ${u}.status = 'IGNORED')`;
}

/** The columns of a market of the log that decide whether mappings know it. */
export const JUDGED_COLUMNS = [
  'id',
  'source',
  'external_market_id',
  'status',
  'parameter',
  'sport',
  'reason',
  'missing_outcomes',
  'sample_outcomes',
] as const;

/** SQL: what of a market decides, as a short text: two that are equal were judged alike. Counts and times have no part in it. */
export function printOf(u: string): string {
  return `md5(jsonb_build_array(${u}.parameter, ${u}.sport, ${u}.reason, ${u}.missing_outcomes, ${u}.sample_outcomes)::text)`;
}

/** SQL: further ids of a mapping, one a row, as `(source, id)`; none where a hand edit left something else than an object. */
export function furtherIds(a: string): string {
  return `jsonb_each_text(case when jsonb_typeof(${a}.source_ids) = 'object' then ${a}.source_ids end) as given (source, id)`;
}

/**
 * SQL: the ids under which a mapping may know a Bet9ja odds key: the rule of `candidateIds`, made from the same pattern, which the
 * statement must get as the parameter `pattern`. `E''` means the same whatever the session's standard_conforming_strings.
 */
export function candidateKeys(id: string, pattern: string): string {
  return `${id}, regexp_replace(${id}, ${pattern}, E'\\\\1\\\\2'), regexp_replace(${id}, ${pattern}, E'\\\\1')`;
}

/**
 * SQL: the open markets that have an id of the mapping in the row `a`, each found by its key in an index whatever the size of the log. A
 * mapping at Bet9ja covers what goes on after its key with `@` or `_`: two ranges in the order of bytes, which the
 * pattern then looks through.
 */
export function openMarketsOf({ unmapped }: Tables, a: string, pattern: string): string {
  const columns = JUDGED_COLUMNS.map(column => `c.${column}`).join(', ');
  const where = (source: string, condition: string) =>
    `select ${columns} from ${unmapped} c where ${isOpen('c')} and c.source = '${source}' and ${condition}`;
  const bytes = 'c.external_market_id collate "C"';
  return [
    ...SEED_SOURCES.map(source => where(source, `${bytes} = ${a}.${SEED[source].idColumn}`)),
    ...rangesOf(a, 'c', pattern).map(range => where(KEYED_SOURCE, range)),
    `select ${columns} from ${furtherIds(a)} join ${unmapped} c on c.source = given.source and ${bytes} = given.id where ${isOpen('c')}`,
  ].join('\n        union all ');
}

/**
 * SQL: the Bet9ja markets (alias `u`) that go on after the key of the mapping in the row `a`: conditions that exclude each other, each of
 * which a range of an index in the order of bytes serves.
 */
export function rangesOf(a: string, u: string, pattern: string): string[] {
  const key = `${a}.${SEED[KEYED_SOURCE].idColumn}`;
  const id = `${u}.external_market_id`;
  const bytes = `${id} collate "C"`;
  return [
    [`'@'`, `'A'`],
    [`'_'`, 'chr(96)'],
  ].map(
    ([from, to]) =>
      `${bytes} >= ${key} || ${from} and ${bytes} < ${key} || ${to} and ${key} in (${candidateKeys(id, pattern)})`,
  );
}

/** SQL: whether the mapping in the row `a` has the id of a market of the log (alias `u`). */
export function covers(a: string, u: string, pattern: string): string {
  const whenSeed = SEED_SOURCES.map(source => {
    const id = `${u}.external_market_id`;
    const ids = source === KEYED_SOURCE ? candidateKeys(id, pattern) : id;
    return `when '${source}' then ${a}.${SEED[source].idColumn} in (${ids})`;
  });
  return `case ${u}.source
      ${whenSeed.join('\n      ')}
      else ${a}.source_ids @> jsonb_build_object(${u}.source, ${u}.external_market_id) end`;
}

/**
 * SQL: whether an active mapping has the id of a market, by an index of the mappings. `keys` are the candidates of the id at
 * Bet9ja, as a list. `and` narrows the mappings (alias `m`) further.
 */
export function isCovered({ mappings }: Tables, source: string, id: string, keys: string, and = ''): string {
  const some = (condition: string) => `exists (select from ${mappings} m where m.is_active and ${condition}${and})`;
  const whenSeed = SEED_SOURCES.map(
    seed => `when '${seed}' then ${some(`m.${SEED[seed].idColumn} in (${seed === KEYED_SOURCE ? keys : id})`)}`,
  );
  return `case ${source}
      ${whenSeed.join('\n      ')}
      else ${some(`m.source_ids @> jsonb_build_object(${source}, ${id})`)} end`;
}
