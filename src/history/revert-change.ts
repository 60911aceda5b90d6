import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { againAfterDeadlock } from '../database/again-after-deadlock.js';
import { UNIQUE_VIOLATION } from '../database/known-errors.js';
import { MAPPING_COLUMNS, type MappingRow, toMarketMapping } from '../database/mapping-row.js';
import { type Db, inTransaction, query, sqlStateOf } from '../database/query.js';
import { type OptionNames, type Tables, tablesFor } from '../database/tables.js';
import { changeIdField, rowIdField } from '../input/fields.js';
import { changeSchema } from '../input/schemas.js';
import { validate } from '../input/validate.js';
import { decide } from '../mappings/open-markets.js';
import { settleMarketsOf } from '../mappings/settle-markets.js';
import { ChangedSinceError, ChangeNotFoundError, MappingExistsError } from '../model/errors.js';
import { type Change, type MarketMapping, marketKey, type SchemaOption, sourceIdsOf } from '../model/index.js';
import { pure } from '../model/pure.js';
import { revertUnmappedChange } from '../unmapped/revert-unmapped-change.js';
import { findTakenId, type Part, planRevert, type RevertedMapping, type StoredRow } from './plan-revert.js';
import { reopenMarkets } from './reopen-markets.js';
import { type RevertChange, writeRevert } from './write-revert.js';

/** Which change: an entry of the audit log by its id, or all of one import, bulk act or revert. */
export type ChangeToRevert = number | { changeId: string };

export interface RevertOptions extends Change, SchemaOption {
  /** Whether to overwrite what somebody changed since; false by default. */
  force?: boolean;
  /** Whether a mapping may get back an id that another active mapping has on equal terms by now; false by default. */
  allowShared?: boolean;
}

const REVERT_OPTIONS: OptionNames<RevertOptions> = { actor: true, reason: true, force: true, allowShared: true };

const changeToRevertSchema: z.ZodType<ChangeToRevert> = /* @__PURE__ */ pure(() =>
  z.union([rowIdField, z.strictObject({ changeId: changeIdField })], {
    error: 'must be the id of an entry of the audit log, or { changeId }',
  }),
);

/**
 * Undoes a change by making another one: the history is added to, never rewritten, and a revert can be reverted. A field gets back the
 * value that it had before the change; what others changed since stays. A mapping that was deleted comes back under its id, one that was
 * created is deleted, and the unmapped markets that the change closed are open again. All of it is one transaction.
 *
 * @param db The service's knex, or a transaction of it.
 * @param change The `id` of an entry of `listAuditLog`, or the `changeId` of an import, of a bulk act on unmapped markets or of a revert.
 * @param options `actor` and `reason` for the audit log; `force` (false by default) to overwrite what somebody changed since;
 *   `allowShared` (false by default), as in `updateMapping`; `schema`: `public` by default.
 * @returns How many mappings, unmapped markets and ignore rules were changed; 0 if all is as before the change already. `listAuditLog` has
 *   the revert itself, with a `changeId` of its own.
 * @throws `CHANGE_NOT_FOUND`; `CHANGED_SINCE` where a field was changed again, unless forced; `MAPPING_EXISTS` where another mapping has
 *   the canonical id that a deleted or renamed one had; `MAPPING_CONFLICT`, unless allowed; `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`. Nothing is
 *   written then.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { listAuditLog, revertChange } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const { items } = await listAuditLog(db, { canonicalId: 'btts_ft', limit: 1 });
 * if (items[0]) await revertChange(db, items[0].id, { actor: 'ada', reason: 'the wrong market' });
 * ```
 */
export async function revertChange(
  db: Db,
  change: ChangeToRevert,
  options: RevertOptions = {},
): Promise<{ reverted: number }> {
  const tables = tablesFor<RevertOptions>(options, REVERT_OPTIONS);
  const which = validate(changeToRevertSchema, change, 'change');
  const { actor = null, reason = null } = validate(changeSchema, options, 'options');
  const { force, allowShared } = validate(flagsSchema, options, 'options');
  const told = typeof which === 'number' ? `revert of change ${which}` : `revert of ${which.changeId}`;
  const revert = { actor, reason: reason ?? told, changeId: randomUUID() };
  const reverted = await againWhereTaken(db, () =>
    inTransaction(
      db,
      async trx => {
        const mappings = await revertMappings(trx, tables, which, revert, { force, allowShared });
        const { opened = [] } = mappings ?? {};
        const markets =
          typeof which === 'number' ? 0 : await revertMarkets(trx, tables, which, revert, { force, opened });
        if (mappings === null && markets === 0 && !(await hasAct(trx, tables, which)))
          throw new ChangeNotFoundError(typeof which === 'number' ? which : which.changeId);
        return (mappings?.reverted ?? 0) + markets;
      },
      tables.schema,
    ),
  );
  return { reverted };
}

const MAX_TAKEN = 5;

/**
 * Does its work again where somebody else took an id at the same moment, or a canonical id, which only the writing shows: the next time
 * it is seen, and told as what it is.
 */
async function againWhereTaken<T>(db: Db, work: () => Promise<T>): Promise<T> {
  for (let times = 1; ; times++) {
    try {
      return await againAfterDeadlock(db, work);
    } catch (error) {
      if (sqlStateOf(error) !== UNIQUE_VIOLATION || times === MAX_TAKEN) throw error;
    }
  }
}

const flag = 'must be true or false';
const flagsSchema = /* @__PURE__ */ pure(() =>
  z.object({
    force: z.boolean({ error: flag }).default(false),
    allowShared: z.boolean({ error: flag }).default(false),
  }),
);

interface Flags {
  readonly force: boolean;
  readonly allowShared: boolean;
}

