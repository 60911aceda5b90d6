import {
  exportMappings,
  type ImportedMapping,
  type ImportResult,
  importMappings,
  type PortableMapping,
} from 'market-mapping';
import type { Context } from '../context.js';
import { type Learned, learnIds, type NotLearned } from '../learn-ids.js';
import { source } from '../options.js';
import { type AddCommand, action } from '../program.js';
import { addPayloadFiles, type PayloadFlags, readEvents } from '../read-events.js';
import { printResult } from './import.js';

interface Flags extends PayloadFlags {
  like?: string;
  dryRun?: boolean;
}

/** What each reason says of a mapping. */
const REASONS: Readonly<Record<NotLearned['reason'], string>> = {
  NO_ID: 'no id at the bookmaker to learn from',
  NO_OUTCOME_IDS: 'no outcome has an id there',
  HAS_ANOTHER_ID: 'has another id already',
  NOT_SEEN: 'not in the payloads',
  OUTCOMES_DIFFER: 'has other outcomes',
  PRICES_DIFFER: 'has other prices',
  OUTCOMES_NOT_SURE: 'not seen under these names, or not always with one id',
};

export const addLearn: AddCommand = program => {
  addPayloadFiles(
    program.changing(
      'learn',
      'Fill in the ids that payloads can teach: of outcomes, and of bookmakers that serve one feed; one change, or none',
    ),
    'learn ids for this bookmaker only (default: for all in the payloads)',
  )
    .option(
      '--like <id>',
      'from this one, whose feed both declare (default: the one of its feed with most ids)',
      source,
    )
    .option('--dry-run', 'only show what would be filled in')
    .action(
      action(async (context, files: string[], { source, like, sport, dryRun = false }: Flags) => {
        const events = await readEvents(context, files, { sport });
        const stored = (await exportMappings(context.db, context.inSchema)).filter(({ isActive }) => isActive);
        const learned = learnIds(stored, events, context.sources, { source, like });
        const result = await write(context, changesOf(stored, learned.mappings), files, dryRun);
        const { pairs, left } = learned;
        context.answer({ ...result, others: undefined, pairs, left }, () => {
          printLeft(context, learned);
          printResult(context, result, dryRun);
        });
      }),
    );
};

/** What learning can change. */
const FIELDS = ['betpawaId', 'sportybetId', 'sourceIds', 'outcomeMapping', 'lineConventions'] as const;

/** Of each mapping that learned something, the fields that did: whatever else is changed meanwhile stays. */
function changesOf(before: readonly PortableMapping[], after: readonly PortableMapping[]): ImportedMapping[] {
  return after.flatMap((mapping, index) => {
    const changed = FIELDS.filter(
      field => JSON.stringify(mapping[field]) !== JSON.stringify(before[index]?.[field]),
    ).map(field => [field, mapping[field]]);
    return changed.length === 0 ? [] : [{ canonicalId: mapping.canonicalId, ...Object.fromEntries(changed) }];
  });
}

async function write(
  context: Context,
  changes: readonly ImportedMapping[],
  files: readonly string[],
  dryRun: boolean,
): Promise<ImportResult> {
  const options = { reason: `learned from ${files.length} payloads`, ...context.change };
  const plan = await importMappings(context.db, changes, { ...options, dryRun: true });
  if (dryRun) return plan;
  // A mapping that would share its new id with another one is told, and left to a person.
  const shared = new Set(plan.conflicting.map(({ canonicalId }) => canonicalId));
  const sure = changes.filter(({ canonicalId }) => !shared.has(canonicalId));
  return { ...(await importMappings(context.db, sure, options)), conflicting: plan.conflicting };
}

function printLeft(context: Context, { pairs, left }: Learned): void {
  for (const { source, like } of pairs) context.write(`${source} learns from ${like}: both serve one feed`);
  if (left.length === 0) return;
  context.table(left, [
    { title: 'LEFT AS IT IS', of: each => each.canonicalId, isWhole: true },
    { title: 'SOURCE', of: each => each.source },
    { title: 'REASON', of: ({ reason }) => REASONS[reason] },
    { title: 'OUTCOMES', of: each => each.outcomes.join(', ') },
  ]);
  context.write('');
}
