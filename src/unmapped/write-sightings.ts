import { isIdTaken } from '../database/known-errors.js';
import { type Db, type QueryOptions, query } from '../database/query.js';
import type { Tables } from '../database/tables.js';
import { type Timestamp, toDate } from '../database/timestamp.js';
import { UNMAPPED_COLUMNS, type UnmappedRow } from '../database/unmapped-row.js';
import { MAX_INT } from '../input/fields.js';
import { isCovered } from '../mappings/coverage.js';
import { MAX_MISSING_OUTCOMES, type Source, type UnmappedMarket } from '../model/index.js';
import { pure } from '../model/pure.js';
import { candidateIds } from '../rules/candidate-ids.js';
import { daysOf, escalates } from '../rules/escalation.js';
import { KEYED_SOURCE } from '../sources/keyed-source.js';
import { CLOCK, countedDay, incomingCounts, mergedCounts } from './counted-days.js';
import { assertOwnNumber, type Flush } from './flush-number.js';
import { ruleHolds, rulesInForce } from './ignore-conditions.js';
import { type Asked, type SightingSum, toSightingSum } from './sightings.js';
import { toUnmappedMarket } from './to-unmapped-market.js';

/** A row that was written, and whether this statement inserted it. */
export interface WrittenRow extends UnmappedRow {
  is_new: boolean;
}

/**
 * Adds sums of sightings to the log in one statement, however many there are, and returns the open markets that there is something to
 * tell of: those that are new, met again after they had been mapped or after the rule that ignored them ended, or seen far more often.
 */
export async function writeSightings(
  db: Db,
  tables: Tables,
  sums: readonly SightingSum[],
  options: QueryOptions & { flush?: Flush } = {},
): Promise<UnmappedMarket[]> {
  const [inserted] = await upsertRows<Inserted>(
    db,
    tables,
    `${upsert(tables, typeFor(sums), 'id, source, external_market_id, status, sightings_day, sightings_by_day', options.flush)}
    select coalesce(json_agg(id), '[]') as ids, coalesce(json_agg(source), '[]') as sources,
      coalesce(json_agg(external_market_id), '[]') as external_market_ids, now() as now,
      coalesce(json_agg(sightings_day), '[]') as days, coalesce(json_agg(sightings_by_day), '[]') as counts,
      (select coalesce(json_agg(told), '[]') from written where told is not null) as told,
      ${options.flush ? 'exists (select from claimed)' : 'true'} as is_claimed,
      ${options.flush ? `(select last_flush from ${tables.recorders} where id = $12::uuid)` : 'null::bigint'} as stored_flush
    from written where is_new and status = 'NEW'`,
    bindingsOf(tables, sums, options.flush),
    options,
  );
  options.flush?.onStored?.(inserted?.stored_flush ?? null);
  if (options.flush && inserted?.is_claimed !== true) await assertOwnNumber(db, tables, options.flush);
  return inserted ? [...complete(inserted, sums), ...inserted.told.map(toUnmappedMarket)] : [];
}

/** The same for one market, whose row it returns. */
export async function writeSighting(db: Db, tables: Tables, sum: SightingSum): Promise<WrittenRow | undefined> {
  const statement = `${upsert(tables, typeFor([sum]), UNMAPPED_COLUMNS)}
    select ${UNMAPPED_COLUMNS}, is_new from written`;
  const [row] = await upsertRows<WrittenRow>(db, tables, statement, bindingsOf(tables, [sum]), {});
  return row;
}

/**
 * While a row is being updated, Postgres may look for its key, find neither the old version nor the new one, and go on to insert: the
 * id that a known market brings is taken then. Nothing was written, and the next attempt sees the row. A sequence that really is
 * behind takes an id of the next row at each attempt, so it shows.
 */
