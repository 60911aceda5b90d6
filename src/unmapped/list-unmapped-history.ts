import * as z from 'zod';
import {
  Conditions,
  DEFAULT_LIMIT,
  decodeCursor,
  encodeCursor,
  type PageOptions,
  pageFields,
  toPage,
} from '../database/pages.js';
import { type Db, query } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import { toUnmappedHistoryEntry, type UnmappedHistoryRow } from '../database/unmapped-history-row.js';
import { date, integer, MAX_ACTOR, MAX_ID, MAX_INT, oneOf, text } from '../input/fields.js';
import { sourceSchema } from '../input/schemas.js';
import { validate } from '../input/validate.js';
import {
  type Page,
  type SchemaOption,
  type Source,
  UNMAPPED_ACTIONS,
  type UnmappedAction,
  type UnmappedHistoryEntry,
} from '../model/index.js';
import { pure } from '../model/pure.js';

export interface UnmappedHistoryFilter extends PageOptions {
  /** The market's id in the log. */
  marketId?: number;
  source?: Source;
  /** The market's id at the source; also finds markets that have been pruned since. */
  externalMarketId?: string;
  action?: UnmappedAction;
  /** Only what this ignore rule had a part in. */
  ruleId?: number;
  /** Only the rows of this act. */
  changeId?: string;
  actor?: string;
  /** Only acts at this time or later. */
  from?: Date;
  /** Only acts at this time or earlier. */
  to?: Date;
}

const filterSchema: z.ZodType<UnmappedHistoryFilter> = /* @__PURE__ */ pure(() =>
  z.strictObject({
    marketId: integer(1, MAX_INT).optional(),
    source: sourceSchema.optional(),
    externalMarketId: text(MAX_ID).optional(),
    action: oneOf(UNMAPPED_ACTIONS).optional(),
    ruleId: integer(1, MAX_INT).optional(),
    changeId: z.guid({ error: 'must be a changeId, which is a UUID' }).optional(),
    actor: text(MAX_ACTOR).optional(),
    from: date.optional(),
    to: date.optional(),
    ...pageFields,
  }),
);

const ORDER = 'unmapped history';

/**
 * Lists who decided what of the log of unmapped markets, when and why, in pages, the latest act first: statuses and notes, what an ignore
 * rule ignored when it was made, rules made and deleted, and reverts. What recorders count is no act.
 *
 * @param db The service's knex, or a transaction of it.
 * @param filter `marketId`, `source`, `externalMarketId`, `action`, `ruleId`, `changeId`, `actor`, `from`, `to` (both inclusive); `limit`
 *   (50 by default, at most 500) and `cursor`.
 * @param options `schema`: `public` by default.
 * @throws `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { listUnmappedHistory } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const { items } = await listUnmappedHistory(db, { source: 'bet9ja', externalMarketId: 'S_OUA' });
 * for (const act of items) console.log(act.createdAt, act.action, act.createdBy, act.reason);
 * ```
 */
export async function listUnmappedHistory(
  db: Db,
  filter: UnmappedHistoryFilter = {},
  options: SchemaOption = {},
): Promise<Page<UnmappedHistoryEntry>> {
  const { schema, unmappedHistory } = tablesFor(options, {});
  const { cursor, limit = DEFAULT_LIMIT, ...only } = validate(filterSchema, filter, 'filter');
  const before = cursor === undefined ? undefined : decodeCursor(cursor, ORDER, z.tuple([integer(1, MAX_INT)]))[0];
  const where = new Conditions()
    .and(only.marketId, value => `market_id = ${value}`)
    .and(only.source, value => `source = ${value}`)
    .and(only.externalMarketId, value => `external_market_id = ${value}`)
    .and(only.action, value => `action = ${value}`)
    .and(only.ruleId, value => `rule_id = ${value}`)
    .and(only.changeId, value => `change_id = ${value}::uuid`)
    .and(only.actor, value => `created_by = ${value}`)
    .and(only.from?.toISOString(), value => `created_at >= ${value}::timestamptz`)
    // A Date has whole milliseconds: what happened within the last one still counts as "at this time".
    .and(only.to?.toISOString(), value => `created_at < ${value}::timestamptz + interval '1 millisecond'`)
    .and(before, value => `id < ${value}`);
  const rows = await query<UnmappedHistoryRow>(
    db,
    schema,
    `select * from ${unmappedHistory} ${where} order by id desc limit ${where.bind(limit + 1)}`,
    where.bindings,
  );
  return toPage(rows, limit, toUnmappedHistoryEntry, row => encodeCursor(ORDER, [row.id]));
}
