import { invalid } from '../input/validate.js';

/** One record of a CSV file, quoted where RFC 4180 requires it. */
export function csvLine(cells: readonly string[]): string {
  return cells.map(cell => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}

/** A record with the line where it starts, counted from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Parses the records of a CSV text (RFC 4180; both kinds of line ends, a byte order mark and empty lines are accepted).
 *
 * @throws `VALIDATION` if a quote is not closed or text follows a closing one: half a file must not pass for a whole one.
 */
export function readCsv(text: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let cells: string[] = [];
  let line = 1;
  let startLine = 1;
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  const endRecord = () => {
    if (cells.length > 1 || cells[0] !== '') records.push({ line: startLine, cells });
    cells = [];
  };
  for (;;) {
    if (text[at] === '"') {
      let cell = '';
      const openedAt = line;
      for (at++; ; at++) {
        const char = text[at];
        if (char === undefined) throw invalid(`line ${openedAt}`, 'has a quote that is never closed');
        if (char === '\n') line++;
        if (char === '"' && text[++at] !== '"') break;
        cell += text[at] ?? '';
      }
      cells.push(cell);
    } else {
      const end = endOfCell(text, at);
      cells.push(text.slice(at, end));
      at = end;
    }
    const separator = text[at];
    if (separator === ',') at++;
    else if (separator === undefined) {
      endRecord();
      return records;
    } else if (separator === '\n' || separator === '\r') {
      at += text.startsWith('\r\n', at) ? 2 : 1;
      endRecord();
      line++;
      startLine = line;
    } else throw invalid(`line ${line}`, 'has text after a closing quote');
  }
}

function endOfCell(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === ',' || char === '\n' || char === '\r') return at;
  }
  return text.length;
}
