import { BET9JA_KEY_PATTERN } from '../bookmakers/parse-bet9ja-key.js';
import { covers } from '../coverage.js';
import { MAX_INT } from '../fields.js';
import type { Tables } from '../names.js';
import { type Db, type QueryOptions, query } from '../query.js';
import { UNMAPPED_COLUMNS, type UnmappedRow } from '../rows.js';
import type { SightingSum } from '../sightings.js';

/** A row that was written, and whether this statement was the one that inserted it. */
export interface WrittenRow extends UnmappedRow {
  is_new: boolean;
}

export interface WriteOptions extends QueryOptions {
  /** `new` to have only the inserted rows back. */
  returning: 'new' | 'all';
  /**
   * Makes the statement one that can be sent twice: it does nothing where a flush of this number, or a later one, of this
   * recorder has been committed. Whoever sends it again while the first is still running waits for that one's end.
   */
  flush?: { recorderId: string; number: number };
}

/**
 * Adds sums of sightings to the log in one statement, however many there are.
 *
 * - One INSERT in the order of its key takes every lock, of known and of new markets, in the same order in every process:
 *   overlapping batches wait for each other, never in a circle.
 * - A known market brings its own id, because a conflicting INSERT that takes one from the sequence burns it: a few busy
 *   scrapers would use up an integer in days. Only the race for a market that two processes meet first still costs one.
 * - A MAPPED market goes back to NEW if no active mapping covers it. `was` reads the row as of the statement's start, so that a
 *   market that somebody maps at this very moment, by a mapping we can't see yet, stays MAPPED.
 */
export async function writeSightings(
  db: Db,
  tables: Tables,
  sums: readonly SightingSum[],
  options: WriteOptions,
): Promise<WrittenRow[]> {
  const { schema, mappings, unmapped } = tables;
  const column = <T>(value: (sum: SightingSum) => T): T[] => sums.map(value);
  // An array as Postgres writes it, of words and numbers that need no quotes: the driver would look for some in each of them.
  const plainArray = (value: (sum: SightingSum) => string | number | null): string =>
    `{${sums.map(sum => value(sum) ?? 'null').join()}}`;
  const bindings: unknown[] = [
    plainArray(sum => sum.source),
    column(sum => sum.externalMarketId),
    column(sum => sum.marketName),
    column(sum => sum.sampleOutcomes),
    plainArray(sum => sum.occurrences),
    plainArray(sum => sum.firstSeenAt?.toISOString() ?? null),
    plainArray(sum => sum.lastSeenAt?.toISOString() ?? null),
    plainArray(sum => sum.oldestAgeMs?.toFixed(3) ?? null),
    plainArray(sum => sum.newestAgeMs?.toFixed(3) ?? null),
    unmapped,
    BET9JA_KEY_PATTERN,
  ];
  if (options.flush) bindings.push(options.flush.recorderId, options.flush.number);
  const written = options.returning === 'all' ? UNMAPPED_COLUMNS : INSERTED_COLUMNS;
  const rows = await query<WrittenRow>(
    db,
    schema,
    `with ${options.flush ? claim(tables) : ''}incoming as (
      select i.*, u.id as known_id
      from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[], $7::timestamptz[],
          $8::float8[], $9::float8[])
        as i (source, external_market_id, market_name, sample_outcomes, occurrences, first_given, last_given, oldest, newest)
      left join ${unmapped} u on u.source = i.source and u.external_market_id = i.external_market_id
      ${options.flush ? 'where exists (select from claimed)' : ''}
    ), written as (
      insert into ${unmapped} as log (${UNMAPPED_COLUMNS})
      select coalesce(known_id, nextval((select pg_get_serial_sequence($10, 'id'))::regclass)),
        source, external_market_id, market_name, sample_outcomes::jsonb,
        least(first_given, now() - oldest * interval '1 millisecond'),
        greatest(last_given, now() - newest * interval '1 millisecond'),
        least(occurrences, ${MAX_INT}), 'NEW', null
      from incoming
      order by source collate "C", external_market_id collate "C"
      on conflict (source, external_market_id) do update set
        market_name = coalesce(log.market_name, excluded.market_name),
        sample_outcomes = coalesce(log.sample_outcomes, excluded.sample_outcomes),
        first_seen_at = least(log.first_seen_at, excluded.first_seen_at),
        last_seen_at = greatest(log.last_seen_at, excluded.last_seen_at),
        occurrence_count = least(log.occurrence_count::bigint + excluded.occurrence_count, ${MAX_INT}),
        status = case
          when log.status = 'MAPPED'
            and exists (select from ${unmapped} was where was.id = log.id and was.status = 'MAPPED')
            and not exists (select from ${mappings} m where m.is_active and ${covers('m', 'log', '$11')})
          then 'NEW' else log.status end
      returning ${written}, xmax = 0 as is_new
    )
    select ${written}, is_new from written${options.returning === 'new' ? ' where is_new' : ''}`,
    bindings,
    { ...options, isPrepared: true },
  );
  return options.returning === 'all' ? rows : complete(rows, sums);
}

/** The rest of a row that was inserted is what it was inserted with: it need not be kept, sent and parsed again. */
const INSERTED_COLUMNS = 'id, source, external_market_id, first_seen_at, last_seen_at';

function complete(rows: readonly WrittenRow[], sums: readonly SightingSum[]): WrittenRow[] {
  if (rows.length === 0) return [];
  const keyOf = (source: string, id: string) => `${source}\n${id}`;
  const byKey = new Map(sums.map(sum => [keyOf(sum.source, sum.externalMarketId), sum]));
  return rows.map(row => {
    const sum = byKey.get(keyOf(row.source, row.external_market_id));
    return {
      id: row.id,
      source: row.source,
      external_market_id: row.external_market_id,
      market_name: sum?.marketName ?? null,
      sample_outcomes: sum?.sampleOutcomes ? JSON.parse(sum.sampleOutcomes) : null,
      first_seen_at: row.first_seen_at,
      last_seen_at: row.last_seen_at,
      occurrence_count: Math.min(sum?.occurrences ?? 1, MAX_INT),
      status: 'NEW',
      notes: null,
      is_new: row.is_new,
    };
  });
}

/**
 * The upsert waits for a flush of the same recorder that is still under way, and finds its number taken if that commits.
 *
 * A server does not notice that its client gave up on a statement that waits for a row: without a limit of its own, every
 * attempt would leave one more waiting, as long as somebody's transaction stays open.
 */
function claim({ recorders }: Tables): string {
  return `claimed as (
      insert into ${recorders} as r (id, last_flush)
      select $12::uuid, $13::bigint where set_config('lock_timeout', '10s', true) is not null
      on conflict (id) do update set last_flush = excluded.last_flush, flushed_at = now()
      where r.last_flush < excluded.last_flush
      returning 1
    ), `;
}
