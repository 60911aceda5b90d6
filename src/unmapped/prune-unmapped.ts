import * as z from 'zod';
import { type Db, isTransaction, query } from '../database/query.js';
import { type Tables, tablesFor } from '../database/tables.js';
import { date, oneOf } from '../input/fields.js';
import { validate } from '../input/validate.js';
import type { SchemaOption, UnmappedStatus } from '../model/index.js';
import { pure } from '../model/pure.js';

/** A status that can be pruned: what nobody has looked at yet stays. */
export type PrunableStatus = Exclude<UnmappedStatus, 'NEW'>;

const PRUNABLE = ['ACKNOWLEDGED', 'MAPPED', 'IGNORED'] as const satisfies readonly PrunableStatus[];

/** What to prune of the log. */
export interface PruneUnmappedOptions {
  /** Only markets that were last seen before this time. */
  olderThan: Date;
  /** One status or several of ACKNOWLEDGED, MAPPED and IGNORED; all three by default. NEW markets are never pruned. */
  status?: PrunableStatus | readonly PrunableStatus[];
  /** Whether only to count; false by default. */
  dryRun?: boolean;
}

/** What was pruned, or would be. */
export interface PrunedUnmapped {
  /** The markets. */
  pruned: number;
  /** Rows of history of that time whose markets are gone. */
  history: number;
}

const status = /* @__PURE__ */ pure(() => oneOf(PRUNABLE));

const pruneSchema: z.ZodType<PruneUnmappedOptions> = /* @__PURE__ */ pure(() =>
  z.strictObject({
    olderThan: date,
    status: z
      .union([status, z.array(status).min(1)], {
        error: `must be ${PRUNABLE.join(', ')} or a list of some of them; NEW markets are never pruned`,
      })
      .optional(),
    dryRun: z.boolean({ error: 'must be true or false' }).optional(),
  }),
);

/** Few enough that no recorder waits long for the rows of one statement. */
const BATCH = 1_000;

/**
 * Deletes markets from the log that nobody has seen since a time, in batches of 1,000, each a transaction of its own unless you are in
 * one. NEW markets are never deleted. Of an IGNORED market nothing is left but its history: should it be met again, it is NEW. History of
 * markets that are gone is deleted too once it is as old.
 *
 * @param db The service's knex, or a transaction of it.
 * @param what `olderThan`, held against when a market was last seen; `status` (ACKNOWLEDGED, MAPPED and IGNORED by default); `dryRun`.
 * @param options `schema`: `public` by default.
 * @returns How many markets and rows of history were deleted, or would be.
 * @throws `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`; batches that were deleted before stay so.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { pruneUnmapped } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const olderThan = new Date(Date.now() - 90 * 86_400_000);
 * const { pruned } = await pruneUnmapped(db, { olderThan, status: 'MAPPED', dryRun: true });
 * console.log(`${pruned} mapped markets were last seen more than 90 days ago`);
 * ```
 */
export async function pruneUnmapped(
  db: Db,
  what: PruneUnmappedOptions,
  options: SchemaOption = {},
): Promise<PrunedUnmapped> {
  const tables = tablesFor(options, {});
  const { olderThan, status = PRUNABLE, dryRun = false } = validate(pruneSchema, what, 'options');
  const statuses = typeof status === 'string' ? [status] : [...new Set(status)];
  const until = olderThan.toISOString();
  if (dryRun) return count(db, tables, until, statuses);
  const pruned = await inBatches(() => pruneBatch(db, tables, until, statuses));
  const history = await inBatches(() => pruneHistoryBatch(db, tables, until));
  return { pruned, history };
}

async function inBatches(prune: () => Promise<number>): Promise<number> {
  let total = 0;
  for (let done = BATCH; done === BATCH; total += done) done = await prune();
  return total;
}

/** In the order of the key, as recorders lock; a row that one of them holds is being seen right now. */
async function pruneBatch(
  db: Db,
  { schema, unmapped }: Tables,
  until: string,
  statuses: readonly string[],
): Promise<number> {
  const [row] = await query<{ done: number }>(
    db,
    schema,
    `with old as materialized (
      select u.id from ${unmapped} u
      where u.last_seen_at < $1::timestamptz and u.status = any ($2::text[]) and u.status <> 'NEW'
      order by u.source collate "C", u.external_market_id collate "C" limit ${BATCH}
      for update of u${isTransaction(db) ? '' : ' skip locked'}
    ), gone as (
      delete from ${unmapped} u using old where u.id = old.id returning u.id
    )
    select count(*) as done from gone`,
    [until, statuses],
  );
  return row?.done ?? 0;
}

const ofGoneMarkets = (unmapped: string) => `h.created_at < $1::timestamptz and h.market_id is not null
      and not exists (select from ${unmapped} u where u.id = h.market_id)`;

async function pruneHistoryBatch(
  db: Db,
  { schema, unmapped, unmappedHistory }: Tables,
  until: string,
): Promise<number> {
  const [row] = await query<{ done: number }>(
    db,
    schema,
    `with gone as (
      delete from ${unmappedHistory} where id in (
        select h.id from ${unmappedHistory} h where ${ofGoneMarkets(unmapped)} limit ${BATCH}
      ) returning id
    )
    select count(*) as done from gone`,
    [until],
  );
  return row?.done ?? 0;
}

/** With the history of what would be gone then. */
async function count(
  db: Db,
  { schema, unmapped, unmappedHistory }: Tables,
  until: string,
  statuses: readonly string[],
): Promise<PrunedUnmapped> {
  const [row] = await query<PrunedUnmapped>(
    db,
    schema,
    `with old as materialized (
      select u.id from ${unmapped} u
      where u.last_seen_at < $1::timestamptz and u.status = any ($2::text[]) and u.status <> 'NEW'
    )
    select (select count(*) from old) as pruned, (
      select count(*) from ${unmappedHistory} h where h.created_at < $1::timestamptz and h.market_id is not null
        and (h.market_id in (select id from old) or not exists (select from ${unmapped} u where u.id = h.market_id))
    ) as history`,
    [until, statuses],
  );
  return row ?? { pruned: 0, history: 0 };
}
