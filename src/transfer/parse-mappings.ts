import { oneOf } from '../input/fields.js';
import { invalid, validate } from '../input/validate.js';
import { type CsvRecord, readCsv } from './csv.js';
import { fromTextCell } from './csv-cell.js';
import { MAPPING_FORMATS, type MappingFormat } from './format-mappings.js';
import { columnOf, type ImportedMapping, PORTABLE_FIELD_NAMES, type PortableField } from './portable-mapping.js';
import { fieldOfKey, type RowField } from './read-imported.js';

/**
 * Reads a file of mappings that was written by `formatMappings`, by a spreadsheet or by hand. `importMappings` checks the mappings.
 *
 * JSON is an array of mappings, or a page as `market-mapping mappings list --json` and `audit --json` print it. CSV columns can be in
 * any order and can be left out, and can have the names of the table's columns instead. A column with another name is refused, not
 * ignored. An empty cell is null if the field can be null, and counts as left out otherwise. Cells are separated by commas,
 * semicolons or tabs.
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
  if (typeof text !== 'string') throw invalid('text', 'must be a string');
  return format === 'json' ? fromJson(text) : fromCsv(text);
}

function fromJson(text: string): ImportedMapping[] {
  const value = parseJson(text.replace(/^\uFEFF/, ''), 'mappings');
  const mappings: unknown = isPage(value) ? value.items : value;
  if (!Array.isArray(mappings)) throw invalid('mappings', 'must be a JSON array of mappings');
  return mappings;
}

function isPage(value: unknown): value is { items: unknown } {
  return typeof value === 'object' && value !== null && 'items' in value;
}

function fromCsv(text: string): ImportedMapping[] {
  const [header, ...records] = readCsv(text);
  if (!header) throw invalid('mappings', 'must start with a line of column names');
  const columns = readHeader(header);
  return records.map(({ line, cells }) => {
    if (cells.length !== columns.length) {
      throw invalid(`line ${line}`, `has ${cells.length} cells where the first line has ${columns.length}`);
    }
    const entries = columns.flatMap((column, index) => {
      const field = PORTABLE_FIELD_NAMES.find(name => name === column);
      const value = field === undefined ? undefined : readCell(field, cells[index] ?? '', line);
      return value === undefined ? [] : [[column, value]];
    });
    // `importMappings` validates every field; the type says what it expects.
    return Object.fromEntries(entries) as ImportedMapping;
  });
}

/** The field of each column. Columns that only a row of the table has are not imported. */
function readHeader({ line, cells }: CsvRecord): (PortableField | RowField)[] {
  const seen = new Set<string>();
  return cells.map(cell => {
    const name = cell.trim();
    const field = fieldOfKey(name);
    if (field === null) {
      const known = PORTABLE_FIELD_NAMES.join(', ');
      throw invalid(`line ${line}`, `"${name}" is not a column; the columns are ${known}`);
    }
    if (seen.has(field)) throw invalid(`line ${line}`, `has the column ${name} twice`);
    seen.add(field);
    return field;
  });
}

/** Undefined for a cell that counts as left out. */
function readCell(field: PortableField, text: string, line: number): unknown {
  const { cell, isNullable } = columnOf(field);
  if (text.trim() === '' && (isNullable || cell !== 'text')) return isNullable ? null : undefined;
  if (cell === 'text') return text === '' ? undefined : fromTextCell(text);
  const at = `line ${line}, ${field}`;
  return cell === 'boolean' ? parseBoolean(text, at) : parseJson(text, at);
}

/** A boolean as we write it, as spreadsheets do (TRUE), and as psql does (t). */
function parseBoolean(text: string, field: string): boolean {
  const word = text.trim().toLowerCase();
  if (word === 'true' || word === 't') return true;
  if (word === 'false' || word === 'f') return false;
  throw invalid(field, 'must be true or false');
}

function parseJson(text: string, field: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(field, `must be JSON (${error instanceof Error ? error.message : error})`);
  }
}
