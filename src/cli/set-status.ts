import type { Command } from 'commander';
import {
  type BulkResult,
  getUnmappedMarket,
  type UnmappedStatus,
  type UnmappedTarget,
  updateUnmappedMarkets,
} from 'market-mapping';
import { actOnChosen, addChoiceFlags, type ChoiceFlags, chosenMarkets } from './choose-markets.js';
import type { Context } from './context.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { action, type Program } from './program.js';

interface Flags extends ChoiceFlags {
  notes?: string;
}

/** A subcommand that gives markets of the log a status. */
export function addSetStatus(program: Program, verb: string, description: string, status: UnmappedStatus): void {
  const command: Command = program
    .changing(`unmapped ${verb}`, description)
    .argument('[market...]', 'ids in the log, or one market as SOURCE ID')
    .option('--notes <text>', 'a note to keep with each');
  addChoiceFlags(command).action(
    action(async (context, words: string[], flags: Flags): Promise<ExitCode> => {
      const patch = { status, ...(flags.notes === undefined ? {} : { notes: flags.notes }) };
      const target = await chosenMarkets(context, words, flags);
      const result = await actOnChosen(context, target, flags, {
        question: count => `Set ${count} markets to ${status}?`,
        run: expected => updateUnmappedMarkets(context.db, target, patch, { ...context.change, ...expected }),
      });
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
