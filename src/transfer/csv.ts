import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { invalid } from '../input/validate.js';

/** A record with the line it starts at, counted from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Writes records as CSV (RFC 4180). A cell with blanks at its ends is quoted, since some readers would remove them. */
export function writeCsv(records: readonly (readonly string[])[]): string {
  return stringify(
    records.map(cells => [...cells]),
    { quoted_match: /^\s|\s$|[;\t]/ },
  );
}

/**
 * Reads the records of a CSV text (RFC 4180), also as spreadsheets write it: separated by commas, semicolons or tabs, with any line
 * ends, with or without a byte order mark. Empty lines are skipped.
 *
 * @throws `VALIDATION` if a quote is not closed or text follows a closing one: half a file must not look like a whole one.
 */
export function readCsv(text: string): CsvRecord[] {
  if (!text.isWellFormed()) throw invalid('mappings', 'must not contain half of a surrogate pair');
  const records: CsvRecord[] = [];
  const lines = new LineCounter(text);
  try {
    parse(text, {
      bom: true,
      delimiter: separatorOf(text),
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      on_record: (cells: string[], { bytes }) => {
        records.push({ line: lines.ofNextRecord(), cells });
        lines.moveTo(bytes);
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw invalid(`line ${lines.ofNextRecord()}`, FAULTS[error.code] ?? error.message);
  }
  return records;
}

/** The parser's faults, described for a person who sees the file and not the parser's options. */
const FAULTS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'has a quote that is never closed',
  CSV_INVALID_CLOSING_QUOTE: 'has text after a closing quote',
  INVALID_OPENING_QUOTE: 'has a quote inside a cell that does not begin with one: double it, and quote the whole cell',
};

/** No column name contains one of these, so the first one in the header line is the separator. */
function separatorOf(text: string): string {
  return /[,;\t\r\n]/.exec(text.trimStart())?.[0].replace(/[\r\n]/, '') || ',';
}

/** Finds the line that a record starts at. The parser says how many bytes it has read, but counts some line ends twice. */
class LineCounter {
  /** One character per byte, so that byte offsets can be used; line ends are the same in both. */
  readonly #bytes: string;
  #offset = 0;
  #line = 1;

  constructor(text: string) {
    this.#bytes = Buffer.from(text).toString('latin1');
  }

  /** Lines that are empty, or contain only separators, are no records. */
  ofNextRecord(): number {
    const blank = /(?:[,;\t ]*(?:\r\n|\n|\r))*/y;
    blank.lastIndex = this.#offset;
    return this.#line + lineEndsIn(blank.exec(this.#bytes)?.[0] ?? '');
  }

  moveTo(offset: number): void {
    this.#line += lineEndsIn(this.#bytes.slice(this.#offset, offset));
    this.#offset = offset;
  }
}

function lineEndsIn(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}
