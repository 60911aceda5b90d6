import { createMapping } from 'market-mapping';
import { addMappingFlags, type MappingFlags, readNewMapping } from '../mapping-flags.js';
import { printMapping } from '../print-mapping.js';
import { type AddCommand, action } from '../program.js';

export const addMappingsCreate: AddCommand = program => {
  addMappingFlags(
    program
      .changing('mappings create', 'Add an active mapping; at least one id at a bookmaker must be given')
      .argument('[canonical-id]', 'may stand in --file instead'),
  ).action(
    action(async (context, canonicalId: string | undefined, flags: MappingFlags) => {
      const mapping = await createMapping(context.db, await readNewMapping(canonicalId, flags), context.change);
      context.answer(mapping, () => printMapping(context, mapping));
    }),
  );
};
