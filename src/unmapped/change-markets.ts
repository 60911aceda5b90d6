import * as z from 'zod';
import type { Conditions } from '../database/pages.js';
import { type Db, query } from '../database/query.js';
import type { Tables } from '../database/tables.js';
import type { UnmappedRow } from '../database/unmapped-row.js';
import { storable } from '../input/fields.js';
import { unmappedStatusSchema } from '../input/schemas.js';
import { candidateKeys, isCovered } from '../mappings/coverage.js';
import { MarketNotCoveredError } from '../model/errors.js';
import type { Change, UnmappedStatus } from '../model/index.js';
import { pure } from '../model/pure.js';
import { KEY_PATTERN } from '../sources/keyed-source.js';

/** The changes to an unmapped market. Missing fields stay as they are. */
export interface UnmappedPatch {
  status?: UnmappedStatus;
  /** Any text; null removes it. */
  notes?: string | null;
}

export const patchSchema: z.ZodType<UnmappedPatch> = /* @__PURE__ */ pure(() =>
  z.strictObject({
    status: unmappedStatusSchema.optional(),
    notes: storable('a string or null').nullish(),
  }),
);

/** What an act is to know beside the markets and the patch. */
export interface Act extends Change {
  readonly changeId: string;
  /** Another number of markets, and nothing is done. */
  readonly expectedCount?: number | undefined;
}

/** What became of an act. */
export interface ActResult {
  /** How many markets the conditions hold for. */
  readonly counted: number;
  /** The first of them as it is now; null where there is none. */
  readonly first: UnmappedRow | null;
}

interface Outcome extends ActResult {
  uncovered: { source: string; externalMarketId: string } | null;
}

/**
 * Changes the markets of some conditions on rows `u` of the log, with their rows in its history, in one statement.
 *
 * The markets are locked in the order of their key, as recorders do, and counted only then: what is counted is what is changed.
 * Nothing is written where it is another number than expected, or where a market is to be MAPPED that no mapping covers.
 */
export async function changeMarkets(
  db: Db,
  tables: Tables,
  where: Conditions,
  { status, notes }: UnmappedPatch,
  { changeId, actor, reason, expectedCount }: Act,
): Promise<ActResult> {
  const { schema, unmapped, unmappedHistory } = tables;
  const $ = {
    status: `${where.bind(status ?? null)}::varchar`,
    hasNotes: `${where.bind(notes !== undefined)}::boolean`,
    notes: `${where.bind(notes ?? null)}::text`,
    expected: `${where.bind(expectedCount ?? null)}::bigint`,
    actor: `${where.bind(actor ?? null)}::varchar`,
    reason: `${where.bind(reason ?? null)}::text`,
    changeId: `${where.bind(changeId)}::uuid`,
  };
  const keys = candidateKeys('u.external_market_id', where.bind(KEY_PATTERN));
  const covered = isCovered(tables, 'u.source', 'u.external_market_id', keys);
  const [row] = await query<Outcome>(
    db,
    schema,
    `with target as materialized (
      select u.id, u.source, u.external_market_id, u.status, u.notes, u.ignored_by,
        ${$.status} is distinct from 'MAPPED' or ${covered} as is_covered
      from ${unmapped} u ${where}
      order by u.source collate "C", u.external_market_id collate "C"
      for update of u
    ), allowed as materialized (
      select count(*) as counted, coalesce(bool_and(is_covered), true) and (${$.expected} is null or count(*) = ${$.expected}) as may_save
      from target
    ), saved as (
      update ${unmapped} u
      set status = coalesce(${$.status}, t.status), notes = case when ${$.hasNotes} then ${$.notes} else t.notes end,
        reason = case when ${$.status} = 'MAPPED' then null else u.reason end,
        missing_outcomes = case when ${$.status} = 'MAPPED' then null else u.missing_outcomes end,
        closed_by = case when ${$.status} = 'MAPPED' then pg_current_xact_id() else u.closed_by end,
        closed_at = case when ${$.status} = 'MAPPED' then now() else u.closed_at end,
        ignored_by = case when ${$.status} is null then t.ignored_by end,
        reopened_at = case when ${$.status} = 'NEW' then now() else u.reopened_at end
      from target t
      where u.id = t.id and (select may_save from allowed) and (
        coalesce(${$.status}, t.status) <> t.status or ${$.status} is not null and t.ignored_by is not null
        or ${$.hasNotes} and ${$.notes} is distinct from t.notes)
      returning u.id, u.status, u.notes, u.ignored_by, to_jsonb(u) as saved
    ), told as (
      insert into ${unmappedHistory} (market_id, source, external_market_id, action, old_value, new_value, reason, change_id, created_at, created_by)
      select t.id, t.source, t.external_market_id, 'UPDATE', ${decided('t')}, ${decided('s')},
        ${$.reason}, ${$.changeId}, clock_timestamp(), ${$.actor}
      from saved s join target t on t.id = s.id
      order by t.source collate "C", t.external_market_id collate "C"
    )
    select a.counted,
      (select coalesce((select saved from saved where saved.id = t.id), (select to_jsonb(u) from ${unmapped} u where u.id = t.id))
       from target t limit 1) as first,
      (select jsonb_build_object('source', t.source, 'externalMarketId', t.external_market_id)
       from target t where not t.is_covered limit 1) as uncovered
    from allowed a`,
    where.bindings,
  );
  if (row?.uncovered && (expectedCount === undefined || expectedCount === row.counted)) {
    throw new MarketNotCoveredError(
      row.uncovered,
      'map it with mapUnmappedMarket, or create or activate a mapping that has its id, which sets it to MAPPED.',
    );
  }
  return row ?? { counted: 0, first: null };
}

/** SQL: what people and rules decide of a market, as history keeps it. */
export function decided(row: string): string {
  return `jsonb_build_object('status', ${row}.status, 'notes', ${row}.notes, 'ignored_by', ${row}.ignored_by)`;
}
