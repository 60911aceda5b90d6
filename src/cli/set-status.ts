import type { Command } from 'commander';
import {
  type BulkResult,
  CountMismatchError,
  getUnmappedMarket,
  type UnmappedPatch,
  type UnmappedStatus,
  type UnmappedTarget,
  updateUnmappedMarkets,
} from 'market-mapping';
import { ask, canAsk } from './ask.js';
import type { Context } from './context.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { UsageError } from './explain-error.js';
import { findAddressed } from './find-addressed.js';
import { wholeNumber } from './options.js';
import { action, type Program } from './program.js';
import { addFilterFlags, type FilterFlags, filterOf } from './unmapped-filter.js';

interface Flags extends FilterFlags {
  notes?: string;
  all?: boolean;
  expect?: number;
}

/** A subcommand that gives markets of the log a status. */
export function addSetStatus(program: Program, verb: string, description: string, status: UnmappedStatus): void {
  const command: Command = program
    .changing(`unmapped ${verb}`, description)
    .argument('[market...]', 'ids in the log, or one market as SOURCE ID')
    .option('--notes <text>', 'a note to keep with each')
    .option('--all', 'all markets that the filters choose')
    .option('--expect <number>', 'with --all: how many that must be; otherwise nothing is done', wholeNumber);
  addFilterFlags(command)
    .addHelpText(
      'after',
      `
Examples:
  market-mapping unmapped ${verb} 17 18 19 --reason "no such bets elsewhere"
  market-mapping unmapped ${verb} bet9ja S_OUA
  market-mapping unmapped ${verb} --all --source bet9ja --id "S_PLAYER*" --expect 12`,
    )
    .action(
      action(async (context, words: string[], flags: Flags): Promise<ExitCode> => {
        const patch = { status, ...(flags.notes === undefined ? {} : { notes: flags.notes }) };
        const target = await targetOf(context, words, flags);
        const result = await update(context, target, patch, flags);
        if (result === null) return EXIT.no;
        await tell(context, target, status, result);
        return EXIT.done;
      }),
    );
}

/** Of one market, what it is now. */
async function tell(
  context: Context,
  target: UnmappedTarget,
  status: UnmappedStatus,
  result: BulkResult,
): Promise<void> {
  const [id, ...more] = 'ids' in target ? target.ids : [];
  const market = id === undefined || more.length > 0 ? null : await getUnmappedMarket(context.db, id, context.inSchema);
  if (market) {
    context.answer({ ...market, ...result }, () =>
      context.write(`${market.source} ${market.externalMarketId} is ${market.status}`),
    );
    return;
  }
  context.answer({ ...result, status }, () => {
    context.write(`${result.updated} unmapped markets are ${status}, as change ${result.changeId}`);
  });
}

async function targetOf(context: Context, words: readonly string[], flags: Flags): Promise<UnmappedTarget> {
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

/** Null where somebody was asked, and said no. */
async function update(
  context: Context,
  target: UnmappedTarget,
  patch: UnmappedPatch,
  { all, expect }: Flags,
): Promise<BulkResult | null> {
  const change = { ...context.change };
  if (all !== true) return updateUnmappedMarkets(context.db, target, patch, change);
  if (expect !== undefined)
    return updateUnmappedMarkets(context.db, target, patch, { ...change, expectedCount: expect });
  const count = await countOf(context, target, patch);
  if (!canAsk()) {
    throw new UsageError(`it would be ${count} markets. To set them, run: ${commandLine()} --expect ${count}`);
  }
  if (!(await ask(`Set ${count} markets to ${patch.status}?`))) return null;
  return updateUnmappedMarkets(context.db, target, patch, { ...change, expectedCount: count });
}

/** An act that expects none does nothing where there are some, and says how many. */
async function countOf(context: Context, target: UnmappedTarget, patch: UnmappedPatch): Promise<number> {
  try {
    await updateUnmappedMarkets(context.db, target, patch, { ...context.inSchema, expectedCount: 0 });
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
