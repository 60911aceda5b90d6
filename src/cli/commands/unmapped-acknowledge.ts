import { updateUnmappedMarket } from 'market-mapping';
import { wholeNumber } from '../options.js';
import { type AddCommand, action } from '../program.js';

export const addUnmappedAcknowledge: AddCommand = program => {
  program
    .reading('unmapped acknowledge', 'Set an unmapped market to ACKNOWLEDGED: somebody has seen it')
    .argument('<id>', 'its id in the log', wholeNumber)
    .option('--notes <text>', 'a note to keep with it')
    .action(
      action(async (context, id: number, { notes }: { notes?: string }) => {
        const market = await updateUnmappedMarket(context.db, id, { status: 'ACKNOWLEDGED', notes }, context.inSchema);
        context.answer(market, () => context.write(`${market.source} ${market.externalMarketId} is ${market.status}`));
      }),
    );
};
