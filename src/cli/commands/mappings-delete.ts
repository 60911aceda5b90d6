import { deleteMapping } from 'market-mapping';
import { type AddCommand, action } from '../program.js';

export const addMappingsDelete: AddCommand = program => {
  program
    .changing('mappings delete', 'Delete a mapping for good; its audit trail stays')
    .argument('<canonical-id>')
    .action(
      action(async (context, canonicalId: string) => {
        const mapping = await deleteMapping(context.db, canonicalId, context.change);
        context.answer(mapping, () => context.write(`${mapping.canonicalId} deleted`));
      }),
    );
};
