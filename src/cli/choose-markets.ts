import type { Command } from 'commander';
import { CountMismatchError, type UnmappedTarget, updateUnmappedMarkets } from 'market-mapping';
import { ask, canAsk } from './ask.js';
import type { Context } from './context.js';
import { UsageError } from './explain-error.js';
import { findAddressed } from './find-addressed.js';
import { wholeNumber } from './options.js';
import { addFilterFlags, type FilterFlags, filterOf } from './unmapped-filter.js';

/** The flags of a command that acts on markets of the log, beside the ids among its arguments. */
export interface ChoiceFlags extends FilterFlags {
  all?: boolean;
  expect?: number;
}

/** Gives a command these flags. */
export function addChoiceFlags(command: Command, nameFlag?: '--name' | '--market-name'): Command {
  command
    .option('--all', 'all markets that the filters choose')
    .option('--expect <number>', 'with --all: how many that must be; otherwise nothing is done', wholeNumber);
  return addFilterFlags(command, nameFlag);
}

/** The markets that somebody chose: by id, as SOURCE ID, or by filters with --all. */
export async function chosenMarkets(
  context: Context,
  words: readonly string[],
  flags: ChoiceFlags,
): Promise<UnmappedTarget> {
  const filter = filterOf(flags);
  const isFiltered = Object.values(filter).some(value => value !== undefined);
  if (flags.all !== true) {
    if (isFiltered || flags.expect !== undefined) throw new UsageError('filters choose markets only with --all');
    return { ids: await findAddressed(context, words) };
  }
  if (words.length > 0) throw new UsageError('give ids, or --all with filters, not both');
  if (!isFiltered)
    throw new UsageError('--all without a filter would be the whole log: give one, such as --status NEW');
  return filter;
}

/** What an act on many is, for the question and the refusal: `Set 12 markets to IGNORED?` */
export interface Act<T> {
  readonly question: (count: number) => string;
  readonly run: (expected: { expectedCount?: number }) => Promise<T>;
}

/** Runs it on no more markets than somebody has said or agreed to; null where somebody was asked, and said no. */
export async function actOnChosen<T>(
  context: Context,
  target: UnmappedTarget,
  { all, expect }: ChoiceFlags,
  { question, run }: Act<T>,
): Promise<T | null> {
  if (all !== true) return run({});
  if (expect !== undefined) return run({ expectedCount: expect });
  const count = await countOf(context, target);
  if (!canAsk()) {
    throw new UsageError(`it would be ${count} markets. To do it, run: ${commandLine()} --expect ${count}`);
  }
  return (await ask(question(count))) ? run({ expectedCount: count }) : null;
}

/** An act that expects none does nothing where there are some, and says how many. */
async function countOf(context: Context, target: UnmappedTarget): Promise<number> {
  try {
    await updateUnmappedMarkets(
      context.db,
      target,
      { status: 'ACKNOWLEDGED' },
      { ...context.inSchema, expectedCount: 0 },
    );
    return 0;
  } catch (error) {
    if (error instanceof CountMismatchError) return error.actual;
    throw error;
  }
}

/** What was run, to be run again by a shell. */
function commandLine(): string {
  const quoted = process.argv
    .slice(2)
    .map(word => (/^[\w./:=,@+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`));
  return ['market-mapping', ...quoted].join(' ');
}
