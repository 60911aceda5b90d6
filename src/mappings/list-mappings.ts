import * as z from 'zod';
import { MAPPING_COLUMNS, type MappingRow, toMarketMapping } from '../database/mapping-row.js';
import {
  Conditions,
  contains,
  DEFAULT_LIMIT,
  decodeCursor,
  encodeCursor,
  type PageOptions,
  pageFields,
  toPage,
} from '../database/pages.js';
import { type Db, query } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import { date, integer, MAX_INT, MAX_NAME, text } from '../input/fields.js';
import { sourceSchema } from '../input/schemas.js';
import { validate } from '../input/validate.js';
import {
  type MarketMapping,
  type Page,
  type SchemaOption,
  SEED,
  SEED_SOURCES,
  type Source,
  seedFieldsOf,
} from '../model/index.js';
import { pure } from '../model/pure.js';
import { assertHistoryReaches, mappingsAt } from './as-of.js';

export interface MappingFilter extends PageOptions {
  /** Only mappings that have an id at this source. */
  source?: Source;
  isActive?: boolean;
  /** Part of the canonical id, the name or one of the source ids, ignoring case. */
  search?: string;
  /** The mappings as they were at this moment; a change made within its millisecond counts as made. */
  asOf?: Date;
}

const filterSchema: z.ZodType<MappingFilter> = /* @__PURE__ */ pure(() =>
  z.strictObject({
    source: sourceSchema.optional(),
    isActive: z.boolean({ error: 'must be true or false' }).optional(),
    search: text(MAX_NAME).optional(),
    asOf: date.optional(),
    ...pageFields,
  }),
);

const ORDER = 'mappings';

/**
 * Lists mappings in the order they were created, in pages.
 *
 * @param db The service's knex, or a transaction of it.
 * @param filter `source`, `isActive`, `search`; `asOf`: now by default; `limit` (50 by default, at most 500) and `cursor`.
 * @param options `schema`: `public` by default.
 * @throws `HISTORY_PRUNED` if the audit log does not reach back to `asOf`; `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { listMappings, type MappingFilter } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const filter: MappingFilter = { source: 'bet9ja', isActive: true };
 * let page = await listMappings(db, filter);
 * for (;;) {
 *   for (const mapping of page.items) console.log(mapping.canonicalId, mapping.bet9jaKey);
 *   if (page.nextCursor === null) break;
 *   page = await listMappings(db, { ...filter, cursor: page.nextCursor });
 * }
 * ```
 */
export async function listMappings(
  db: Db,
  filter: MappingFilter = {},
  options: SchemaOption = {},
): Promise<Page<MarketMapping>> {
  const tables = tablesFor(options, {});
  const { source, isActive, search, asOf, cursor, limit = DEFAULT_LIMIT } = validate(filterSchema, filter, 'filter');
  const after = cursor === undefined ? undefined : decodeCursor(cursor, ORDER, z.tuple([integer(1, MAX_INT)]))[0];
  const where = new Conditions()
    .and(isActive, value => `is_active = ${value}`)
    .and(search, value =>
      contains(['canonical_id', 'name', ...SEED_SOURCES.map(each => SEED[each].idColumn), 'source_ids::text'], value),
    )
    .and(after, value => `id > ${value}`);
  const column = source === undefined ? undefined : seedFieldsOf(source)?.idColumn;
  if (column) where.and(true, value => `(${column} is not null) = ${value}`);
  else if (source) where.and(source, value => `source_ids ->> ${value} is not null`);
  const from = asOf ? `${mappingsAt(tables, where.bind(asOf.toISOString()))} m` : tables.mappings;
  const rows = await query<MappingRow>(
    db,
    tables.schema,
    `select ${MAPPING_COLUMNS} from ${from} ${where} order by id limit ${where.bind(limit + 1)}`,
    where.bindings,
  );
  if (asOf) await assertHistoryReaches(db, tables, asOf);
  return toPage(rows, limit, toMarketMapping, row => encodeCursor(ORDER, [row.id]));
}
