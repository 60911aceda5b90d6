import type { Knex } from 'knex';
import { MAPPING_COLUMNS, type MappingRow, toMarketMapping } from '../database/mapping-row.js';
import { type Db, inTransaction, query } from '../database/query.js';
import { type Tables, tablesIn } from '../database/tables.js';
import { changeSchema } from '../input/schemas.js';
import { validate } from '../input/validate.js';
import { activateMapping } from '../mappings/activate-mapping.js';
import { covers } from '../mappings/coverage.js';
import { createMapping } from '../mappings/create-mapping.js';
import { deactivateMapping } from '../mappings/deactivate-mapping.js';
import { updateMapping } from '../mappings/update-mapping.js';
import { MappingConflictError } from '../model/errors.js';
import type { Change, MappingPatch, MarketMapping, NewMapping, SchemaOption, UnmappedStatus } from '../model/index.js';
import { BET9JA_KEY_PATTERN } from '../sources/bet9ja/parse-bet9ja-key.js';
import { containProgress } from './contain-progress.js';
import { checkImport, type GivenMapping, type ImportPlan, planImport } from './plan-import.js';
import type { ImportedMapping, PortableField, PortableMapping } from './portable-mapping.js';

export interface ImportOptions extends Change, SchemaOption {
  /** Only report what would be done; false by default. */
  dryRun?: boolean;
  /** Import conflicting mappings anyway; false by default. */
  allowConflicts?: boolean;
  /** Called after each mapping that is created or changed. */
  onProgress?: (done: number, total: number) => void;
}

/** What an import did or, in a dry run, would do. */
export interface ImportResult extends ImportPlan {
  /** Whether anything was written. */
  applied: boolean;
}

/**
 * Brings a whole set of mappings into the database: creates those it lacks and changes those that differ, in one transaction,
 * each with its row in the audit log. All of it or nothing. Mappings that the set doesn't have are left alone, and so are the
 * fields that a mapping leaves out: only what is given as null is cleared.
 *
 * Rows of `user_market_mappings` as the table has them are taken too, and so are entries of the audit log that tell of a deletion:
 * that brings the mapping back.
 *
 * A mapping is *conflicting* if it would be created or changed, and an active mapping outside the set has the same id at a
 * source, the same priority and an outcome with the same name, so that only their age would decide which of the two answers.
 *
 * @param db The service's knex, or a transaction of it.
 * @param mappings As `exportMappings` or `parseMappings` gives them. What a new mapping leaves out is what `createMapping` makes of it.
 * @param options `dryRun`, `allowConflicts`, `onProgress`; `actor` and `reason` for the audit log; `schema`: `public` by default.
 * @returns What was created, changed, unchanged and conflicting, and which mappings of the database are not in the set.
 * @throws `VALIDATION` with every invalid field; `MAPPING_CONFLICT`, unless allowed. Nothing is written then.
 * @throws `MAPPING_EXISTS` if somebody else creates one of them at the same moment; `SCHEMA_MISSING`, `DATABASE`. Nothing is
 *   written then either.
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
  const tables = tablesIn(options);
  const { dryRun = false, allowConflicts = false, onProgress, ...change } = options;
  validate(changeSchema, change, 'options');
  const given = checkImport(mappings);
  if (dryRun) return { ...planImport(given, await readAll(db, tables)).plan, applied: false };
  return inTransaction(
    db,
    async trx => {
      // One import at a time: two that create the same mappings in different orders would deadlock.
      await query(trx, tables.schema, 'select pg_advisory_xact_lock($1::bigint)', [IMPORT_LOCK]);
      await lockMappings(trx, tables, given);
      const { plan, mappings: imported } = planImport(given, await readAll(trx, tables));
      if (plan.conflicting.length > 0 && !allowConflicts) throw new MappingConflictError(plan.conflicting);
      const covered = await lockCoverable(trx, tables, imported);
      await apply(trx, imported, plan, change, containProgress(onProgress));
      if (imported.some(mapping => !mapping.isActive)) await restoreUncovered(trx, tables, covered);
      return { ...plan, applied: plan.created.length + plan.changed.length > 0 };
    },
    tables.schema,
  );
}

/** Next to the lock of migrations, which is one less. */
const IMPORT_LOCK = '120308282253681';

async function readAll(db: Db, { schema, mappings }: Tables): Promise<MarketMapping[]> {
  const rows = await query<MappingRow>(db, schema, `select ${MAPPING_COLUMNS} from ${mappings} order by id`);
  return rows.map(toMarketMapping);
}

