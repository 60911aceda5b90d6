import { activateMapping } from 'market-mapping';
import { type AddCommand, action } from '../program.js';

export const addMappingsActivate: AddCommand = program => {
  program
    .changing('mappings activate', 'Activate a mapping, so that it resolves again')
    .argument('<canonical-id>')
    .action(
      action(async (context, canonicalId: string) => {
        const mapping = await activateMapping(context.db, canonicalId, context.change);
        context.answer(mapping, () => context.write(`${mapping.canonicalId} is active`));
      }),
    );
};
