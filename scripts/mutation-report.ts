import { MUTATION_VERDICTS, REASONS } from './mutation-verdicts.js';

interface Position {
  readonly line: number;
  readonly column: number;
}

interface Mutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

/** What of Stryker's report is read here. */
export interface MutationReport {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}

export interface MutationScore {
  /** Noticed by a test, or by never ending. */
  readonly noticed: number;
  /** All that could be noticed. */
  readonly of: number;
  /** In percent; a dash where there was nothing to notice. */
  readonly score: string;
}

/** As Stryker scores: killed and timed out, of all that were tried or that no test runs. */
export function scoreOf(mutants: readonly Mutant[]): MutationScore {
  const count = (...statuses: string[]) => mutants.filter(({ status }) => statuses.includes(status)).length;
  const noticed = count('Killed', 'Timeout');
  const of = noticed + count('Survived', 'NoCoverage');
  return { noticed, of, score: of === 0 ? '-' : ((100 * noticed) / of).toFixed(1) };
}

/** The section of a room in bench/MUTATION.md: the score of each file, and what has survived with the reason why that may be. */
export function describeRoom({ files }: MutationReport, date: string): string {
  const all = scoreOf(Object.values(files).flatMap(({ mutants }) => mutants));
  const scores = Object.entries(files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, { mutants }]) => {
      const { noticed, of, score } = scoreOf(mutants);
      return `| ${file} | ${score} | ${noticed} | ${of} |`;
    });
  const survivors = Object.entries(files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([file, { source, mutants }]) => survivorsOf(file, source.split('\n'), mutants));
  return [
    `**${all.score} %** of ${all.of} changes were noticed, on ${date}.`,
    '',
    '| file | score | noticed | of |',
    '|---|---|---|---|',
    ...scores,
    ...(survivors.length === 0
      ? []
      : ['', '| survived in | how many | in | because it is |', '|---|---|---|---|', ...survivors]),
  ].join('\n');
}

/** A row for each line with survivors of one reason. */
function survivorsOf(file: string, lines: readonly string[], mutants: readonly Mutant[]): string[] {
  const rows = new Map<string, { line: number; text: string; why: string; count: number }>();
  for (const { status, location } of mutants) {
    if (status !== 'Survived' && status !== 'NoCoverage') continue;
    const { line } = location.start;
    const text = (lines[line - 1] ?? '').trim();
    const [, reason, why] = (MUTATION_VERDICTS[file] ?? []).find(([code]) => text.includes(code)) ?? [];
    const because = reason === undefined ? '**not looked at yet**' : `${REASONS[reason]}${why ? `: ${why}` : ''}`;
    const row = rows.get(`${line} ${because}`) ?? { line, text, why: because, count: 0 };
    row.count++;
    rows.set(`${line} ${because}`, row);
  }
  return [...rows.values()]
    .sort((a, b) => a.line - b.line)
    .map(({ line, text, why, count }) => `| ${file}:${line} | ${count} | ${asCode(text)} | ${why} |`);
}

const MOST = 90;

function asCode(text: string): string {
  const cut = text.length > MOST ? `${text.slice(0, MOST)} ...` : text;
  return `\`\` ${cut.replaceAll('|', '\\|')} \`\``;
}
