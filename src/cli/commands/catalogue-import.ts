import { type BaseMapping, exportMappings, type ImportResult, importMappings } from 'market-mapping';
import { type CatalogueFlags, loadCatalogue, selectEntries } from '../catalogue-entries.js';
import { type LeftOut, planCatalogue } from '../catalogue-plan.js';
import type { Context } from '../context.js';
import { sport } from '../options.js';
import { coloured } from '../output.js';
import { type AddCommand, action } from '../program.js';
import { ProgressBar } from '../progress.js';
import { sourcesIn, withoutSourceId } from '../source-fields.js';
import { printResult } from './import.js';

interface Flags extends CatalogueFlags {
  dryRun?: boolean;
}

export const addCatalogueImport: AddCommand = program => {
  program
    .changing('catalogue import', 'Create the mappings of the catalogue that the database lacks; all of them or none')
    .argument('[canonical-id...]', 'only these')
    .option('--sport <sport>', 'only those of this sport', sport)
    .option('--dry-run', 'only show what would be done')
    .addHelpText(
      'after',
      `
Rows that are there stay as they are. An id that another active row has is left out, and told: of the rest of its
entry's ids the import makes a row.`,
    )
    .action(
      action(async (context, canonicalIds: string[], { dryRun = false, ...flags }: Flags) => {
        const catalogue = await loadCatalogue();
        const rows = await exportMappings(context.db, context.inSchema);
        const plan = planCatalogue(selectEntries(catalogue, canonicalIds, flags), rows, catalogue);
        const { result, leftOut } = await write(context, plan.added, dryRun);
        const all = [...plan.leftOut, ...leftOut];
        context.answer({ ...result, others: undefined, leftOut: all }, () => {
          printLeftOut(context, all);
          printResult(context, result, dryRun);
        });
      }),
    );
};

/** Says which ids are left out, and whose they are. */
export function printLeftOut(context: Context, leftOut: readonly LeftOut[]): void {
  for (const { canonicalId, source, externalMarketId, with: other } of leftOut) {
    context.write(
      coloured('yellow', 'left out'),
      `    ${source} ${externalMarketId} of ${canonicalId}: ${other} has it`,
    );
  }
}

async function write(
  context: Context,
  added: readonly BaseMapping[],
  dryRun: boolean,
): Promise<{ result: ImportResult; leftOut: LeftOut[] }> {
  const options = { reason: 'catalogue import', ...context.change };
  const { conflicting } = await importMappings(context.db, added, { ...options, dryRun: true });
  // Entries that the catalogue lets share an id can meet a row that somebody has changed.
  const leftOut: LeftOut[] = conflicting;
  const sure = added
    .map(entry =>
      leftOut
        .filter(({ canonicalId }) => canonicalId === entry.canonicalId)
        .reduce((mapping, { source }) => withoutSourceId(mapping, source), entry),
    )
    .filter(entry => sourcesIn(entry).length > 0);
  const bar = new ProgressBar('importing');
  const onProgress = (done: number, total: number) => bar.advance(done, total);
  const importing = importMappings(context.db, sure, { ...options, dryRun, onProgress });
  return { result: await importing.finally(() => bar.end()), leftOut };
}
