import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { MAPPING_COLUMNS, type MappingRow, toMarketMapping } from '../database/mapping-row.js';
import { type Db, inTransaction, query } from '../database/query.js';
import { type OptionNames, type Tables, tablesFor } from '../database/tables.js';
import { changeIdField, rowIdField } from '../input/fields.js';
import { changeSchema } from '../input/schemas.js';
import { validate } from '../input/validate.js';
import { settleMarketsOf } from '../mappings/settle-markets.js';
import { ChangedSinceError, ChangeNotFoundError, type MappingConflict, MappingConflictError } from '../model/errors.js';
import type { Change, MarketMapping, SchemaOption } from '../model/index.js';
import { pure } from '../model/pure.js';
import { sharedIds } from '../rules/conflicts.js';
import { planRevert, type Recorded, type Snapshot } from './plan-revert.js';
import { type ClosingTransaction, reopenClosed } from './reopen-closed.js';
import { writeRevert } from './write-revert.js';

/** All rows of one import, bulk act or revert. */
export interface ChangeGroup {
  changeId: string;
}

export interface RevertOptions extends Change, SchemaOption {
  /** Whether to overwrite what somebody changed since, and to share ids with other mappings; false by default. */
  force?: boolean;
}

const OPTIONS: OptionNames<RevertOptions> = { actor: true, reason: true, force: true };
const forceSchema: z.ZodType<boolean> = /* @__PURE__ */ pure(() => z.boolean({ error: 'must be true or false' }));
const targetSchema: z.ZodType<number | ChangeGroup> = /* @__PURE__ */ pure(() =>
  z.union([rowIdField, z.strictObject({ changeId: changeIdField })], {
    error: 'must be the id of an audit row, or { changeId }',
  }),
);

type AuditedRow = Recorded & ClosingTransaction;

/**
 * Undoes a change of one mapping, or all changes of an import, a bulk act or a revert, by making the opposite ones: the audit log is
 * only added to. The columns that the change touched are set back, a deleted mapping comes back with its id, and a created one is
 * deleted. What somebody changed since is not overwritten unless `force` is given. Unmapped markets that the change had closed are
 * opened again, and those that are known again are marked MAPPED. All of it is one transaction.
 *
 * @param db The service's knex, or a transaction of it.
 * @param change The id of an audit row, or `{ changeId }` for a group of them.
 * @param options `force` (false by default); `actor` and `reason` for the audit log; `schema`: `public` by default.
 * @returns How many mappings were written; 0 if all are as they were before the change.
 * @throws `CHANGE_NOT_FOUND`; `CHANGED_SINCE` with what was changed since, and `MAPPING_CONFLICT`, unless forced; `VALIDATION`,
 *   `SCHEMA_MISSING`, `DATABASE`. Nothing is written then.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { listAuditLog, revertChange } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const { items } = await listAuditLog(db, { canonicalId: 'btts_ft', action: 'UPDATE', limit: 1 });
 * for (const { id } of items) await revertChange(db, id, { actor: 'ada', reason: 'wrong market' });
 * ```
 */
export async function revertChange(
  db: Db,
  change: number | ChangeGroup,
  options: RevertOptions = {},
): Promise<{ reverted: number }> {
  const tables = tablesFor(options, OPTIONS);
  const target = validate(targetSchema, change, 'change');
  const { actor = null, reason = null } = validate(changeSchema, options, 'options');
  const force = validate(forceSchema, options.force ?? false, 'force');
  return inTransaction(
    db,
    async trx => {
      const recorded = await readChange(trx, tables, target);
      if (recorded.length === 0) throw new ChangeNotFoundError(typeof target === 'number' ? target : target.changeId);
      const plan = planRevert(recorded, await lockMappings(trx, tables, recorded));
      if (plan.changed.length > 0 && !force) throw new ChangedSinceError(plan.changed);
      const before = await readActive(trx, tables);
      const { ids, count } = await writeRevert(trx, tables, plan, { actor, reason, changeId: randomUUID() });
      const after = await readActive(trx, tables);
      if (!force) assertNoConflict(before, after, new Set(ids));
      const active = after.filter(({ id }) => ids.includes(id)).map(({ id }) => id);
      if (active.length > 0) await settleMarketsOf(trx, tables, active, after);
      if (count > 0) await reopenClosed(trx, tables, recorded);
      return { reverted: count };
    },
    tables.schema,
  );
}

/** The rows of the change, in the order in which they were made. */
async function readChange(trx: Db, { schema, audit }: Tables, target: number | ChangeGroup): Promise<AuditedRow[]> {
  const isOne = typeof target === 'number';
  return query<AuditedRow>(
    trx,
    schema,
    `select old_value, new_value, xact_id::text as xact_id, created_at::text as made_at from ${audit}
     where ${isOne ? 'id = $1::integer' : 'change_id = $1::uuid'} order by created_at, id`,
    [isOne ? target : target.changeId],
  );
}

/** The mappings as they are, by their ids and by the canonical ids that are given back, locked in one order. */
async function lockMappings(trx: Db, tables: Tables, recorded: readonly Recorded[]): Promise<Snapshot[]> {
  const states = recorded.flatMap(({ old_value, new_value }) => [old_value, new_value]);
  const rows = await query<{ state: Snapshot }>(
    trx,
    tables.schema,
    `select to_jsonb(m) as state from ${tables.mappings} m
     where m.id = any ($1::integer[]) or m.canonical_id = any ($2::text[]) order by m.id for update`,
    [states.flatMap(state => state?.id ?? []), states.flatMap(state => state?.canonical_id ?? [])],
  );
  return rows.map(({ state }) => state);
}

async function readActive(trx: Db, { schema, mappings }: Tables): Promise<MarketMapping[]> {
  const sql = `select ${MAPPING_COLUMNS} from ${mappings} where is_active order by id`;
  return (await query<MappingRow>(trx, schema, sql)).map(toMarketMapping);
}

/** A MappingConflictError if a mapping has got an id that another has on equal terms, and that they did not share before. */
function assertNoConflict(
  before: readonly MarketMapping[],
  after: readonly MarketMapping[],
  written: ReadonlySet<number>,
): void {
  const known = new Set(conflictsOf(before, written).map(conflict => JSON.stringify(conflict)));
  const conflicts = conflictsOf(after, written).filter(conflict => !known.has(JSON.stringify(conflict)));
  if (conflicts.length > 0) throw new MappingConflictError(conflicts);
}

function conflictsOf(mappings: readonly MarketMapping[], written: ReadonlySet<number>): MappingConflict[] {
  return mappings
    .filter(({ id }) => written.has(id))
    .flatMap(mapping =>
      mappings.flatMap(other =>
        sharedIds(mapping, other).map(shared => ({
          canonicalId: mapping.canonicalId,
          with: other.canonicalId,
          ...shared,
        })),
      ),
    );
}
