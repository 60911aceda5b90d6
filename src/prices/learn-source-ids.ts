import { assertKnownOptions } from '../input/known-options.js';
import { refuseUnreadable } from '../input/refuse-unreadable.js';
import { invalid } from '../input/validate.js';
import type { NewMapping, OutcomeMapping, ScrapedMarket, Source } from '../model/index.js';
import { isSeedSource, outcomeIdOf, SEED, sourceIdOf } from '../model/index.js';
import { isSource } from '../model/source.js';
import { answersFor, conventionAt } from '../rules/binding.js';
import { MappingIndex } from '../rules/mapping-index.js';
import { OutcomeMatcher } from '../rules/outcome-matcher.js';
import { toActiveMapping } from '../rules/to-active-mapping.js';
import type { PricedResolution } from './books.js';
import { comparePrices } from './compare-prices.js';

export interface LearnSourceIdsOptions {
  /** The bookmaker whose ids are to be filled in. */
  source: Source;
  /** The one whose ids it shares: both serve the same feed. */
  like: Source;
}

/**
 * Why a mapping got no id: it has none at the other bookmaker; none of its outcomes has one; it already has another id at this
 * bookmaker; no market with the id was seen there; a market had other outcomes, or outcomes with other names; or the prices differ.
 */
export type SourceIdNotLearned =
  | 'NO_ID'
  | 'NO_OUTCOME_IDS'
  | 'HAS_ANOTHER_ID'
  | 'NOT_SEEN'
  | 'OUTCOMES_DIFFER'
  | 'PRICES_DIFFER';

export interface LearnedSourceIds<M> {
  /** The given mappings in their order, with `sourceIds` and `ids` filled in where that is certain. */
  mappings: M[];
  /** Those that were left as they are, and why. */
  left: { canonicalId: string; reason: SourceIdNotLearned }[];
}

/**
 * Fills in the ids of a bookmaker that uses the same feed as another one, whose ids the mappings have: the id of the market, and those
 * of the outcomes that were seen. An id is certain if every market seen with it has only outcomes of the other bookmaker's market,
 * none of them has another outcome's name, and the prices agree in each event that both price.
 *
 * `lineConventions` of the other bookmaker are copied too, since the feed's parameters are the same.
 *
 * @param mappings Mappings with ids at `like`, also of their outcomes (`learnOutcomeIds` fills these in); they are not changed.
 * @param markets What scrapers saw at both bookmakers, with their events. Prices are compared if the `sportradarId` is the same.
 * @param options `source`: the bookmaker whose ids are to be filled in; `like`: the one whose ids it shares.
 * @throws `VALIDATION` if `source` or `like` is not the id of a source, if both are the same, or for an option that it does not have.
 * @returns All mappings, and which of them were left as they are and why.
 *
 * @example
 * ```ts
 * import { learnSourceIds, type NewMapping, type ScrapedMarket } from 'market-mapping';
 *
 * const btts: NewMapping = { canonicalId: 'btts_ft', name: 'Both Teams To Score', sportybetId: '29', outcomeMapping: [] };
 * const markets: ScrapedMarket[] = []; // of both: parseEvent(payload).markets
 * const { left } = learnSourceIds([btts], markets, { source: 'msport', like: 'sportybet' });
 * console.log(left); // [{ canonicalId: 'btts_ft', reason: 'NO_OUTCOME_IDS' }]
 * ```
 */
export function learnSourceIds<M extends NewMapping>(
  mappings: readonly M[],
  markets: readonly ScrapedMarket[],
  options: LearnSourceIdsOptions,
): LearnedSourceIds<M> {
  checkOptions(options);
  return refuseUnreadable('mappings or markets', () => learnAll(mappings, markets, options));
}

function learnAll<M extends NewMapping>(
  mappings: readonly M[],
  markets: readonly ScrapedMarket[],
  options: LearnSourceIdsOptions,
): LearnedSourceIds<M> {
  const trials = mappings.map(mapping => ({ mapping, found: teach(mapping, markets, options) }));
  const taught = trials.flatMap(({ found }) => (typeof found === 'string' ? [] : [found]));
  const doubtful = withOtherPrices(taught, markets, options);
  const left: LearnedSourceIds<M>['left'] = [];
  const learned = trials.map(({ mapping, found }) => {
    const { canonicalId } = mapping;
    const reason = typeof found === 'string' ? found : doubtful.has(canonicalId) ? 'PRICES_DIFFER' : null;
    if (reason !== null) left.push({ canonicalId, reason });
    return reason === null && typeof found !== 'string' ? found : mapping;
  });
  return { mappings: learned, left };
}

function checkOptions(options: LearnSourceIdsOptions): void {
  assertKnownOptions(options, ['source', 'like']);
  for (const name of ['source', 'like'] as const) {
    if (!isSource(options[name])) throw invalid(`options.${name}`, 'must be the id of a source');
  }
  if (options.source === options.like) throw invalid('options.like', 'must be another bookmaker than `source`');
}

