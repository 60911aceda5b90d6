import { getUnmappedMarket } from 'market-mapping';
import { doubtfulIds, draftMapping } from '../draft-mapping.js';
import { EXIT } from '../exit-code.js';
import { wholeNumber } from '../options.js';
import { type AddCommand, action } from '../program.js';

export const addUnmappedShow: AddCommand = program => {
  program
    .reading('unmapped show', 'Show an unmapped market with its sample outcomes; exit code 1 if there is none')
    .argument('<id>', 'its id in the log', wholeNumber)
    .option('--draft', 'print a mapping made from the sample instead, to edit and pass to "unmapped map --file"')
    .action(
      action(async (context, id: number, { draft }: { draft?: boolean }) => {
        const market = await getUnmappedMarket(context.db, id, context.inSchema);
        if (market && draft) {
          const mapping = draftMapping(market);
          const doubtful = doubtfulIds(mapping.outcomeMapping);
          if (mapping.outcomeMapping.length === 0)
            context.note('It was seen without named outcomes: the draft has none.');
          if (doubtful.length > 0)
            context.note(`These outcome ids may be names of teams or players: ${doubtful.join(', ')}`);
          context.json(mapping);
          return;
        }
        context.answer(market, () => {
          if (market) context.fields({ ...market });
          else context.note(`There is no unmapped market with id ${id}.`);
        });
        return market ? EXIT.done : EXIT.no;
      }),
    );
};
