import { oneOf } from '../input/fields.js';
import { refuseUnreadable } from '../input/refuse-unreadable.js';
import { validate } from '../input/validate.js';
import { writeCsv } from './csv.js';
import { toTextCell } from './csv-cell.js';
import { columnOf, type ImportedMapping, PORTABLE_FIELD_NAMES, type PortableField } from './portable-mapping.js';
import { printableJson } from './unprintable.js';

/** The formats of a mapping file. */
export type MappingFormat = 'json' | 'csv';

/** Every format of a mapping file. */
export const MAPPING_FORMATS = ['json', 'csv'] as const satisfies readonly MappingFormat[];

/**
 * Returns the text of a mapping file, which `parseMappings` reads. The same mappings always give the same bytes, so the file
 * can be kept under version control. CSV has one mapping per line, with its outcomes as JSON in one cell. An empty cell is null.
 *
 * Names come from bookmakers and can contain anything. So control characters are written as `\uXXXX`, and in CSV a text that a
 * spreadsheet would calculate (`=HYPERLINK(…)`) gets an apostrophe before it. `parseMappings` reverses both exactly.
 *
 * @param mappings As `exportMappings` or `parseMappings` returns them. A field that all of them leave out is left out of the file;
 *   in CSV, a field that only some of them have is null in the others.
 * @param format `json` by default, or `csv`.
 * @throws `VALIDATION` for any other format.
 *
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises';
 * import knex from 'knex';
 * import { exportMappings, formatMappings } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * await writeFile('mappings.csv', formatMappings(await exportMappings(db), 'csv'));
 * ```
 */
export function formatMappings(mappings: readonly ImportedMapping[], format: MappingFormat = 'json'): string {
  validate(oneOf(MAPPING_FORMATS), format, 'format');
  return refuseUnreadable('mappings', () => write(mappings, format));
}

function write(mappings: readonly ImportedMapping[], format: MappingFormat): string {
  if (format === 'json') return `${printableJson(JSON.stringify(mappings.map(givenFields), null, 2))}\n`;
  const columns = PORTABLE_FIELD_NAMES.filter(
    field => mappings.length === 0 || mappings.some(mapping => mapping[field] !== undefined),
  );
  return writeCsv([columns, ...mappings.map(mapping => columns.map(field => cellOf(mapping, field)))]);
}

/** The fields in the order of the list, whatever their order in the mapping. */
function givenFields(mapping: ImportedMapping): Record<string, unknown> {
  const given = PORTABLE_FIELD_NAMES.filter(field => mapping[field] !== undefined);
  return Object.fromEntries(given.map(field => [field, mapping[field]]));
}

function cellOf(mapping: ImportedMapping, field: PortableField): string {
  const value: unknown = mapping[field] ?? null;
  if (value === null) return '';
  return columnOf(field).cell === 'text' ? toTextCell(String(value)) : printableJson(JSON.stringify(value));
}
