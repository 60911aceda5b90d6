import { activateMapping } from 'market-mapping';
import { type AddCommand, action } from '../program.js';

export const addMappingsActivate: AddCommand = program => {
  program
    .changing('mappings activate', 'Activate a mapping, so that it resolves again')
    .argument('<canonical-id>')
    .option('--allow-shared', 'also if only age would decide between it and another active mapping with one of its ids')
    .action(
      action(async (context, canonicalId: string, { allowShared }: { allowShared?: boolean }) => {
        const mapping = await activateMapping(context.db, canonicalId, { ...context.change, allowShared });
        context.answer(mapping, () => context.write(`${mapping.canonicalId} is active`));
      }),
    );
};
