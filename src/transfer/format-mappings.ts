import { oneOf } from '../input/fields.js';
import { validate } from '../input/validate.js';
import { csvLine } from './csv.js';
import { type ImportedMapping, PORTABLE_FIELD_NAMES, PORTABLE_FIELDS, toPortable } from './portable-mapping.js';

/** The formats of a mapping file. */
export type MappingFormat = 'json' | 'csv';

/** Every format of a mapping file. */
export const MAPPING_FORMATS = ['json', 'csv'] as const satisfies readonly MappingFormat[];

/**
 * Returns the text of a mapping file, which `parseMappings` reads. The same mappings always give the same bytes, so the file
 * can be kept under version control. CSV has one mapping per line, with its outcomes as JSON in one cell. An empty cell is null.
 *
 * @param mappings As returned by `exportMappings`.
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
  const portable = mappings.map(toPortable);
  if (format === 'json') return `${JSON.stringify(portable, null, 2)}\n`;
  const lines = portable.map(mapping =>
    PORTABLE_FIELD_NAMES.map(field => {
      const value: unknown = mapping[field];
      if (value === null) return '';
      return PORTABLE_FIELDS[field] === 'text' ? String(value) : JSON.stringify(value);
    }),
  );
  return [PORTABLE_FIELD_NAMES, ...lines].map(cells => `${csvLine(cells)}\n`).join('');
}
