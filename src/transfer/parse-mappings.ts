import { oneOf } from '../input/fields.js';
import { invalid, validate } from '../input/validate.js';
import { readCsv } from './csv.js';
import { MAPPING_FORMATS, type MappingFormat } from './format-mappings.js';
import { type ImportedMapping, PORTABLE_FIELD_NAMES, PORTABLE_FIELDS, type PortableField } from './portable-mapping.js';

/**
 * Reads a mapping file written by `formatMappings` or by hand, for `importMappings`, which validates each mapping.
 * CSV columns can be in any order and can be left out. An unknown column is an error.
 *
 * @param text The whole file.
 * @param format `json` by default, or `csv`.
 * @throws `VALIDATION` if the text does not have this format.
 *
 * @example
 * ```ts
 * import { parseMappings } from 'market-mapping';
 *
 * const csv = 'canonicalId,name,betpawaId,outcomeMapping\nbtts_ft,Both Teams To Score,3795,[]\n';
 * console.log(parseMappings(csv, 'csv')); // [ { canonicalId: 'btts_ft', … } ]
 * ```
 */
export function parseMappings(text: string, format: MappingFormat = 'json'): ImportedMapping[] {
  validate(oneOf(MAPPING_FORMATS), format, 'format');
  return format === 'json' ? fromJson(text) : fromCsv(text);
}

function fromJson(text: string): ImportedMapping[] {
  const value = parseJson(text.replace(/^\uFEFF/, ''), 'mappings');
  if (!Array.isArray(value)) throw invalid('mappings', 'must be a JSON array of mappings');
  return value;
}

function fromCsv(text: string): ImportedMapping[] {
  const [header, ...records] = readCsv(text);
  if (!header) throw invalid('mappings', 'must start with a line of column names');
  const fields = header.cells.map((cell, index) => {
    const name = cell.trim();
    if (!isField(name)) {
      throw invalid(`line ${header.line}`, `"${name}" is not a column; use ${PORTABLE_FIELD_NAMES.join(', ')}`);
    }
    if (header.cells.findIndex(other => other.trim() === name) !== index) {
      throw invalid(`line ${header.line}`, `has the column ${name} twice`);
    }
    return name;
  });
  return records.map(({ line, cells }) => {
    if (cells.length !== fields.length) {
      throw invalid(`line ${line}`, `has ${cells.length} cells where the first line has ${fields.length}`);
    }
    const entries = fields.flatMap((field, index) => {
      const cell = cells[index] ?? '';
      if (cell === '') return [];
      return [[field, PORTABLE_FIELDS[field] === 'text' ? cell : parseJson(cell, `line ${line}, ${field}`)]];
    });
    // `importMappings` validates every field; the type says what it expects.
    return Object.fromEntries(entries) as ImportedMapping;
  });
}

function isField(name: string): name is PortableField {
  return Object.hasOwn(PORTABLE_FIELDS, name);
}

function parseJson(text: string, field: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(field, `must be JSON (${error instanceof Error ? error.message : error})`);
  }
}
