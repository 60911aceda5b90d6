import type { CatalogueEvidence } from '../../src/catalogue/evidence.js';
import { comparePrices, type PriceComparison } from '../../src/index.js';
import { toBaseMappings } from '../../src/mapper/base-mappings.js';
import {
  type BaseMapping,
  type MappedResolution,
  outcomeIdOf,
  type Resolution,
  type ScrapedEvent,
  type ScrapedMarket,
  type Source,
  sourceIdsOf,
} from '../../src/model/index.js';
import { MappingIndex } from '../../src/rules/mapping-index.js';
import { definitionOf } from '../../src/sources/registry.js';
import { ACCEPTED_DISAGREEMENTS } from './accepted-disagreements.js';
import type { LoggedMarket } from './captured-events.js';

/** A market of an event, and one mapping that answers for it. */
export interface Answer {
  readonly source: Source;
  readonly event: ScrapedEvent;
  readonly market: ScrapedMarket;
  readonly resolution: Resolution;
}

/** What the payloads say of a catalogue. */
export interface Findings {
  /** By canonical id and source. */
  readonly evidence: ReadonlyMap<string, ReadonlyMap<Source, CatalogueEvidence>>;
  /** Ids that no payload and no log shows. */
  readonly without: readonly string[];
  readonly comparisons: readonly PriceComparison[];
  /** Prices apart that nobody has looked at. */
  readonly disagreements: readonly PriceComparison[];
  /** Accepted disagreements that no longer are any. */
  readonly outdated: readonly string[];
}

/** What answers for every market of some events. */
export function answerAll(catalogue: readonly BaseMapping[], events: readonly ScrapedEvent[]): Answer[] {
  const index = new MappingIndex(toBaseMappings(catalogue));
  return events.flatMap(event =>
    event.markets.flatMap(market =>
      index.resolveMarkets(market).map(resolution => ({ source: event.source, event, market, resolution })),
    ),
  );
}

/** Looks for the evidence of each id of a catalogue. */
export function findEvidence(
  catalogue: readonly BaseMapping[],
  events: readonly ScrapedEvent[],
  logged: readonly LoggedMarket[],
): Findings {
  const answers = answerAll(catalogue, events);
  const comparisons = comparePrices(answers);
  const apart = comparisons.filter(({ difference, tolerance }) => difference > tolerance);
  const agreed = groupBy(
    comparisons.filter(each => !apart.includes(each)).flatMap(each => each.sources.map(source => ({ source, each }))),
    ({ source, each }) => `${each.canonicalId} ${source}`,
  );
  const shown = groupBy(
    answers.filter(isMapped),
    ({ source, resolution }) => `${resolution.mapping.canonicalId} ${source}`,
  );
  const met = new Set(
    answers.map(({ event, source, market }) => `${event.sport} ${source} ${market.externalMarketId}`),
  );
  const log = new Set(logged.map(({ source, externalMarketId }) => `${source} ${externalMarketId}`));
  const evidence = new Map<string, Map<Source, CatalogueEvidence>>();
  const without: string[] = [];
  for (const mapping of catalogue) {
    const { canonicalId } = mapping;
    const own = new Map<Source, CatalogueEvidence>();
    evidence.set(canonicalId, own);
    for (const { source } of sourceIdsOf(mapping)) {
      const prices = agreed.get(`${canonicalId} ${source}`);
      if (prices) own.set(source, toPriceEvidence(source, prices));
    }
    for (const { source, id } of sourceIdsOf(mapping)) {
      if (own.has(source)) continue;
      const seen = shown.get(`${canonicalId} ${source}`) ?? [];
      const isLogged = mapping.sport === 'football' && log.has(`${source} ${id}`);
      // The part of a specifier that binds a mapping says which of the same thing it is: the second set of "xth set".
      const isKin = met.has(`${mapping.sport} ${source} ${id}`);
      if (seen.length === 0 && !isLogged && !isKin) without.push(`${canonicalId} ${source} ${id}`);
      else own.set(source, { evidence: isByFeed(mapping, source, seen, own) ? 'feed' : 'name', ...NO_PRICES });
    }
  }
  const isAccepted = apart.map(each => ACCEPTED_DISAGREEMENTS.find(accepted => covers(accepted, each)));
  return {
    evidence,
    without,
    comparisons,
    disagreements: apart.filter((_, index) => isAccepted[index] === undefined),
    outdated: ACCEPTED_DISAGREEMENTS.filter(each => !isAccepted.includes(each)).map(each => each.canonicalId),
  };
}

const NO_PRICES = { books: [], prices: 0, largestDifference: null } as const;

type MappedAnswer = Answer & { readonly resolution: MappedResolution };

function isMapped(answer: Answer): answer is MappedAnswer {
  return answer.resolution.status !== 'unmapped';
}

function covers({ canonicalId, source, outcomes }: (typeof ACCEPTED_DISAGREEMENTS)[number], each: PriceComparison) {
  return (
    each.canonicalId === canonicalId &&
    each.sources.includes(source) &&
    (outcomes === undefined || outcomes.includes(each.outcome))
  );
}

function toPriceEvidence(source: Source, prices: readonly { each: PriceComparison }[]): CatalogueEvidence {
  const others = new Set(prices.flatMap(({ each }) => each.sources.filter(other => other !== source)));
  const largest = Math.max(...prices.map(({ each }) => each.difference));
  return {
    evidence: 'prices',
    books: KNOWN.filter(each => others.has(each)),
    prices: prices.length,
    largestDifference: Math.round(largest * 100) / 100,
  };
}

const KNOWN = ['betpawa', 'sportybet', 'bet9ja', 'msport', 'betway', 'betika', 'sportpesa'] as const;

/** Whether a bookmaker of the same feed agreed in price under the same id, and every outcome here was told by its id. */
function isByFeed(
  mapping: BaseMapping,
  source: Source,
  seen: readonly MappedAnswer[],
  own: ReadonlyMap<Source, CatalogueEvidence>,
): boolean {
  const { feed } = definitionOf(source);
  if (feed === null || seen.length === 0) return false;
  const ids = new Map(sourceIdsOf(mapping).map(each => [each.source, each.id]));
  const others = [...own].filter(
    ([other, { evidence }]) =>
      evidence === 'prices' && definitionOf(other).feed === feed && ids.get(other) === ids.get(source),
  );
  const isById = seen.every(({ resolution }) => resolution.outcomes.every(({ matchedBy }) => matchedBy === 'id'));
  const isSame = mapping.outcomeMapping.every(outcome =>
    others.every(([other]) => outcomeIdOf(outcome, other) === outcomeIdOf(outcome, source)),
  );
  return others.length > 0 && isById && isSame;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
