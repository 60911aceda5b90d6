import {
  getUnmappedMarket,
  type MapTarget,
  type MarketMapping,
  mapUnmappedMarket,
  mapUnmappedMarkets,
  type NewMapping,
  type UnmappedMarket,
  type UnmappedTarget,
  updateMapping,
} from 'market-mapping';
import { actOnChosen, addChoiceFlags, type ChoiceFlags, chosenMarkets } from '../choose-markets.js';
import type { Context } from '../context.js';
import { doubtfulIds, draftMapping, draftOutcomes, sampleNames } from '../draft-mapping.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { UsageError } from '../explain-error.js';
import { addMappingFlags, type MappingFlags, readNewMapping, readPatch } from '../mapping-flags.js';
import { printMapping } from '../print-mapping.js';
import { type AddCommand, action } from '../program.js';

interface Flags extends MappingFlags, Omit<ChoiceFlags, 'name'> {
  to?: string;
  new?: string;
}

export const addUnmappedMap: AddCommand = program => {
  const command = program
    .changing('unmapped map', 'Add unmapped markets to an existing mapping, or create one for a market')
    .argument('[market...]', 'ids in the log, or one market as SOURCE ID; several only with --to')
    .option('--to <canonical-id>', 'the existing mapping, to which --outcomes adds what it lacks')
    .option('--new <canonical-id>', 'create a mapping with this id; without --outcomes, its outcomes are those seen');
  addMappingFlags(addChoiceFlags(command, '--market-name')).action(
    action(async (context, words: string[], { to, new: canonicalId, ...flags }: Flags) => {
      if ((to === undefined) === (canonicalId === undefined && flags.file === undefined)) {
        throw new UsageError('use --to, or --new with --name, or --file');
      }
      const { name: _, ...choice }: ChoiceFlags = flags;
      const chosen = await chosenMarkets(context, words, choice);
      const one = 'ids' in chosen && chosen.ids.length === 1 ? chosen.ids[0] : undefined;
      if (one !== undefined) return mapOne(context, one, { to, new: canonicalId, ...flags });
      if (to === undefined)
        throw new UsageError('several markets can be mapped only to one mapping that there is: use --to');
      return mapSeveral(context, chosen, to, flags);
    }),
  );
};

async function mapOne(
  context: Context,
  id: number,
  { to, new: canonicalId, ...flags }: Flags,
): Promise<ExitCode | undefined> {
  const mapping =
    to === undefined
      ? await mapToNew(context, id, await readNew(context, id, canonicalId, flags), flags)
      : await mapToExisting(context, id, to, flags);
  const market = await getUnmappedMarket(context.db, id, context.inSchema);
  context.answer({ ...mapping, market }, () => {
    if (market) printMatch(context, market, mapping);
    if (to === undefined) printMapping(context, mapping);
  });
  return undefined;
}

/** All of them or none, as one change. */
async function mapSeveral(
  context: Context,
  chosen: UnmappedTarget,
  to: string,
  flags: Flags,
): Promise<ExitCode | undefined> {
  const { outcomeMapping: outcomes, ...patch } = await readPatch(flags);
  if (Object.keys(patch).length > 0)
    throw new UsageError(
      `of a mapping that several markets are added to only --outcomes can be given, not ${Object.keys(patch).join(', ')}: use "mappings edit"`,
    );
  const result = await actOnChosen(context, chosen, flags, {
    question: count => `Map ${count} markets to ${to}?`,
    run: expected =>
      mapUnmappedMarkets(
        context.db,
        chosen,
        { to, ...(outcomes === undefined ? {} : { outcomes }) },
        { ...context.change, ...expected, allowShared: flags.allowShared },
      ),
  });
  if (result === null) return EXIT.no;
  const { mapping, ids, changeId } = result;
  const found = await Promise.all(ids.map(id => getUnmappedMarket(context.db, id, context.inSchema)));
  const markets = found.filter(market => market !== null);
  context.answer({ ...mapping, markets, changeId }, () => {
    for (const market of markets) printMatch(context, market, mapping);
    context.write(`to take it back: market-mapping revert --change ${changeId}`);
  });
  return undefined;
}

/** With the fields that were given, all of it in one transaction. */
async function mapToExisting(context: Context, id: number, to: string, flags: MappingFlags): Promise<MarketMapping> {
  const { outcomeMapping: outcomes, ...patch } = await readPatch(flags);
  const options = { ...context.change, allowShared: flags.allowShared };
  const target: MapTarget = { to, ...(outcomes === undefined ? {} : { outcomes }) };
  return context.db.transaction(async trx => {
    if (Object.keys(patch).length > 0) await updateMapping(trx, to, patch, options);
    return mapUnmappedMarket(trx, id, target, options);
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
