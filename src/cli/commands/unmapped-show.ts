import { getUnmappedMarket } from 'market-mapping';
import type { Context } from '../context.js';
import { doubtfulIds, draftMapping } from '../draft-mapping.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { UsageError } from '../explain-error.js';
import { findAddressed } from '../find-addressed.js';
import { type AddCommand, action } from '../program.js';

export const addUnmappedShow: AddCommand = program => {
  program
    .reading('unmapped show', 'Show an unmapped market with its sample outcomes; exit code 1 if there is none')
    .argument('<market...>', 'ids in the log, or one market as SOURCE ID')
    .option('--draft', 'print a mapping made from the sample instead, to edit and pass to "unmapped map --file"')
    .addHelpText(
      'after',
      '\nExamples:\n  market-mapping unmapped show 17\n  market-mapping unmapped show bet9ja S_OUA --draft > market.json',
    )
    .action(
      action(async (context, words: string[], { draft }: { draft?: boolean }) => {
        const ids = await findAddressed(context, words);
        const [id = 0, ...more] = ids;
        if (more.length > 0) return showAll(context, ids, draft === true);
        const market = await getUnmappedMarket(context.db, id, context.inSchema);
        if (market && draft) {
          const mapping = draftMapping(market);
          const doubtful = doubtfulIds(mapping.outcomeMapping);
          if (mapping.outcomeMapping.length === 0)
            context.note('It was seen without named outcomes: the draft has none.');
          if (doubtful.length > 0)
            context.note(`These outcome ids may be names of teams or players: ${doubtful.join(', ')}`);
          context.json(mapping);
          return EXIT.done;
        }
        context.answer(market, () => {
          if (market) context.fields({ ...market });
          else context.note(`There is no unmapped market with id ${id}.`);
        });
        return market ? EXIT.done : EXIT.no;
      }),
    );
};

async function showAll(context: Context, ids: readonly number[], isDraft: boolean): Promise<ExitCode> {
  if (isDraft) throw new UsageError('--draft is for one market');
  const found = await Promise.all(ids.map(id => getUnmappedMarket(context.db, id, context.inSchema)));
  const markets = found.filter(market => market !== null);
  context.answer(markets, () => {
    for (const [at, market] of markets.entries()) {
      if (at > 0) context.write('');
      context.fields({ ...market });
    }
  });
  const missing = ids.filter((_, at) => found[at] === null);
  if (missing.length > 0) context.note(`There is no unmapped market with id ${missing.join(', ')}.`);
  return missing.length > 0 ? EXIT.no : EXIT.done;
}
