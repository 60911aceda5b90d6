import { mapUnmappedMarket } from 'market-mapping';
import { UsageError } from '../explain-error.js';
import { addMappingFlags, type MappingFlags, readNewMapping } from '../mapping-flags.js';
import { wholeNumber } from '../options.js';
import { type AddCommand, action } from '../program.js';

interface Flags extends MappingFlags {
  to?: string;
  new?: string;
}

export const addUnmappedMap: AddCommand = program => {
  const command = program
    .changing('unmapped map', 'Give an unmapped market to a mapping there is, or make one for it')
    .argument('<id>', 'its id in the log', wholeNumber)
    .option('--to <canonical-id>', 'the mapping that gets it')
    .option('--new <canonical-id>', 'make a mapping with this id');
  addMappingFlags(command).action(
    action(async (context, id: number, { to, new: canonicalId, ...flags }: Flags) => {
      if ((to === undefined) === (canonicalId === undefined && flags.file === undefined)) {
        throw new UsageError('give either --to, or --new with --name, or --file');
      }
      const target = to === undefined ? await readNewMapping(canonicalId, flags) : { canonicalId: to };
      const mapping = await mapUnmappedMarket(context.db, id, target, context.change);
      context.answer(mapping, () => context.write(`unmapped market ${id} belongs to ${mapping.canonicalId} now`));
    }),
  );
};
