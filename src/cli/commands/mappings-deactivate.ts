import { deactivateMapping } from 'market-mapping';
import { type AddCommand, action } from '../program.js';

export const addMappingsDeactivate: AddCommand = program => {
  program
    .changing('mappings deactivate', 'Deactivate a mapping: keep it, but exclude it from resolving')
    .argument('<canonical-id>')
    .action(
      action(async (context, canonicalId: string) => {
        const mapping = await deactivateMapping(context.db, canonicalId, context.change);
        context.answer(mapping, () => context.write(`${mapping.canonicalId} is inactive`));
      }),
    );
};
