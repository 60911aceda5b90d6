import { MAPPING_COLUMNS, type MappingRow, toMarketMapping } from '../database/mapping-row.js';
import { type Db, inTransaction, query, sqlStateOf } from '../database/query.js';
import { type OptionNames, type Tables, tablesFor } from '../database/tables.js';
import { changeSchema } from '../input/schemas.js';
import { validate } from '../input/validate.js';
import { settleMarketsOf } from '../mappings/settle-markets.js';
import { MappingConflictError } from '../model/errors.js';
import type { Change, MarketMapping, SchemaOption } from '../model/index.js';
import { containProgress } from './contain-progress.js';
import { checkImport, type GivenMapping, type ImportPlan, planImport } from './plan-import.js';
import type { ImportedMapping } from './portable-mapping.js';
import { writeImport } from './write-import.js';

export interface ImportOptions extends Change, SchemaOption {
  /** Whether to only report what would be done; false by default. */
  dryRun?: boolean;
  /** Whether to import mappings even if another active mapping has one of their ids on equal terms; false by default. */
  allowShared?: boolean;
  /** Called as mappings are created and changed, for some hundreds at a time. */
  onProgress?: (done: number, total: number) => void;
}

const IMPORT_OPTIONS: OptionNames<ImportOptions> = {
  actor: true,
  reason: true,
  dryRun: true,
  allowShared: true,
  onProgress: true,
};

/** What an import did or, in a dry run, would do. */
export interface ImportResult extends ImportPlan {
  /** Whether anything was written. */
  applied: boolean;
}

/**
 * Imports a whole set of mappings: creates those that the database lacks and changes those that differ, each with its row in the
 * audit log. Everything happens in one transaction. Mappings that are not in the set are left alone, and so are fields that a mapping
 * leaves out; null clears a field. At the end, the unmapped markets whose outcomes active mappings know are marked MAPPED.
 *
 * A mapping is *conflicting* if it would be created or changed, and an active mapping outside the set has the same id at a source, the
 * same priority and an outcome that both would claim, so that only their age would decide which of them answers.
 *
 * @param db The service's knex, or a transaction of it.
 * @param mappings As `exportMappings` or `parseMappings` returns them.
 * @param options `dryRun`, `allowShared`, `onProgress`; `actor` and `reason` for the audit log; `schema`: `public` by default.
 * @returns What was created, changed, unchanged and conflicting, and which mappings of the database are not in the set.
 * @throws `VALIDATION` with every invalid field of every mapping; `MAPPING_CONFLICT`, unless allowed; `MAPPING_EXISTS` if somebody
 *   else creates one of them at this moment; `SCHEMA_MISSING`, `DATABASE`. Nothing is written then.
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import knex from 'knex';
 * import { importMappings, parseMappings } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const mappings = parseMappings(await readFile('mappings.json', 'utf8'));
 * const { created, changed, conflicting } = await importMappings(db, mappings, { dryRun: true });
 * console.log(created, changed.map(({ canonicalId, fields }) => [canonicalId, fields]), conflicting);
 * if (conflicting.length === 0) await importMappings(db, mappings, { actor: 'ada', reason: 'spring review' });
 * ```
 */
export async function importMappings(
  db: Db,
  mappings: readonly ImportedMapping[],
  options: ImportOptions = {},
): Promise<ImportResult> {
  const tables = tablesFor(options, IMPORT_OPTIONS);
  const { dryRun = false, allowShared = false, onProgress, ...change } = options;
  const { actor = null, reason = null } = validate(changeSchema, change, 'options');
  const given = checkImport(mappings);
  if (dryRun) return { ...planImport(given, await readAll(db, tables)).plan, applied: false };
  return againAfterDeadlock(db, () =>
    inTransaction(
      db,
      async trx => {
        // One after another: two imports that create the same mappings in different orders would deadlock.
        await query(trx, tables.schema, 'select pg_advisory_xact_lock($1::bigint)', [IMPORT_LOCK]);
        await lockMappings(trx, tables, given);
        const existing = await readAll(trx, tables);
        const { plan, mappings: imported } = planImport(given, existing);
        if (plan.conflicting.length > 0 && !allowShared) throw new MappingConflictError(plan.conflicting);
        const written = await writeImport(trx, tables, imported, plan, {
          actor,
          reason,
          onProgress: containProgress(onProgress),
        });
        await settleImport(trx, tables, existing, written);
        return { ...plan, applied: written.length > 0 };
      },
      tables.schema,
    ),
  );
}

/** The number after that of the migrations' lock. */
const IMPORT_LOCK = '120308282253681';

const DEADLOCK = '40P01';
const MAX_DEADLOCKS = 5;

/** The victim of a deadlock has left nothing behind. In a transaction of the caller's it has ended that, which only they can begin again. */
async function againAfterDeadlock<T>(db: Db, work: () => Promise<T>): Promise<T> {
  for (let times = 1; ; times++) {
    try {
      return await work();
    } catch (error) {
      if (sqlStateOf(error) !== DEADLOCK || db.isTransaction || times === MAX_DEADLOCKS) throw error;
    }
  }
}

async function readAll(db: Db, { schema, mappings }: Tables): Promise<MarketMapping[]> {
  const rows = await query<MappingRow>(db, schema, `select ${MAPPING_COLUMNS} from ${mappings} order by id`);
  return rows.map(toMarketMapping);
}

/** In one order, so that two imports of overlapping sets can't deadlock. */
async function lockMappings(db: Db, { schema, mappings }: Tables, given: readonly GivenMapping[]): Promise<void> {
  await query(db, schema, `select from ${mappings} where canonical_id = any ($1::text[]) order by id for update`, [
    given.map(mapping => mapping.canonicalId),
  ]);
}

/**
 * The open markets that the written mappings have an id of, locked in the order of their key as recorders lock them, the only ones that
 * this transaction locks: so it never waits for a recorder that waits for it.
 */
async function settleImport(
  db: Db,
  tables: Tables,
  existing: readonly MarketMapping[],
  written: readonly MarketMapping[],
): Promise<void> {
  const renewed = new Map([...existing, ...written].map(mapping => [mapping.canonicalId, mapping]));
  const active = [...renewed.values()].filter(mapping => mapping.isActive);
  const ids = written.filter(mapping => mapping.isActive).map(mapping => mapping.id);
  if (ids.length > 0) await settleMarketsOf(db, tables, ids, active);
}
