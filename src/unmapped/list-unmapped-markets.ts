import * as z from 'zod';
import { DEFAULT_LIMIT, decodeCursor, encodeCursor, type PageOptions, pageFields, toPage } from '../database/pages.js';
import { type Db, query } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import { TIMESTAMP } from '../database/timestamp.js';
import { UNMAPPED_COLUMNS, type UnmappedRow } from '../database/unmapped-row.js';
import { integer, MAX_INT, oneOf } from '../input/fields.js';
import { validate } from '../input/validate.js';
import type { Page, SchemaOption, UnmappedMarket } from '../model/index.js';
import { pure } from '../model/pure.js';
import { toUnmappedMarket } from './to-unmapped-market.js';
import { conditionFields, conditionsOf, type UnmappedCondition } from './unmapped-conditions.js';

/** What unmapped markets can be sorted by. */
export type UnmappedSort = 'occurrenceCount' | 'lastSeenAt' | 'firstSeenAt';

export interface UnmappedFilter extends PageOptions, UnmappedCondition {
  /** `occurrenceCount` by default. */
  sortBy?: UnmappedSort;
  /** `desc` by default. */
  order?: 'asc' | 'desc';
}

const filterSchema: z.ZodType<UnmappedFilter> = /* @__PURE__ */ pure(() =>
  z.strictObject({
    ...conditionFields,
    sortBy: oneOf(['occurrenceCount', 'lastSeenAt', 'firstSeenAt']).optional(),
    order: oneOf(['asc', 'desc']).optional(),
    ...pageFields,
  }),
);

const timestamp = /* @__PURE__ */ pure(() => z.string().refine(isTimestamp));

const SORT = /* @__PURE__ */ pure(
  () =>
    ({
      occurrenceCount: { column: 'occurrence_count', type: 'integer', value: integer(1, MAX_INT) },
      lastSeenAt: { column: 'last_seen_at', type: 'timestamptz', value: timestamp },
      firstSeenAt: { column: 'first_seen_at', type: 'timestamptz', value: timestamp },
    }) as const,
);

/**
 * Lists the markets that scrapers met and nobody has mapped, in pages, by default the most frequent first.
 * Counts and times change while scrapers run, so a market that moves in the meantime can appear on two pages or on none.
 *
 * @param db The service's knex, or a transaction of it.
 * @param filter `source`, `status` (one or several), `minOccurrences`, `search`; `externalMarketId` and `marketName` as patterns over the
 *   whole value, in which `*` is any run of characters; `regressed`, `escalating`, `ignoredBy`; `sortBy` (`occurrenceCount` by default) and `order` (`desc`);
 *   `limit` (50 by default, at most 500) and `cursor`.
 * @param options `schema`: `public` by default.
 * @throws `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { listUnmappedMarkets } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const { items } = await listUnmappedMarkets(db, { status: 'NEW', minOccurrences: 10, limit: 20 });
 * for (const market of items) console.log(market.source, market.externalMarketId, market.occurrenceCount);
 * ```
 */
export async function listUnmappedMarkets(
  db: Db,
  filter: UnmappedFilter = {},
  options: SchemaOption = {},
): Promise<Page<UnmappedMarket>> {
  const { schema, unmapped } = tablesFor(options, {});
  const { cursor, limit = DEFAULT_LIMIT, ...only } = validate(filterSchema, filter, 'filter');
  const { sortBy = 'occurrenceCount', order = 'desc' } = only;
  const { column, type, value: sortValue } = SORT[sortBy];
  const sorting = `unmapped ${sortBy} ${order}`;
  const where = conditionsOf(only);
  if (cursor !== undefined) {
    const [last, lastId] = decodeCursor(cursor, sorting, z.tuple([sortValue, integer(1, MAX_INT)]));
    const [beyond, id] = [order === 'desc' ? '<' : '>', where.bind(lastId)];
    // The first half lets Postgres start in the index; the second breaks ties.
    where.and(last, value => {
      const at = `${value}::${type}`;
      return `${column} ${beyond}= ${at} and (${column} ${beyond} ${at} or id ${beyond} ${id})`;
    });
  }
  const rows = await query<UnmappedRow>(
    db,
    schema,
    `select ${UNMAPPED_COLUMNS} from ${unmapped} u ${where}
     order by ${column} ${order}, id ${order} limit ${where.bind(limit + 1)}`,
    where.bindings,
  );
  return toPage(rows, limit, toUnmappedMarket, row => encodeCursor(sorting, [sortKey(row, column), row.id]));
}

/** Text with microseconds. A Date would truncate it, and the next page would start too late or too early. */
function sortKey(row: UnmappedRow, column: (typeof SORT)[UnmappedSort]['column']): string | number {
  const value = row[column];
  return value instanceof Date ? value.toISOString() : value;
}

/** Whether this is a time that Postgres writes and can read again. A forged 30th of February must not get that far. */
function isTimestamp(text: string): boolean {
  const [, year = '', month, day, hours, minutes, seconds, , , ...offset] = TIMESTAMP.exec(text) ?? [];
  const iso = `${year.length > 4 ? `+${year.padStart(6, '0')}` : year}-${month}-${day}T${hours}:${minutes}:${seconds}`;
  const date = new Date(`${iso}Z`);
  const [offsetHours = 0, ...rest] = offset.map(part => Number(part ?? 0));
  return (
    Number.isFinite(date.getTime()) &&
    date.toISOString().startsWith(iso) &&
    year !== '0000' &&
    offsetHours < 16 &&
    rest.every(part => part < 60)
  );
}
