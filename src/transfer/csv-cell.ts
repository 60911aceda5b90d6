import { printableJson, UNPRINTABLE } from './unprintable.js';

/**
 * What a spreadsheet takes for a formula, with any apostrophes before it. Line ends and the full-width signs are among them
 * because some spreadsheets skip the former and take the latter for the plain ones.
 */
const FORMULA = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;
/** Begins a cell whose text is written as a JSON string. */
const JSON_MARK = `'"`;

/**
 * A text as a cell that no spreadsheet calculates and that can't steer a terminal: a formula gets an apostrophe before it, and a
 * text with control characters stands as a JSON string after one. A plain number stays as it is. `fromTextCell` undoes it exactly.
 */
export function toTextCell(text: string): string {
  const visible = text.replaceAll(/[\n\t]/g, '');
  if (visible.search(UNPRINTABLE) !== -1 || text.startsWith(JSON_MARK))
    return `'${printableJson(JSON.stringify(text))}`;
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

/** The text of a cell, whether `toTextCell`, somebody by hand or a spreadsheet has written it. */
export function fromTextCell(cell: string): string {
  if (cell.startsWith(JSON_MARK)) return textOfJson(cell.slice(1)) ?? cell;
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}

function textOfJson(json: string): string | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'string' ? value : null;
  } catch {
    // Written by hand: an apostrophe, a quote and more are its text.
    return null;
  }
}
