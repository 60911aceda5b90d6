import { getMapping, getMappingAt } from 'market-mapping';
import { EXIT } from '../exit-code.js';
import { age } from '../options.js';
import { printMapping } from '../print-mapping.js';
import { type AddCommand, action } from '../program.js';

export const addMappingsShow: AddCommand = program => {
  program
    .reading('mappings show', 'Show a mapping with its outcomes; exit code 1 if there is none')
    .argument('<canonical-id>')
    .option('--as-of <time>', 'as it was at this time, or so long ago as 12h or 7d', age)
    .action(
      action(async (context, canonicalId: string, { asOf }: { asOf?: Date }) => {
        const mapping = asOf
          ? await getMappingAt(context.db, canonicalId, asOf, context.inSchema)
          : await getMapping(context.db, canonicalId, context.inSchema);
        context.answer(mapping, () => {
          if (mapping) printMapping(context, mapping);
          else if (asOf)
            context.note(`There was no mapping with canonical id "${canonicalId}" at ${asOf.toISOString()}.`);
          else context.note(`There is no mapping with canonical id "${canonicalId}".`);
        });
        return mapping ? EXIT.done : EXIT.no;
      }),
    );
};
