import truncate from 'cli-truncate';
import stringWidth from 'string-width';
import { printable, type Terminal } from './terminal.js';

/** A column of a table: its title, and its value for each item. */
export interface Column<T> {
  readonly title: string;
  readonly of: (item: T) => string | number | boolean | null;
  /** Never cut: what is cut can't be copied into the next command. */
  readonly isWhole?: true;
  /** Numbers are aligned right. */
  readonly align?: 'right';
}

const GAP = '  ';
const MIN_WIDTH = 6;

/** The lines of a table, its titles first, as wide as the terminal at the most: the widest columns give way first. */
export function formatTable<T>(items: readonly T[], columns: readonly Column<T>[], { width }: Terminal): string[] {
  const rows = [columns.map(({ title }) => title), ...items.map(item => columns.map(({ of }) => cellText(of(item))))];
  const natural = columns.map((_, at) => Math.max(...rows.map(row => stringWidth(row[at] ?? ''))));
  const least = columns.map(({ isWhole }, at) => (isWhole ? (natural[at] ?? 0) : MIN_WIDTH));
  const widths = shrink(natural, least, width - GAP.length * (columns.length - 1));
  return rows.map(row =>
    row
      .map((cell, at) => inColumns(cell, widths[at] ?? 0, columns[at]?.align === 'right'))
      .join(GAP)
      .trimEnd(),
  );
}

/** As it will be shown: a control character has no width, and what stands for it has. */
function cellText(value: string | number | boolean | null): string {
  return value === null || value === '' ? '-' : printable(String(value));
}

/** Shrinks the widest column of those that can until all fit, or none can shrink any more. */
function shrink(natural: readonly number[], least: readonly number[], room: number): number[] {
  const widths = [...natural];
  for (let over = widths.reduce((sum, width) => sum + width, 0) - room; over > 0; over--) {
    const room = widths.map((width, at) => (width > (least[at] ?? 0) ? width : 0));
    const widest = room.indexOf(Math.max(...room));
    if (room[widest] === 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

/** In columns of the terminal: one character may take two of them, and several characters one. */
function inColumns(text: string, width: number, isRight: boolean): string {
  const shown = truncate(text, width);
  const blanks = ' '.repeat(Math.max(0, width - stringWidth(shown)));
  return isRight ? blanks + shown : shown + blanks;
}
