import {
  getUnmappedMarket,
  type MapTarget,
  type MarketMapping,
  mapUnmappedMarket,
  type NewMapping,
  type UnmappedMarket,
  updateMapping,
} from 'market-mapping';
import type { Context } from '../context.js';
import { doubtfulIds, draftMapping, draftOutcomes, sampleNames } from '../draft-mapping.js';
import type { ExitCode } from '../exit-code.js';
import { UsageError } from '../explain-error.js';
import { findAddressed } from '../find-addressed.js';
import { addMappingFlags, type MappingFlags, readNewMapping, readPatch } from '../mapping-flags.js';
import { printMapping } from '../print-mapping.js';
import { type AddCommand, action } from '../program.js';

interface Flags extends MappingFlags {
  to?: string;
  new?: string;
}

export const addUnmappedMap: AddCommand = program => {
  const command = program
    .changing('unmapped map', 'Add an unmapped market to an existing mapping, or create one for it')
    .argument('<market...>', 'ids in the log, or one market as SOURCE ID; several only with --to')
    .option('--to <canonical-id>', 'the existing mapping, to which --outcomes adds what it lacks')
    .option('--new <canonical-id>', 'create a mapping with this id; without --outcomes, its outcomes are those seen');
  command.addHelpText(
    'after',
    '\nExample:\n  market-mapping unmapped map bet9ja S_OUA --to over_under_ft --reason "same market"',
  );
  addMappingFlags(command).action(
    action(async (context, words: string[], { to, new: canonicalId, ...flags }: Flags) => {
      if ((to === undefined) === (canonicalId === undefined && flags.file === undefined)) {
        throw new UsageError('use --to, or --new with --name, or --file');
      }
      const ids = await findAddressed(context, words);
      const [id = 0, ...more] = ids;
      if (more.length > 0) {
        if (to === undefined)
          throw new UsageError('several markets can be mapped only to one mapping that there is: use --to');
        return mapAll(context, ids, to, flags);
      }
      const mapping =
        to === undefined
          ? await mapToNew(context, id, await readNew(context, id, canonicalId, flags), flags)
          : await mapToExisting(context, [id], to, flags);
      const market = await getUnmappedMarket(context.db, id, context.inSchema);
      context.answer({ ...mapping, market }, () => {
        if (market) printMatch(context, market, mapping);
        if (to === undefined) printMapping(context, mapping);
      });
      return undefined;
    }),
  );
};

/** All of them or none. */
async function mapAll(
  context: Context,
  ids: readonly number[],
  to: string,
  flags: MappingFlags,
): Promise<ExitCode | undefined> {
  const mapping = await mapToExisting(context, ids, to, flags);
  const found = await Promise.all(ids.map(id => getUnmappedMarket(context.db, id, context.inSchema)));
  const markets = found.filter(market => market !== null);
  context.answer({ ...mapping, markets }, () => {
    for (const market of markets) printMatch(context, market, mapping);
  });
  return undefined;
}

/** With the fields that were given, all of it in one transaction. */
async function mapToExisting(
  context: Context,
  ids: readonly number[],
  to: string,
  flags: MappingFlags,
): Promise<MarketMapping> {
  const { outcomeMapping: outcomes, ...patch } = await readPatch(flags);
  const options = { ...context.change, allowShared: flags.allowShared };
  const target: MapTarget = { to, ...(outcomes === undefined ? {} : { outcomes }) };
  return context.db.transaction(async trx => {
    if (Object.keys(patch).length > 0) await updateMapping(trx, to, patch, options);
    const [first = 0, ...others] = ids;
    let mapping = await mapUnmappedMarket(trx, first, target, options);
    for (const id of others) mapping = await mapUnmappedMarket(trx, id, target, options);
    return mapping;
  });
}

function mapToNew(context: Context, id: number, create: NewMapping, flags: MappingFlags): Promise<MarketMapping> {
  return mapUnmappedMarket(context.db, id, { create }, { ...context.change, allowShared: flags.allowShared });
}

/** The new mapping. Without given outcomes, those that the market was seen with are taken. */
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
  const outcomeMapping = draftOutcomes(market);
  if (outcomeMapping.length === 0) {
    throw new UsageError(`market ${id} was seen without named outcomes, so none can be made of them: give --outcomes`);
  }
  const doubtful = doubtfulIds(outcomeMapping);
  if (doubtful.length > 0) {
    context.note(
      `These outcome ids may be names of teams or players, which no other event has: ${doubtful.join(', ')}`,
    );
  }
  return { ...given, name: given.name ?? draftMapping(market).name, outcomeMapping };
}

/** What the mapping knows of what was seen of the market. */
function printMatch(context: Context, market: UnmappedMarket, { canonicalId }: MarketMapping): void {
  const names = sampleNames(market);
  const missing = (market.missingOutcomes ?? []).map(({ name }) => name);
  const known = names.filter(name => !missing.includes(name)).length;
  const matched =
    names.length === 0 ? 'it has no sample outcomes' : `${known} of ${names.length} sample outcomes match`;
  if (market.status === 'MAPPED') {
    context.write(`unmapped market ${market.id} is mapped to ${canonicalId}: ${matched}`);
    return;
  }
  context.write(
    `unmapped market ${market.id} has been given to ${canonicalId}, but stays ${market.status}: ${matched}`,
  );
  if (missing.length > 0) context.write(`no mapping knows: ${missing.join(', ')}; add them with --outcomes`);
}
