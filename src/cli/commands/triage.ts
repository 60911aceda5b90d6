import type { Source, UnmappedSort, UnmappedStatus } from 'market-mapping';
import type { Context } from '../context.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { UsageError } from '../explain-error.js';
import { oneOf, source, statuses, wholeNumber } from '../options.js';
import { answers } from '../output.js';
import { type AddCommand, action } from '../program.js';
import { readEvents } from '../read-events.js';
import { CapturedEvents } from '../triage/captured-events.js';
import { InterruptedError, KeyScreen } from '../triage/key-screen.js';
import { TriageRun } from '../triage/run-triage.js';
import { readQueue, TriageQueue } from '../triage/triage-queue.js';

interface Flags {
  files?: string[];
  source?: Source;
  status: UnmappedStatus[];
  minOccurrences?: number;
  search?: string;
  sortBy?: UnmappedSort;
  order?: 'asc' | 'desc';
  limit: number;
  catalogue: boolean;
}

export const addTriage: AddCommand = program => {
  program
    .changing('triage', 'Go through unmapped markets at the terminal: suggestions with their reasons, one key for each')
    .option('--files <payload...>', 'payloads whose markets and prices are used, as bookmakers serve them')
    .option('--source <id>', 'only markets of this bookmaker', source)
    .option('--status <statuses>', 'only markets with these statuses: NEW, ACKNOWLEDGED, IGNORED', statuses, [
      'NEW' as const,
    ])
    .option('--min-occurrences <number>', 'only markets seen at least this often', wholeNumber)
    .option('--search <text>', 'only markets with this text in the id or name')
    .option(
      '--sort-by <field>',
      'occurrenceCount, lastSeenAt or firstSeenAt',
      oneOf(['occurrenceCount', 'lastSeenAt', 'firstSeenAt']),
    )
    .option('--order <order>', 'asc or desc', oneOf(['asc', 'desc']))
    .option('--limit <number>', 'how many markets at most', wholeNumber, 500)
    .option('--no-catalogue', "suggest only the database's mappings, without the catalogue")
    .action(action((context, flags: Flags) => triage(context, flags)));
};

async function triage(context: Context, { files = [], limit, catalogue, ...filter }: Flags): Promise<ExitCode> {
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) {
    throw new UsageError('triage asks at a terminal, and this is none: use "unmapped list" and "unmapped suggest ID"');
  }
  if (filter.status.includes('MAPPED')) throw new UsageError('markets that are MAPPED need no triage');
  if (limit < 1) throw new UsageError('--limit must be at least 1');
  const events = files.length === 0 ? [] : await readEvents(context, files, {});
  const rows = await readQueue(context, filter, limit);
  const queue = new TriageQueue(context, new CapturedEvents(events), rows, catalogue);
  const run = new TriageRun(context, queue, new KeyScreen(process.stdout), answers.terminal.hasColour);
  try {
    await run.run();
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    tell(context, run);
    return EXIT.interrupted;
  }
  tell(context, run);
  return EXIT.done;
}

function tell(context: Context, { tally }: TriageRun): void {
  const { accepted, ignored, acknowledged, skipped, undone } = tally;
  context.answer(tally, () =>
    context.write(
      `${accepted} accepted, ${ignored} ignored, ${acknowledged} acknowledged, ${skipped} skipped, ${undone} undone`,
    ),
  );
}
