import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { MAPPING_COLUMNS, type MappingRow, toMarketMapping } from '../database/mapping-row.js';
import { type Db, query } from '../database/query.js';
import { type Tables, tablesFor } from '../database/tables.js';
import { date } from '../input/fields.js';
import { validate } from '../input/validate.js';
import type { MarketMapping, SchemaOption } from '../model/index.js';
import { pure } from '../model/pure.js';
import { assertHistoryHolds, mappingsAt } from './mappings-at.js';

/** Two moments. */
export interface DiffRange {
  from: Date;
  /** Now, if it is left out. */
  to?: Date;
}

/** How one mapping differs between two moments. */
export interface MappingDifference {
  canonicalId: string;
  change: 'created' | 'changed' | 'deleted';
  /** The fields that differ, with their values at both moments; undefined where the mapping or the field was not there. */
  fields: { field: string; before: unknown; after: unknown }[];
}

const rangeSchema: z.ZodType<DiffRange> = /* @__PURE__ */ pure(() =>
  z.strictObject({ from: date, to: date.optional() }),
);

/** Fields that say nothing that the others don't. */
const NOISE = new Set(['id', 'createdAt', 'updatedAt', 'createdBy', 'canonicalId']);

/**
 * Compares all mappings as they were at two moments, field by field. What was changed and changed back in between does not show.
 *
 * @param db The service's knex, or a transaction of it.
 * @param range `from` and `to`; `to` is now by default.
 * @param options `schema`: `public` by default.
 * @returns The mappings that differ, by canonical id.
 * @throws `HISTORY_PRUNED` if the history does not reach back to one of the moments; `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { diffMappings } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const from = new Date();
 * for (const { canonicalId, change, fields } of await diffMappings(db, { from })) {
 *   console.log(canonicalId, change, fields.map(({ field }) => field));
 * }
 * ```
 */
export async function diffMappings(db: Db, range: DiffRange, options: SchemaOption = {}): Promise<MappingDifference[]> {
  const tables = tablesFor(options, {});
  const { from, to = new Date() } = validate(rangeSchema, range, 'range');
  const before = await readAt(db, tables, from);
  const after = await readAt(db, tables, to);
  await assertHistoryHolds(db, tables, from < to ? from : to);
  const ids = [...new Set([...before.keys(), ...after.keys()])].sort();
  return ids.flatMap(canonicalId => {
    const [was, is] = [before.get(canonicalId), after.get(canonicalId)];
    const fields = fieldsThatDiffer(was, is);
    if (was && is && fields.length === 0) return [];
    return [{ canonicalId, change: was ? (is ? 'changed' : 'deleted') : 'created', fields }];
  });
}

async function readAt(db: Db, tables: Tables, at: Date): Promise<Map<string, MarketMapping>> {
  const sql = `select ${MAPPING_COLUMNS} from ${mappingsAt(tables, '$1')} m`;
  const rows = await query<MappingRow>(db, tables.schema, sql, [at.toISOString()]);
  return new Map(rows.map(row => [row.canonical_id, toMarketMapping(row)]));
}

function fieldsThatDiffer(was: MarketMapping | undefined, is: MarketMapping | undefined): MappingDifference['fields'] {
  const [before, after]: Record<string, unknown>[] = [{ ...was }, { ...is }];
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names
    .filter(field => !NOISE.has(field) && !isDeepStrictEqual(before?.[field], after?.[field]))
    .map(field => ({ field, before: before?.[field], after: after?.[field] }));
}
