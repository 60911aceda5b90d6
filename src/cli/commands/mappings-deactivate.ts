import { deactivateMapping } from 'market-mapping';
import { type AddCommand, action } from '../program.js';

export const addMappingsDeactivate: AddCommand = program => {
  program
    .changing('mappings deactivate', 'Keep a mapping but let it resolve nothing any more')
    .argument('<canonical-id>')
    .action(
      action(async (context, canonicalId: string) => {
        const mapping = await deactivateMapping(context.db, canonicalId, context.change);
        context.answer(mapping, () => context.write(`${mapping.canonicalId} is not active`));
      }),
    );
};
