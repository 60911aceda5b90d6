import { KNOWN_SOURCES, resolveMapping, type Source } from 'market-mapping';
import { EXIT } from '../exit-code.js';
import { source } from '../options.js';
import { printMapping } from '../print-mapping.js';
import { type AddCommand, action } from '../program.js';

export const addResolve: AddCommand = program => {
  program
    .reading('resolve', "Show the mapping of a bookmaker's market; exit code 1 if there is none")
    .argument('<source>', `its bookmaker: ${KNOWN_SOURCES.join(', ')}, or any other`, source)
    .argument('<id>', 'its id there; for Bet9ja a market key (S_OU) or a whole odds key (S_OU@2.5_O)')
    .action(
      action(async (context, source: Source, externalMarketId: string) => {
        const mapping = await resolveMapping(context.db, { source, externalMarketId }, context.inSchema);
        context.answer(mapping, () => {
          if (mapping) printMapping(context, mapping);
          else context.note(`No active mapping covers ${source} ${externalMarketId}.`);
        });
        return mapping ? EXIT.done : EXIT.no;
      }),
    );
};
