/** What a ratio has to be. */
export type Target = { readonly atLeast: number } | { readonly atMost: number };

/** Of an exponent of growth: 1, and what the noise of a shared machine adds to it. */
export const LINEAR: Target = { atMost: 1.1 };

/** One line of the table. */
export interface Line {
  /** What is measured. */
  readonly what: string;
  /** The library's figure, with its unit. */
  readonly ours: string;
  /** Beside whom. */
  readonly beside?: string;
  /** Their figure. */
  readonly theirs?: string;
  /** The ratio of the two, as `what` says it. */
  readonly ratio?: number;
  readonly target?: Target;
}

/** The lines of one measured part. */
export interface Section {
  readonly title: string;
  readonly lines: readonly Line[];
  /** What a reader should know of how it was measured. */
  readonly notes?: readonly string[];
}

const HEAD = ['what', 'market-mapping', 'beside', 'theirs', 'ratio', 'target', 'met'];

export function printSection({ title, lines, notes = [] }: Section): void {
  console.log(`\n${title}`);
  const rows = [HEAD, ...lines.map(toCells)];
  const widths = HEAD.map((_, at) => Math.max(...rows.map(row => row[at]?.length ?? 0)));
  for (const row of rows) console.log(`  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd());
  for (const note of notes) console.log(`  ${note}`);
}

export function toMarkdown({ title, lines, notes = [] }: Section): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = [row(HEAD), row(HEAD.map(() => '---')), ...lines.map(line => row(toCells(line)))];
  return [`## ${title}`, '', ...table, ...notes.flatMap(note => ['', note]), ''].join('\n');
}

export function isMet({ ratio, target }: Line): boolean | null {
  if (ratio === undefined || target === undefined) return null;
  return 'atLeast' in target ? ratio >= target.atLeast : ratio <= target.atMost;
}

/** `18.3 M/s` for 54.6 nanoseconds. */
export function perSecond(nanoseconds: number): string {
  const rate = 1e9 / nanoseconds;
  if (rate >= 1e6) return `${digits(rate / 1e6)} M/s`;
  return rate >= 1e3 ? `${digits(rate / 1e3)} k/s` : `${digits(rate)} /s`;
}

export function duration(ms: number): string {
  if (ms >= 60_000) return `${digits(ms / 60_000)} min`;
  if (ms >= 1_000) return `${digits(ms / 1_000)} s`;
  return ms >= 1 ? `${digits(ms)} ms` : `${digits(ms * 1_000)} us`;
}

export function megabytes(bytes: number): string {
  return `${digits(bytes / 2 ** 20)} MB`;
}

/** Three digits that count. */
export function digits(value: number): string {
  const decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(decimals);
}

function toCells(line: Line): string[] {
  const { what, ours, beside = '', theirs = '', ratio, target } = line;
  const met = isMet(line);
  return [
    what,
    ours,
    beside,
    theirs,
    ratio === undefined ? '' : digits(ratio),
    target === undefined ? '' : 'atLeast' in target ? `>= ${target.atLeast}` : `<= ${target.atMost}`,
    met === null ? '' : met ? 'yes' : 'NO',
  ];
}
