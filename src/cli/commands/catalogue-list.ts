import { type CatalogueFlags, loadCatalogue, selectEntries } from '../catalogue-entries.js';
import { source, sport } from '../options.js';
import { type AddCommand, action } from '../program.js';
import { sourceIdIn, sourcesIn } from '../source-fields.js';

interface Flags extends CatalogueFlags {
  source?: string;
}

export const addCatalogueList: AddCommand = program => {
  program
    .reading('catalogue list', 'List the mappings that the package brings; no database is needed')
    .argument('[canonical-id...]', 'only these')
    .option('--sport <sport>', 'only those of this sport', sport)
    .option('--source <id>', 'only those with an id at this bookmaker', source)
    .action(
      action(async (context, canonicalIds: string[], { source, ...flags }: Flags) => {
        const entries = selectEntries(await loadCatalogue(), canonicalIds, flags).filter(
          entry => source === undefined || sourceIdIn(entry, source) !== null,
        );
        context.answer(entries, () => {
          context.table(entries, [
            { title: 'CANONICAL ID', of: entry => entry.canonicalId, isWhole: true },
            { title: 'NAME', of: entry => entry.name },
            { title: 'SPORT', of: entry => entry.sport ?? null },
            { title: 'OUTCOMES', of: entry => entry.outcomeMapping.length, align: 'right' },
            {
              title: 'IDS',
              of: entry =>
                sourcesIn(entry)
                  .map(each => `${each}=${sourceIdIn(entry, each)}`)
                  .join(', '),
            },
          ]);
        });
      }),
    );
};
