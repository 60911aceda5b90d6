import { exportMappings } from 'market-mapping';
import { type CatalogueFlags, loadCatalogue, selectEntries } from '../catalogue-entries.js';
import { type CataloguePlan, planCatalogue } from '../catalogue-plan.js';
import type { Context } from '../context.js';
import { displayValue } from '../display-value.js';
import { sport } from '../options.js';
import { coloured } from '../output.js';
import { type AddCommand, action } from '../program.js';
import { printLeftOut } from './catalogue-import.js';

export const addCatalogueDiff: AddCommand = program => {
  program
    .reading(
      'catalogue diff',
      'Show what the catalogue of this release has that the database has not, or has otherwise',
    )
    .argument('[canonical-id...]', 'only these')
    .option('--sport <sport>', 'only those of this sport', sport)
    .addHelpText('after', '\nA row of yours always holds: of those that differ nothing is imported.')
    .action(
      action(async (context, canonicalIds: string[], flags: CatalogueFlags) => {
        const catalogue = await loadCatalogue();
        const rows = await exportMappings(context.db, context.inSchema);
        const plan = planCatalogue(selectEntries(catalogue, canonicalIds, flags), rows, catalogue);
        context.answer(plan, () => printPlan(context, plan));
      }),
    );
};

function printPlan(context: Context, { added, leftOut, differing }: CataloguePlan): void {
  for (const { canonicalId, name } of added) context.write(coloured('green', 'new'), `     ${canonicalId} (${name})`);
  for (const { canonicalId, differences } of differing) {
    context.write(coloured('yellow', 'differs'), ` ${canonicalId}: yours -> the catalogue's`);
    for (const { field, before, after } of differences) {
      context.write(`  ${field}: ${displayValue(before)} -> ${displayValue(after)}`);
    }
  }
  printLeftOut(context, leftOut);
  context.write(`${added.length} new, ${differing.length} differ, ${leftOut.length} ids taken by other rows.`);
}
