import { findRowFault, MAPPING_COLUMNS, type MappingRow, toMarketMapping } from '../database/mapping-row.js';
import { type Db, query } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import { optionalDate } from '../input/fields.js';
import { newMappingSchema } from '../input/schemas.js';
import { validate } from '../input/validate.js';
import { assertHistoryReaches, mappingsAt } from '../mappings/as-of.js';
import { InvalidRowError } from '../model/errors.js';
import type { SchemaOption } from '../model/index.js';
import { type PortableMapping, toPortable } from './portable-mapping.js';

export interface ExportOptions extends SchemaOption {
  /** The mappings as they were at this moment; a change made within its millisecond counts as made. Now by default. */
  asOf?: Date;
}

/**
 * Returns all mappings, active or not, as of one moment, without what belongs to one database only (ids, times, who created
 * them). They are in the order they were created, which decides between mappings with the same priority, and which an import
 * into an empty database keeps.
 *
 * @param db The service's knex, or a transaction of it.
 * @param options `asOf`: now by default; `schema`: `public` by default.
 * @returns What `importMappings` takes, and `formatMappings` writes as JSON or CSV.
 * @throws `INVALID_ROW` if a manual edit broke the outcomes of a mapping, which would otherwise be missing from the export, or if
 *   another service stored something that an import would refuse.
 * @throws `HISTORY_PRUNED` if the audit log does not reach back to `asOf`; `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { exportMappings, importMappings } from 'market-mapping';
 *
 * const staging = knex({ client: 'pg', connection: process.env.STAGING_DATABASE_URL ?? 'postgres://localhost/staging' });
 * const production = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const { created, changed } = await importMappings(production, await exportMappings(staging), { actor: 'ada' });
 * console.log(created.length, changed.length);
 * ```
 */
export async function exportMappings(db: Db, options: ExportOptions = {}): Promise<PortableMapping[]> {
  const tables = tablesFor<ExportOptions>(options, { asOf: true });
  const asOf = validate(optionalDate, options.asOf, 'asOf');
  const rows = await query<MappingRow>(
    db,
    tables.schema,
    `select ${MAPPING_COLUMNS} from ${asOf ? `${mappingsAt(tables, '$1')} m` : tables.mappings} order by id`,
    asOf ? [asOf.toISOString()] : [],
  );
  if (asOf) await assertHistoryReaches(db, tables, asOf);
  return rows.map(row => {
    const mapping = toPortable(toMarketMapping(row));
    const fault = findRowFault(row) ?? findImportFault(mapping);
    if (fault) {
      throw new InvalidRowError(
        `Mapping "${row.canonical_id}" can't be exported: its ${fault}. Correct it with updateMapping, or delete it.`,
      );
    }
    return mapping;
  });
}

/** What an import would refuse. Other services can write to the tables without knowing what a mapping needs. */
function findImportFault({ isActive: _, ...mapping }: PortableMapping): string | null {
  const { error } = newMappingSchema.safeParse(mapping);
  const issue = error?.issues[0];
  return issue ? `${issue.path.join('.')} ${issue.message}` : null;
}
