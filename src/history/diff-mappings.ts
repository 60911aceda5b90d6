import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { MAPPING_COLUMNS, type MappingRow, toMarketMapping } from '../database/mapping-row.js';
import { type Db, query } from '../database/query.js';
import { type Tables, tablesFor } from '../database/tables.js';
import { date } from '../input/fields.js';
import { validate } from '../input/validate.js';
import { assertHistoryReaches, mappingsAt } from '../mappings/as-of.js';
import type { MarketMapping, SchemaOption } from '../model/index.js';
import { pure } from '../model/pure.js';

/** Two moments between which mappings are compared. */
export interface DiffSpan {
  from: Date;
  /** Now by default. */
  to?: Date;
}

/** A field of a mapping that has another value at the end than at the start. */
export interface FieldDifference {
  readonly field: keyof MarketMapping;
  readonly before: unknown;
  readonly after: unknown;
}

/** A mapping that is not the same at two moments. */
export interface MappingDifference {
  /** As it is at the end; for a mapping that was deleted, as it was at the start. */
  readonly canonicalId: string;
  /** Null if it was created between the two. */
  readonly before: MarketMapping | null;
  /** Null if it was deleted between the two. */
  readonly after: MarketMapping | null;
  /** What differs, without `updatedAt`; empty if it was created or deleted. */
  readonly fields: readonly FieldDifference[];
}

const spanSchema: z.ZodType<DiffSpan> = /* @__PURE__ */ pure(() =>
  z.strictObject({ from: date, to: date.optional() }).check(({ value: { from, to }, issues }) => {
    if (to && to < from) {
      issues.push({ code: 'custom', message: 'must not be earlier than from', path: ['to'], input: to });
    }
  }),
);

/**
 * Compares all mappings at two moments, field by field. What was changed and changed back in between is not told: `listAuditLog`
 * has every step.
 *
 * @param db The service's knex, or a transaction of it.
 * @param span `from`; `to`: now by default. Changes made within the millisecond of a moment count as made.
 * @param options `schema`: `public` by default.
 * @returns The mappings that differ, in the order they were created.
 * @throws `HISTORY_PRUNED` if the audit log does not reach back to `from`; `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { diffMappings } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1000);
 * for (const { canonicalId, fields } of await diffMappings(db, { from: yesterday })) {
 *   console.log(canonicalId, fields.map(({ field }) => field));
 * }
 * ```
 */
export async function diffMappings(
  db: Db,
  span: DiffSpan,
  options: SchemaOption = {},
): Promise<readonly MappingDifference[]> {
  const tables = tablesFor(options, {});
  const { from, to } = validate(spanSchema, span, 'span');
  const before = await readAt(db, tables, from);
  const after = await readAt(db, tables, to);
  await assertHistoryReaches(db, tables, from);
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort((a, b) => a - b)
    .flatMap(id => differenceOf(before.get(id) ?? null, after.get(id) ?? null));
}

async function readAt(db: Db, tables: Tables, at: Date | undefined): Promise<Map<number, MarketMapping>> {
  const from = at ? `${mappingsAt(tables, '$1')} m` : tables.mappings;
  const rows = await query<MappingRow>(
    db,
    tables.schema,
    `select ${MAPPING_COLUMNS} from ${from}`,
    at ? [at.toISOString()] : [],
  );
  return new Map(rows.map(row => [row.id, toMarketMapping(row)]));
}

function differenceOf(before: MarketMapping | null, after: MarketMapping | null): MappingDifference[] {
  const known = after ?? before;
  if (!known) return [];
  const fields = before && after ? fieldsThatDiffer(before, after) : [];
  if (before && after && fields.length === 0) return [];
  return [{ canonicalId: known.canonicalId, before, after, fields }];
}

function fieldsThatDiffer(before: MarketMapping, after: MarketMapping): FieldDifference[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)] as (keyof MarketMapping)[]);
  names.delete('updatedAt');
  return [...names].flatMap(field =>
    isDeepStrictEqual(before[field], after[field]) ? [] : [{ field, before: before[field], after: after[field] }],
  );
}
