import * as z from 'zod';
import { AUDIT_COLUMNS, type AuditRow, toAuditEntry } from '../database/audit-row.js';
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
import { changeIdField, date, integer, MAX_ID, MAX_INT, oneOf, text } from '../input/fields.js';
import { validate } from '../input/validate.js';
import {
  AUDIT_ACTIONS,
  AUDIT_ORIGINS,
  type AuditAction,
  type AuditEntry,
  type AuditOrigin,
  type Page,
  type SchemaOption,
} from '../model/index.js';
import { pure } from '../model/pure.js';

export interface AuditFilter extends PageOptions {
  /** Also finds the changes of mappings that have been deleted. */
  canonicalId?: string;
  mappingId?: number;
  action?: AuditAction;
  /** Only changes of this actor or, if they were made in SQL, role. */
  actor?: string;
  origin?: AuditOrigin;
  /** Only changes of one import, bulk act or revert. */
  changeId?: string;
  /** Only changes made at this time or later. */
  from?: Date;
  /** Only changes made at this time or earlier. */
  to?: Date;
}

const filterSchema: z.ZodType<AuditFilter> = /* @__PURE__ */ pure(() =>
  z.strictObject({
    canonicalId: text(MAX_ID).optional(),
    mappingId: integer(1, MAX_INT).optional(),
    action: oneOf(AUDIT_ACTIONS).optional(),
    actor: text(MAX_ID).optional(),
    origin: oneOf(AUDIT_ORIGINS).optional(),
    changeId: changeIdField.optional(),
    from: date.optional(),
    to: date.optional(),
    ...pageFields,
  }),
);

const ORDER = 'audit';

/**
 * Lists who changed what, when and why, in pages, the latest change first.
 *
 * @param db The service's knex, or a transaction of it.
 * @param filter `canonicalId`, `mappingId`, `action`, `actor`, `origin`, `changeId`, `from`, `to` (both inclusive); `limit` (50 by default, at most 500) and
 *   `cursor`.
 * @param options `schema`: `public` by default.
 * @throws `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { listAuditLog } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const { items } = await listAuditLog(db, { canonicalId: 'btts_ft' });
 * for (const entry of items) console.log(entry.createdAt, entry.action, entry.createdBy, entry.reason);
 * ```
 */
export async function listAuditLog(
  db: Db,
  filter: AuditFilter = {},
  options: SchemaOption = {},
): Promise<Page<AuditEntry>> {
  const { schema, audit } = tablesFor(options, {});
  const { cursor, limit = DEFAULT_LIMIT, ...only } = validate(filterSchema, filter, 'filter');
  const before = cursor === undefined ? undefined : decodeCursor(cursor, ORDER, z.tuple([integer(1, MAX_INT)]))[0];
  const where = new Conditions()
    .and(only.canonicalId, value => `canonical_id = ${value}`)
    .and(only.mappingId, value => `mapping_id = ${value}`)
    .and(only.action, value => `action = ${value}`)
    .and(only.actor, value => `created_by = ${value}`)
    .and(only.origin && only.origin === 'library', value => `(origin = 'library') = ${value}`)
    .and(only.changeId, value => `change_id = ${value}::uuid`)
    .and(only.from?.toISOString(), value => `created_at >= ${value}::timestamptz`)
    // A Date has whole milliseconds: what happened within the last one still counts as "at this time".
    .and(only.to?.toISOString(), value => `created_at < ${value}::timestamptz + interval '1 millisecond'`)
    .and(before, value => `id < ${value}`);
  const rows = await query<AuditRow>(
    db,
    schema,
    `select ${AUDIT_COLUMNS} from ${audit} ${where} order by id desc limit ${where.bind(limit + 1)}`,
    where.bindings,
  );
  return toPage(rows, limit, toAuditEntry, row => encodeCursor(ORDER, [row.id]));
}