/** In one order, so that two imports of overlapping sets wait for each other instead of in a circle. */
async function lockMappings(db: Db, { schema, mappings }: Tables, given: readonly GivenMapping[]): Promise<void> {
  await query(db, schema, `select from ${mappings} where canonical_id = any ($1::text[]) order by id for update`, [
    given.map(mapping => mapping.canonicalId),
  ]);
}

interface Coverable {
  id: number;
  status: UnmappedStatus;
}

/**
 * Locks the unmapped markets that the import may set to MAPPED, in the order of their key, as recorders do. Going from mapping to
 * mapping would lock them in another order.
 */
async function lockCoverable(
  db: Db,
  { schema, unmapped }: Tables,
  imported: readonly PortableMapping[],
): Promise<Coverable[]> {
  const ids = (field: 'betpawaId' | 'sportybetId' | 'bet9jaKey') => imported.flatMap(mapping => mapping[field] ?? []);
  return query<Coverable>(
    db,
    schema,
    `select u.id, u.status from ${unmapped} u
     where u.status in ('NEW', 'ACKNOWLEDGED') and (
       u.source = 'betpawa' and u.external_market_id = any ($1::text[])
       or u.source = 'sportybet' and u.external_market_id = any ($2::text[])
       or u.source = 'bet9ja' and (
         u.external_market_id = any ($3::text[])
         or regexp_replace(u.external_market_id, $4, E'\\\\1\\\\2') = any ($3::text[])
         or regexp_replace(u.external_market_id, $4, E'\\\\1') = any ($3::text[]))
       or (u.source, u.external_market_id) in (select * from unnest($5::text[], $6::text[])))
     order by u.source collate "C", u.external_market_id collate "C"
     for update`,
    [ids('betpawaId'), ids('sportybetId'), ids('bet9jaKey'), BET9JA_KEY_PATTERN, ...furtherIds(imported)],
  );
}

/** The ids at sources without columns of their own: the sources, and the ids. */
function furtherIds(imported: readonly PortableMapping[]): [sources: string[], ids: string[]] {
  const further = imported.flatMap(mapping => Object.entries(mapping.sourceIds));
  return [further.map(([source]) => source), further.map(([, id]) => id)];
}

async function apply(
  trx: Knex.Transaction,
  imported: readonly PortableMapping[],
  plan: ImportPlan,
  change: Change & SchemaOption,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const created = new Set(plan.created);
  const changed = new Map(plan.changed.map(each => [each.canonicalId, each]));
  const total = plan.created.length + plan.changed.length;
  let done = 0;
  // In the order of the set, which an empty database keeps: with equal priorities, the older mapping wins.
  for (const mapping of imported) {
    const { canonicalId } = mapping;
    const fields = changed.get(canonicalId)?.fields;
    if (created.has(canonicalId)) await create(trx, mapping, change);
    else if (fields) await changeTo(trx, mapping, fields, change);
    else continue;
    done++;
    onProgress(done, total);
  }
}

async function create(trx: Knex.Transaction, mapping: PortableMapping, change: Change & SchemaOption): Promise<void> {
  const { isActive, ...fields } = mapping;
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
  // Validated before, and again by createMapping.
  await createMapping(trx, given as unknown as NewMapping, change);
  if (!isActive) await deactivateMapping(trx, mapping.canonicalId, change);
}

async function changeTo(
  trx: Knex.Transaction,
  mapping: PortableMapping,
  fields: readonly PortableField[],
  change: Change & SchemaOption,
): Promise<void> {
  const { canonicalId, isActive } = mapping;
  const patch: MappingPatch = Object.fromEntries(
    fields.filter(field => field !== 'isActive').map(field => [field, mapping[field]]),
  );
  // Deactivate first and activate last, so that a mapping never answers with half of its change.
  if (fields.includes('isActive') && !isActive) await deactivateMapping(trx, canonicalId, change);
  if (Object.keys(patch).length > 0) await updateMapping(trx, canonicalId, patch, change);
  if (fields.includes('isActive') && isActive) await activateMapping(trx, canonicalId, change);
}

/** A mapping imported as inactive is active for a moment, and marks what it covers. This is reverted unless another mapping covers it. */
async function restoreUncovered(
  db: Db,
  { schema, mappings, unmapped }: Tables,
  markets: readonly Coverable[],
): Promise<void> {
  if (markets.length === 0) return;
  await query(
    db,
    schema,
    `update ${unmapped} u set status = was.status
     from unnest($1::integer[], $2::text[]) as was (id, status)
     where u.id = was.id and u.status = 'MAPPED' and not exists (
       select from ${mappings} m where m.is_active and ${covers('m', 'u', '$3')}
     )`,
    [markets.map(({ id }) => id), markets.map(({ status }) => status), BET9JA_KEY_PATTERN],
  );
}
