import { printableJson, UNPRINTABLE } from './unprintable.js';

/**
 * What a spreadsheet takes for a formula, with any apostrophes before it. Line ends and full-width signs are included, because some
 * spreadsheets skip the former and treat the latter like the plain ones.
 */
const FORMULA = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;
/** The start of a cell whose text is written as a JSON string. */
const JSON_MARK = `'"`;

/**
 * Writes a text as a cell that no spreadsheet calculates and that can't control a terminal. A formula gets an apostrophe before it,
 * and a text with control characters becomes a JSON string after an apostrophe. A plain number stays as it is. `fromTextCell`
 * reverses it exactly.
 */
export function toTextCell(text: string): string {
  const visible = text.replaceAll(/[\n\t]/g, '');
  if (visible.search(UNPRINTABLE) !== -1 || text.startsWith(JSON_MARK))
    return `'${printableJson(JSON.stringify(text))}`;
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

/** The text of a cell that was written by `toTextCell`, by hand or by a spreadsheet. */
export function fromTextCell(cell: string): string {
  if (cell.startsWith(JSON_MARK)) return textOfJson(cell.slice(1)) ?? cell;
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}

function textOfJson(json: string): string | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'string' ? value : null;
  } catch {
    // Written by hand: the apostrophe and the quote are part of the text.
    return null;
  }
}
