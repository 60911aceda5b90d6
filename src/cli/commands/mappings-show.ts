import { getMapping } from 'market-mapping';
import { EXIT } from '../exit-code.js';
import { printMapping } from '../print-mapping.js';
import { type AddCommand, action } from '../program.js';

export const addMappingsShow: AddCommand = program => {
  program
    .reading('mappings show', 'Show a mapping with its outcomes; exit code 1 if there is none')
    .argument('<canonical-id>')
    .action(
      action(async (context, canonicalId: string) => {
        const mapping = await getMapping(context.db, canonicalId, context.inSchema);
        context.answer(mapping, () => {
          if (mapping) printMapping(context, mapping);
          else context.note(`There is no mapping with canonical id "${canonicalId}".`);
        });
        return mapping ? EXIT.done : EXIT.no;
      }),
    );
};