async function upsertRows<Row>(
  db: Db,
  { schema }: Tables,
  sql: string,
  bindings: readonly unknown[],
  options: QueryOptions,
): Promise<Row[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await query<Row>(db, schema, sql, bindings, { ...options, isPrepared: true });
    } catch (error) {
      if (!isIdTaken(error) || db.isTransaction || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

const MAX_ATTEMPTS = 5;

type JsonType = 'json' | 'jsonb';

/** Samples larger than this, in characters, could exceed the 256 MB limit of a jsonb: a list of digits takes six times its text. */
const MAX_AS_JSONB = 2 ** 24;

/** jsonb is parsed once. json is parsed again for each row, but has no limit. */
function typeFor(sums: readonly SightingSum[]): JsonType {
  return sums.reduce((size, sum) => size + sizeOf(sum), 0) > MAX_AS_JSONB ? 'json' : 'jsonb';
}

function sizeOf({ externalMarketId, marketName, sampleOutcomes }: SightingSum): number {
  return externalMarketId.length + (marketName?.length ?? 0) + (sampleOutcomes?.length ?? 0);
}

/**
 * SQL: a CTE `written` with the given columns of each row and `is_new`.
 *
 * - One INSERT in the order of its key takes every lock, of known and of new markets, in the same order in every process:
 *   overlapping batches wait for each other, never in a circle.
 * - A known market brings its own id, because a conflicting INSERT that takes one from the sequence burns it: a few busy
 *   scrapers would use up an integer in days. Only the race for a market that two processes meet first still costs one.
 * - Ids, names and samples come as JSON, which is written and read faster than arrays of text. A sample, most of what a row is, is
 *   carried on only where the log has none yet. (A row that is deleted at this very moment comes back without, until the next sighting.)
 * - `is_closed` goes into the row as its status. A market that an active mapping has the id of by now is written as MAPPED: its sighting
 *   waited in memory while the mapping was made. A mapper's sighting leaves a MAPPED row be unless its mappings held what closed the row.
 */
function upsert(tables: Tables, type: JsonType, written: string, flush?: Flush): string {
  const { unmapped } = tables;
  const detail = (key: string) => `i.details ->> '${key}'`;
  const seenFirst = `least(nullif(first_given, 'infinity'), now() - nullif(oldest, 'NaN') * interval '1 millisecond')`;
  const seenLast = `greatest(nullif(last_given, 'infinity'), now() - nullif(newest, 'NaN') * interval '1 millisecond')`;
  const keys = `i.external_market_id, ${detail('k')}, ${detail('l')}`;
  const isCoveredSince = isCovered(
    tables,
    'i.source',
    'i.external_market_id',
    keys,
    ' and (i.asked_at is null or m.updated_at > i.asked_at)',
  );
  return `with ${flush ? claim(tables) : ''}clock as materialized (${CLOCK}),
    rules as materialized (${rulesInForce(tables)}),
    given as (
      select i.*, ${seenFirst} as seen_first, ${seenLast} as seen_last, ($11::jsonb -> 'asked' -> (${detail('a')})::integer ->> 'snapshot')::pg_snapshot as asked_of,
        ($11::jsonb -> 'asked' -> (${detail('a')})::integer ->> 'at')::timestamptz as asked_at
      from rows from (
          unnest($1::text[], $5::bigint[], $6::timestamptz[], $7::timestamptz[], $8::float8[], $9::float8[]),
          ${type}_array_elements_text($2::${type}), ${type}_array_elements_text($3::${type}), ${type}_array_elements($4::${type}),
          jsonb_array_elements($11::jsonb -> 'rows'))
        as i (source, occurrences, first_given, last_given, oldest, newest, external_market_id, market_name, sample_outcomes, details)
    ), incoming as materialized (
      select i.*, u.id as known_id, u.sample_outcomes is not null as has_sample,
        coalesce(${detail('r')}, 'UNKNOWN_MARKET') as reason,
        ${detail('r')} is null and ${isCoveredSince}
          or u.status = 'MAPPED' and i.asked_at is not null and u.closed_at >= i.asked_at - interval '1 hour'
            and not pg_visible_in_snapshot(u.closed_by, i.asked_of) as is_closed,
        ${countedDay('i.seen_first')} as first_day, ${countedDay('i.seen_last')} as last_day,
        case when exists (select from rules) and (u.id is null or u.status = 'NEW' or u.ignored_by is not null) then (${ruleFor()}) end as rule
      from given i
      left join ${unmapped} u on u.source = i.source and u.external_market_id = i.external_market_id
      ${flush ? 'where exists (select from claimed)' : ''}
    ), written as (
      insert into ${unmapped} as log (${WRITTEN_COLUMNS})
      select coalesce(known_id, nextval((select pg_get_serial_sequence($10, 'id')::regclass))),
        source, external_market_id, market_name,
        case when not has_sample then nullif(sample_outcomes::jsonb, 'null') end,
        seen_first, seen_last, least(occurrences, ${MAX_INT}),
        case when is_closed then 'MAPPED' when rule is not null then 'IGNORED' else 'NEW' end, null,
        ${detail('p')}, ${detail('s')},
        case when not coalesce(is_closed, false) then reason end,
        case when not coalesce(is_closed, false) then i.details -> 'm' end,
        last_day, ${incomingCounts(`i.details -> 'd'`)}, null::timestamptz, case when not coalesce(is_closed, false) then rule end,
        case when is_closed then pg_current_xact_id() end, case when is_closed then now() end
      from incoming i
      order by source collate "C", external_market_id collate "C"
      on conflict (source, external_market_id) do update set
        market_name = coalesce(log.market_name, excluded.market_name),
        sample_outcomes = coalesce(log.sample_outcomes, excluded.sample_outcomes),
        first_seen_at = least(log.first_seen_at, excluded.first_seen_at),
        last_seen_at = greatest(log.last_seen_at, excluded.last_seen_at),
        occurrence_count = least(log.occurrence_count::bigint + excluded.occurrence_count, ${MAX_INT}),
        parameter = coalesce(log.parameter, excluded.parameter),
        sport = coalesce(log.sport, excluded.sport),
        status = case when ${closes()} then 'MAPPED' when ${mutes()} then 'IGNORED' when ${UNMUTES} or ${reopens(unmapped)} then 'NEW'
          else log.status end,
        ignored_by = case when ${closes()} then null when ${mutes()} then excluded.ignored_by when ${UNMUTES} then null
          else log.ignored_by end,
        regressed_at = case when ${reopens(unmapped)} then greatest(statement_timestamp(), log.closed_at) else log.regressed_at end,
        (sightings_day, sightings_by_day, told_at) = (
          select n.day, n.counts, case
            when ${reopens(unmapped)} or ${UNMUTES} and not ${closes()} and not ${mutes()}
              or (log.status = 'NEW' or log.status = 'ACKNOWLEDGED') and not ${closes()} and not ${mutes()}
                and ${escalates('n.day', 'n.counts', TODAY)}
                and not coalesce(${escalates('log.sightings_day', 'log.sightings_by_day', TODAY)}, false)
            then statement_timestamp() else log.told_at end
          from (
            select greatest(log.sightings_day, excluded.sightings_day) as day, ${mergedCounts()} as counts offset 0
          ) as n),
        reason = case when ${closes()} then null
          when log.status <> 'MAPPED' or ${reopens(unmapped)} then coalesce(excluded.reason, log.reason) else log.reason end,
        missing_outcomes = case when ${closes()} then null when log.status = 'MAPPED' then
            case when ${reopens(unmapped)} then excluded.missing_outcomes end
          when excluded.missing_outcomes is null or log.missing_outcomes @> excluded.missing_outcomes then log.missing_outcomes
          else ${mergedOutcomes()} end,
        closed_by = case when ${closes()} then excluded.closed_by else log.closed_by end,
        closed_at = case when ${closes()} then excluded.closed_at else log.closed_at end
      returning ${written}, xmax = 0 as is_new, case when told_at = statement_timestamp() then to_jsonb(log) end as told
    )`;
}

const WRITTEN_COLUMNS = /* @__PURE__ */ pure(() => `${UNMAPPED_COLUMNS}, closed_by, closed_at`);

const TODAY = '(select day from clock)';

/** SQL: a market that a rule ignored which has ended or was deleted. One that a person ignored names no rule. */
const UNMUTES = `(log.status = 'IGNORED' and log.ignored_by is not null and log.ignored_by <> all (array(select id from rules)))`;

/** SQL: an open market whose id is covered by now, unless it says more than that it is unknown: its id alone does not close it then. */
const closes =
  (): string => `((log.status = 'NEW' or log.status = 'ACKNOWLEDGED' or ${UNMUTES}) and excluded.status = 'MAPPED'
          and coalesce(log.reason, 'UNKNOWN_MARKET') = 'UNKNOWN_MARKET' and log.missing_outcomes is null)`;

/** SQL: a market that a rule is to ignore. */
const mutes = (): string => `((log.status = 'NEW' or ${UNMUTES}) and excluded.status = 'IGNORED')`;

/**
 * SQL: the first rule that is to ignore an incoming market `i`, of which the log has `u` or nothing. Rules are for what is new, and for what
 * another rule ignored that has ended. A market that is NEW already was looked at when the rule was made, unless the statement that
 * wrote it was running then; so rules that were made lately count too, but not against what was opened since.
 */
function ruleFor(): string {
  return `select r.id from rules r
          where ${ruleHolds('r', 'i.source', 'i.external_market_id', 'coalesce(u.market_name, i.market_name)')}
            and (u.id is null or u.ignored_by is not null or u.market_name is null and r.name_like is not null
              or r.is_recent and r.created_at > coalesce(greatest(u.reopened_at, u.regressed_at), '-infinity'))
          order by r.id limit 1`;
}

/**
 * SQL: a MAPPED market that is met unmapped. `was` is the row as of the statement's start, so that a market that somebody maps at
 * this very moment, by a mapping we can't see yet, stays MAPPED.
 */
function reopens(unmapped: string): string {
  return `log.status = 'MAPPED' and excluded.status = 'NEW'
            and exists (select from ${unmapped} was where was.id = log.id and was.status = 'MAPPED')`;
}

/** SQL: each missing outcome once, those known first, up to what a row keeps. As a function, it stays out of a reader's bundle. */
const mergedOutcomes = (): string => `(select jsonb_agg(outcome order by at) from (
            select outcome, min(at) as at from jsonb_array_elements(coalesce(log.missing_outcomes, '[]') || excluded.missing_outcomes)
              with ordinality as each (outcome, at)
            where not exists (
              select from jsonb_array_elements(log.missing_outcomes) with ordinality as known (outcome, at)
              where known.outcome ->> 'name' = each.outcome ->> 'name' and known.at < each.at
                and known.outcome ->> 'id' is not distinct from each.outcome ->> 'id')
            group by outcome order by at limit ${MAX_MISSING_OUTCOMES}
          ) as merged)`;

function bindingsOf({ unmapped }: Tables, sums: readonly SightingSum[], flush?: Flush): unknown[] {
  // An array literal of words and numbers that need no quotes. The driver would check each of them for quotes. What is missing has
  // a value that nothing else has: where array_nulls is off, as for programs from before Postgres 8.2, NULL is a word like any other.
  const plainArray = (value: (sum: SightingSum) => string | number): string => `{${sums.map(value).join()}}`;
  return [
    plainArray(sum => sum.source),
    JSON.stringify(sums.map(sum => sum.externalMarketId)),
    JSON.stringify(sums.map(sum => sum.marketName)),
    arrayOfJson(sums.map(sum => sum.sampleOutcomes)),
    plainArray(sum => sum.occurrences),
    plainArray(sum => sum.firstSeenAt?.toISOString() ?? 'infinity'),
    plainArray(sum => sum.lastSeenAt?.toISOString() ?? 'infinity'),
    plainArray(sum => sum.oldestAgeMs ?? 'NaN'),
    plainArray(sum => sum.newestAgeMs ?? 'NaN'),
    unmapped,
    detailsOf(sums),
    ...(flush ? [flush.recorderId, flush.number] : []),
  ];
}

/** What few markets have, or what is told in few ways, as one JSON text: what is left out is null. */
function detailsOf(sums: readonly SightingSum[]): string {
  const asked = new Map<Asked, number>();
  const rows = sums.map(sum => {
    const [, second, third] = sum.source === KEYED_SOURCE ? candidateIds(sum.source, sum.externalMarketId) : [];
    if (sum.asked && !asked.has(sum.asked)) asked.set(sum.asked, asked.size);
    return {
      k: second,
      l: third,
      p: sum.parameter ?? undefined,
      s: sum.sport ?? undefined,
      r: sum.reason === 'UNKNOWN_MARKET' ? undefined : sum.reason,
      m: sum.missingOutcomes?.length ? sum.missingOutcomes : undefined,
      d: givenDaysOf(sum),
      a: sum.asked && asked.get(sum.asked),
    };
  });
  return JSON.stringify({ asked: [...asked.keys()], rows });
}

/** Where there is only one day, the times that are given tell it. */
function givenDaysOf({ days, newestAgeMs }: SightingSum): Record<string, number> | undefined {
  if (days === undefined || (days.size === 1 && newestAgeMs === null)) return undefined;
  return Object.fromEntries(days);
}

function arrayOfJson(texts: readonly (string | null)[]): string {
  return `[${texts.map(text => text ?? 'null').join()}]`;
}

/** The inserted rows, column by column, which is several times faster to read than row by row. */
interface Inserted {
  ids: readonly number[];
  sources: readonly Source[];
  external_market_ids: readonly string[];
  now: Timestamp;
  days: readonly number[];
  counts: readonly (readonly number[])[];
  /** The other rows that there is something to tell of. */
  told: readonly UnmappedRow[];
  is_claimed: boolean;
  /** As of the statement's start, before it claimed its own. */
  stored_flush: number | null;
}

/** The rest of an inserted row is what was sent, so it need not be sent back. */
function complete(
  { ids, sources, external_market_ids, now, days, counts }: Inserted,
  sums: readonly SightingSum[],
): UnmappedMarket[] {
  if (ids.length === 0) return [];
  const keyOf = (source: Source, id: string) => `${source}\n${id}`;
  const byKey = new Map(sums.map(sum => [keyOf(sum.source, sum.externalMarketId), sum]));
  const found = ids.flatMap((id, at) => {
    const [source, marketId] = [sources[at], external_market_ids[at]];
    if (source === undefined || marketId === undefined) return [];
    return [
      {
        id,
        counted: { day: days[at] ?? 0, counts: counts[at] ?? [] },
        sum: byKey.get(keyOf(source, marketId)) ?? sumUnderAnotherKey(source, marketId),
      },
    ];
  });
  const samples: unknown[] = JSON.parse(arrayOfJson(found.map(({ sum }) => sum.sampleOutcomes)));
  const writtenAt = toDate(now).getTime();
  return found.map(({ id, sum, counted }, at) => ({
    id,
    source: sum.source,
    externalMarketId: sum.externalMarketId,
    marketName: sum.marketName,
    sampleOutcomes: samples[at],
    firstSeenAt: earliest(sum.firstSeenAt, sum.oldestAgeMs, writtenAt),
    lastSeenAt: latest(sum.lastSeenAt, sum.newestAgeMs, writtenAt),
    occurrenceCount: Math.min(sum.occurrences, MAX_INT),
    status: 'NEW',
    notes: null,
    reason: sum.reason ?? 'UNKNOWN_MARKET',
    ...(sum.missingOutcomes?.length ? { missingOutcomes: [...sum.missingOutcomes] } : {}),
    ...(sum.parameter ? { parameter: sum.parameter } : {}),
    ...(sum.sport ? { sport: sum.sport } : {}),
    sightingsByDay: daysOf(counted),
  }));
}

/** A trigger of the consumer has changed the row's key, so the sightings it came from are unknown. */
function sumUnderAnotherKey(source: Source, externalMarketId: string): SightingSum {
  return toSightingSum({ source, externalMarketId });
}

/** The time that the statement stores for a given time or an age, to the millisecond: ages are whole milliseconds before the same `now`. */
function earliest(given: Date | null, ageMs: number | null, now: number): Date {
  return new Date(Math.min(given?.getTime() ?? Infinity, ageMs === null ? Infinity : now - ageMs));
}

function latest(given: Date | null, ageMs: number | null, now: number): Date {
  return new Date(Math.max(given?.getTime() ?? -Infinity, ageMs === null ? -Infinity : now - ageMs));
}

/**
 * The upsert waits for a flush of the same recorder that is still running, and finds its number taken if that one commits.
 *
 * A server does not notice that its client gave up on a statement that waits for a row. Without a limit on the server, every
 * attempt would leave another one waiting for as long as somebody's transaction stays open.
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