/** A mapping with the ids that its markets and outcomes allow, or why there are none. */
function teach<M extends NewMapping>(
  mapping: M,
  markets: readonly ScrapedMarket[],
  { source, like }: LearnSourceIdsOptions,
): M | SourceIdNotLearned {
  const id = sourceIdOf(mapping, like);
  if (id === null) return 'NO_ID';
  if (!mapping.outcomeMapping.some(outcome => outcomeIdOf(outcome, like) !== null)) return 'NO_OUTCOME_IDS';
  if ((sourceIdOf(mapping, source) ?? id) !== id) return 'HAS_ANOTHER_ID';
  const trial = { ...mapping, ...withConvention(mapping, source, like) };
  const seenAt = (where: Source) =>
    markets.filter(({ source: from, externalMarketId, parameter, event }) => {
      if (from !== where || externalMarketId !== id) return false;
      return answersFor(trial, where, { parameter, sport: event?.sport ?? null }, [trial]);
    });
  const own = seenAt(source);
  if (own.length === 0) return 'NOT_SEEN';
  const known = new Set(seenAt(like).flatMap(({ outcomes }) => outcomes.flatMap(each => each.id ?? [])));
  for (const outcome of mapping.outcomeMapping) known.add(outcomeIdOf(outcome, like) ?? '');
  if (!own.every(market => agrees(mapping, market, known, like))) return 'OUTCOMES_DIFFER';
  const seen = new Set(own.flatMap(({ outcomes }) => outcomes.map(each => each.id)));
  const outcomeMapping = mapping.outcomeMapping.map(outcome => withId(outcome, seen, source, like));
  return { ...trial, ...withSourceId(mapping, source, id), outcomeMapping };
}

/** Whether all outcomes of a market are the other bookmaker's, and none has another outcome's name. */
function agrees(mapping: NewMapping, market: ScrapedMarket, known: ReadonlySet<string>, like: Source): boolean {
  const nameless = mapping.outcomeMapping.map(each => ({ ...each, ids: {} }));
  const byName = new OutcomeMatcher({ ...mapping, outcomeMapping: nameless }, like);
  let isOneMapped = false;
  for (const outcome of market.outcomes) {
    if (outcome.id === null || !known.has(outcome.id)) return false;
    const byId = mapping.outcomeMapping.find(each => outcomeIdOf(each, like) === outcome.id);
    const name = byName.match(outcome, market)?.canonicalId;
    const byAnotherName = mapping.outcomeMapping.some(
      each => each.canonicalId === name && each !== byId && (byId !== undefined || outcomeIdOf(each, like) !== null),
    );
    if (byAnotherName && byId?.canonicalId !== name) return false;
    isOneMapped ||= byId !== undefined;
  }
  return isOneMapped;
}

function withId(
  outcome: OutcomeMapping,
  seen: ReadonlySet<string | null>,
  source: Source,
  like: Source,
): OutcomeMapping {
  const id = outcomeIdOf(outcome, like);
  const isNew = id !== null && seen.has(id) && outcomeIdOf(outcome, source) === null;
  return isNew ? { ...outcome, ids: { ...outcome.ids, [source]: id } } : outcome;
}

function withSourceId({ sourceIds }: NewMapping, source: Source, id: string): Partial<NewMapping> {
  return isSeedSource(source) ? { [SEED[source].idField]: id } : { sourceIds: { ...sourceIds, [source]: id } };
}

function withConvention({ lineConventions }: NewMapping, source: Source, like: Source): Partial<NewMapping> {
  if (!lineConventions || !Object.hasOwn(lineConventions, like) || Object.hasOwn(lineConventions, source)) return {};
  return { lineConventions: { ...lineConventions, [source]: conventionAt({ lineConventions }, like) } };
}

/** The canonical markets whose prices differ in an event that both bookmakers price. */
function withOtherPrices(
  mappings: readonly NewMapping[],
  markets: readonly ScrapedMarket[],
  { source, like }: LearnSourceIdsOptions,
): Set<string> {
  const index = new MappingIndex(mappings.map(toActiveMapping));
  const events = new Map<string, PricedResolution[]>();
  for (const market of markets) {
    const sportradarId = market.event?.sportradarId ?? null;
    if (sportradarId === null || (market.source !== source && market.source !== like)) continue;
    const resolutions = events.get(sportradarId) ?? [];
    events.set(sportradarId, resolutions);
    for (const resolution of index.resolveMarkets(market)) resolutions.push({ source: market.source, resolution });
  }
  const comparisons = [...events.values()].flatMap(resolutions => comparePrices(resolutions));
  return new Set(comparisons.filter(each => each.difference > each.tolerance).map(({ canonicalId }) => canonicalId));
}