interface RevertedMappings {
  /** How many were changed. */
  readonly reverted: number;
  /** The markets that are open again. */
  readonly opened: readonly number[];
}

/** Null where the change is of no mapping. */
async function revertMappings(
  trx: Db,
  tables: Tables,
  which: ChangeToRevert,
  revert: RevertChange,
  { force, allowShared }: Flags,
): Promise<RevertedMappings | null> {
  const entries = await readEntries(trx, tables, which);
  if (entries.length === 0) return null;
  const changed = await lockCurrent(trx, tables, entries);
  const { steps, changedSince } = planRevert(changed);
  if (changedSince.length > 0 && !force) throw new ChangedSinceError(changedSince);
  if (steps.length === 0) return { reverted: 0, opened: [] };
  const before = await readAll(trx, tables);
  const taken = findTakenId(steps, before);
  if (taken !== undefined) throw new MappingExistsError(taken);
  const written = await writeRevert(trx, tables, steps, revert);
  const active = (await readAll(trx, tables)).filter(mapping => mapping.isActive);
  assertNoConflicts(before, written, active, allowShared);
  const ids = written.filter(mapping => mapping.isActive).map(({ id }) => id);
  if (ids.length > 0) await settleMarketsOf(trx, tables, ids, active);
  const closing = {
    mappings: changed.flatMap(({ current }) => (current ? [current] : [])),
    transactions: entries.flatMap(({ xact_id }) => (xact_id === null ? [] : [xact_id])),
    isEdit: entries.some(({ old_value, new_value }) => old_value !== null && new_value !== null),
  };
  return { reverted: steps.length, opened: await reopenMarkets(trx, tables, closing, active) };
}

interface Entry {
  id: number;
  mapping_id: number;
  canonical_id: string;
  old_value: StoredRow | null;
  new_value: StoredRow | null;
  xact_id: string | null;
}

async function readEntries(trx: Db, { schema, audit }: Tables, which: ChangeToRevert): Promise<Entry[]> {
  return query<Entry>(
    trx,
    schema,
    `select id, kept_mapping_id::integer as mapping_id, canonical_id, old_value, new_value, xact_id::text as xact_id
     from ${audit}
     where ${typeof which === 'number' ? 'id = $1::integer' : 'change_id = $1::uuid'} and kept_mapping_id is not null and origin <> 'service'
     order by id`,
    [typeof which === 'number' ? which : which.changeId],
  );
}

/** What the change did to each mapping, with the row as it is now, locked. */
async function lockCurrent(
  trx: Db,
  { schema, mappings }: Tables,
  entries: readonly Entry[],
): Promise<RevertedMapping[]> {
  const byMapping = new Map<number, [Entry, ...Entry[]]>();
  for (const entry of entries) {
    const earlier = byMapping.get(entry.mapping_id);
    if (earlier) earlier.push(entry);
    else byMapping.set(entry.mapping_id, [entry]);
  }
  const rows = await query<{ id: number; row: StoredRow }>(
    trx,
    schema,
    `select m.id, to_jsonb(m) as row from ${mappings} m where m.id = any ($1::integer[]) order by m.id for update`,
    [[...byMapping.keys()]],
  );
  const current = new Map(rows.map(({ id, row }) => [id, row]));
  return Array.from(byMapping, ([id, [first, ...further]]) => ({
    id,
    canonicalId: first.canonical_id,
    parts: [partOf(first), ...further.map(partOf)],
    current: current.get(id) ?? null,
  }));
}

function partOf({ old_value, new_value }: Entry): Part {
  return { before: old_value, after: new_value };
}

async function readAll(trx: Db, { schema, mappings }: Tables): Promise<MarketMapping[]> {
  const rows = await query<MappingRow>(trx, schema, `select ${MAPPING_COLUMNS} from ${mappings} order by id`);
  return rows.map(toMarketMapping);
}

/** Reverting gives a mapping ids back, which another one may have got meanwhile. */
function assertNoConflicts(
  before: readonly MarketMapping[],
  written: readonly MarketMapping[],
  active: readonly MarketMapping[],
  allowShared: boolean,
): void {
  const byId = new Map<string, MarketMapping[]>();
  for (const mapping of active) {
    for (const { source, id } of sourceIdsOf(mapping)) {
      const key = marketKey(source, id);
      byId.set(key, [...(byId.get(key) ?? []), mapping]);
    }
  }
  const known = new Map(before.map(mapping => [mapping.id, mapping]));
  for (const after of written) {
    const rivals = new Set(sourceIdsOf(after).flatMap(({ source, id }) => byId.get(marketKey(source, id)) ?? []));
    decide({ before: known.get(after.id) ?? null, after, found: [], rivals: [...rivals] }, allowShared);
  }
}

function revertMarkets(
  trx: Db,
  tables: Tables,
  { changeId }: { changeId: string },
  { actor, reason, changeId: newChangeId }: RevertChange,
  { force, opened }: { force: boolean; opened: readonly number[] },
): Promise<number> {
  const change = { ...(actor === null ? {} : { actor }), ...(reason === null ? {} : { reason }) };
  return revertUnmappedChange(trx, tables, changeId, change, { force, newChangeId, opened });
}

/** Whether it is an act on unmapped markets, all of which is reverted already. */
async function hasAct(trx: Db, { schema, unmappedHistory }: Tables, which: ChangeToRevert): Promise<boolean> {
  if (typeof which === 'number') return false;
  const [row] = await query<{ has: boolean }>(
    trx,
    schema,
    `select exists (select from ${unmappedHistory} where change_id = $1::uuid) as has`,
    [which.changeId],
  );
  return row?.has ?? false;
}
