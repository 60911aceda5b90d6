import { updateUnmappedMarket } from 'market-mapping';
import { wholeNumber } from '../options.js';
import { type AddCommand, action } from '../program.js';

export const addUnmappedIgnore: AddCommand = program => {
  program
    .reading('unmapped ignore', 'Set an unmapped market to IGNORED: it will not be mapped')
    .argument('<id>', 'its id in the log', wholeNumber)
    .option('--notes <text>', 'a note to keep with it')
    .action(
      action(async (context, id: number, { notes }: { notes?: string }) => {
        const market = await updateUnmappedMarket(context.db, id, { status: 'IGNORED', notes }, context.inSchema);
        context.answer(market, () => context.write(`${market.source} ${market.externalMarketId} is ${market.status}`));
      }),
    );
};
