import { getUnmappedMarket, mapUnmappedMarket, type NewMapping } from 'market-mapping';
import type { Context } from '../context.js';
import { draftMapping, draftOutcomes } from '../draft-mapping.js';
import { UsageError } from '../explain-error.js';
import { addMappingFlags, type MappingFlags, readNewMapping } from '../mapping-flags.js';
import { wholeNumber } from '../options.js';
import { printMapping } from '../print-mapping.js';
import { type AddCommand, action } from '../program.js';

interface Flags extends MappingFlags {
  to?: string;
  new?: string;
}

export const addUnmappedMap: AddCommand = program => {
  const command = program
    .changing('unmapped map', 'Add an unmapped market to an existing mapping, or create one for it')
    .argument('<id>', 'its id in the log', wholeNumber)
    .option('--to <canonical-id>', 'the existing mapping')
    .option('--new <canonical-id>', 'create a mapping with this id; without --outcomes, its outcomes are those seen');
  addMappingFlags(command).action(
    action(async (context, id: number, { to, new: canonicalId, ...flags }: Flags) => {
      if ((to === undefined) === (canonicalId === undefined && flags.file === undefined)) {
        throw new UsageError('use --to, or --new with --name, or --file');
      }
      const target = to === undefined ? { create: await readNew(context, id, canonicalId, flags) } : { to };
      const mapping = await mapUnmappedMarket(context.db, id, target, context.change);
      context.answer(mapping, () => {
        context.write(`unmapped market ${id} belongs to ${mapping.canonicalId} now`);
        if (to === undefined) printMapping(context, mapping);
      });
    }),
  );
};

/** The new mapping; of outcomes that are not given, a market that was seen with some brings its own. */
async function readNew(
  context: Context,
  id: number,
  canonicalId: string | undefined,
  flags: MappingFlags,
): Promise<NewMapping> {
  const given = await readNewMapping(canonicalId, flags);
  if (flags.outcomes !== undefined || flags.file !== undefined) return given;
  const market = await getUnmappedMarket(context.db, id, context.inSchema);
  if (market === null) return given;
  const { name } = draftMapping(market);
  return { ...given, name: given.name ?? name, outcomeMapping: draftOutcomes(market) };
}
