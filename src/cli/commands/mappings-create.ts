import { createMapping } from 'market-mapping';
import { addMappingFlags, type MappingFlags, readNewMapping } from '../mapping-flags.js';
import { printMapping } from '../print-mapping.js';
import { type AddCommand, action } from '../program.js';

export const addMappingsCreate: AddCommand = program => {
  addMappingFlags(
    program
      .changing('mappings create', 'Create an active mapping with an id at one bookmaker at least')
      .argument('[canonical-id]', 'can be given in --file instead'),
  ).action(
    action(async (context, canonicalId: string | undefined, flags: MappingFlags) => {
      const options = { ...context.change, allowShared: flags.allowShared };
      const mapping = await createMapping(context.db, await readNewMapping(canonicalId, flags), options);
      context.answer(mapping, () => printMapping(context, mapping));
    }),
  );
};
