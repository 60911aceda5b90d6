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
    `**${all.score} %** of ${all.of} changes were noticed, on ${date}.${toldReasons(survivors)}`,
    '',
    '| file | score | noticed | of |',
    '|---|---|---|---|',
    ...scores,
    ...(survivors.length === 0
      ? []
      : ['', '| survived in | how many | in | because it is |', '|---|---|---|---|', ...survivors.map(toRow)]),
  ].join('\n');
}

/** How many survivors there are of each reason. */
function toldReasons(survivors: readonly Survivors[]): string {
  const counts = new Map<string, number>();
  for (const { reason, count } of survivors) counts.set(reason, (counts.get(reason) ?? 0) + count);
  const told = [...counts].sort(([, a], [, b]) => b - a).map(([reason, count]) => `${count} ${reason}`);
  return told.length === 0 ? '' : ` Survived: ${told.join('; ')}.`;
}

/** What has survived in one line for one reason. */
interface Survivors {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly reason: string;
  readonly why: string | undefined;
  count: number;
}

function survivorsOf(file: string, lines: readonly string[], mutants: readonly Mutant[]): Survivors[] {
  const found = new Map<string, Survivors>();
  for (const { status, location } of mutants) {
    if (status !== 'Survived' && status !== 'NoCoverage') continue;
    const { line } = location.start;
    const text = (lines[line - 1] ?? '').trim();
    const [, known, why] = (MUTATION_VERDICTS[file] ?? []).find(([code]) => text.includes(code)) ?? [];
    const reason = known === undefined ? NOT_LOOKED_AT : REASONS[known];
    const here = found.get(`${line} ${reason}`) ?? { file, line, text, reason, why, count: 0 };
    here.count++;
    found.set(`${line} ${reason}`, here);
  }
  return [...found.values()].sort((a, b) => a.line - b.line);
}

const NOT_LOOKED_AT = '**not looked at yet**';

function toRow({ file, line, text, reason, why, count }: Survivors): string {
  return `| ${file}:${line} | ${count} | ${asCode(text)} | ${reason}${why ? `: ${why}` : ''} |`;
}

const MOST = 90;

function asCode(text: string): string {
  const cut = text.length > MOST ? `${text.slice(0, MOST)} ...` : text;
  return `\`\` ${cut.replaceAll('|', '\\|')} \`\``;
}
