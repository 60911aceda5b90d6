import { paint, printable, type Terminal } from './terminal.js';

/** A column of a table: its title, and its value for each item. */
export interface Column<T> {
  readonly title: string;
  readonly of: (item: T) => string | number | boolean | null;
  /** Numbers are aligned right. */
  readonly align?: 'right';
}

const GAP = '  ';
const MIN_WIDTH = 6;

/** The lines of a table, at most as wide as the terminal. The widest columns shrink first. */
export function formatTable<T>(items: readonly T[], columns: readonly Column<T>[], terminal: Terminal): string[] {
  const cells = items.map(item => columns.map(column => toCellText(column.of(item))));
  const natural = columns.map(({ title }, at) => Math.max(title.length, ...cells.map(row => lengthOf(row[at] ?? ''))));
  const widths = shrink(natural, terminal.width - GAP.length * (columns.length - 1));
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => pad(cell, widths[at] ?? 0, columns[at]?.align === 'right'))
      .join(GAP)
      .trimEnd();
  return [paint(terminal, 'bold', line(columns.map(({ title }) => title))), ...cells.map(line)];
}

function toCellText(value: string | number | boolean | null): string {
  if (value === null || value === '') return '-';
  return typeof value === 'string' ? printable(value) : String(value);
}

/** Shrinks the widest column until all fit, or none can shrink any more. */
function shrink(natural: readonly number[], room: number): number[] {
  const widths = [...natural];
  for (let over = widths.reduce((sum, width) => sum + width, 0) - room; over > 0; over--) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= MIN_WIDTH) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function pad(text: string, width: number, isRight: boolean): string {
  const characters = Array.from(text);
  const shown = characters.length > width ? `${characters.slice(0, Math.max(0, width - 1)).join('')}…` : text;
  const blanks = ' '.repeat(Math.max(0, width - lengthOf(shown)));
  return isRight ? blanks + shown : shown + blanks;
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}
