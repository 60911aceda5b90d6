import {
  listPriceComparisons,
  type NewMapping,
  type OutcomeMapping,
  type PricedResolution,
  type ScrapedMarket,
  type Source,
  type SuspicionKind,
} from '../../src/index.js';
import { toBaseMappings } from '../../src/mapper/base-mappings.js';
import { SOURCE_ID_FIELD } from '../../src/model/source-id.js';
import { MappingIndex } from '../../src/rules/mapping-index.js';

/** Every market as a mapper with these mappings resolves it. */
export function resolveAll(mappings: readonly NewMapping[], markets: readonly ScrapedMarket[]): PricedResolution[] {
  const index = new MappingIndex(toBaseMappings(mappings));
  return markets.flatMap(market =>
    index.resolveMarkets(market).map(resolution => ({ source: market.source, resolution })),
  );
}

/** What comes out where one thing in one mapping is wrong. */
export interface MappingFault {
  /** The mapping as it is right. */
  readonly mapping: NewMapping;
  readonly source: Source;
  readonly kind: SuspicionKind;
  readonly resolutions: PricedResolution[];
}

/** Every fault, one at a time, in each mapping that two bookmakers price. */
export function* faultsOf(mappings: readonly NewMapping[], markets: readonly ScrapedMarket[]): Generator<MappingFault> {
  const comparedBy = sourcesOf(listPriceComparisons(resolveAll(mappings, markets)));
  const replace = (mapping: NewMapping, changed: NewMapping) =>
    resolveAll(
      mappings.map(each => (each === mapping ? changed : each)),
      markets,
    );
  for (const mapping of mappings) {
    for (const source of comparedBy.get(mapping.canonicalId) ?? []) {
      for (const outcomeMapping of swapped(mapping.outcomeMapping, source)) {
        yield {
          mapping,
          source,
          kind: 'swapped-outcomes',
          resolutions: replace(mapping, { ...mapping, outcomeMapping }),
        };
      }
      const move = (to: (value: number) => number) => resolveAll(mappings, moved(markets, mapping, source, to));
      const isHandicap = mapping.canonicalId.includes('handicap');
      if (isHandicap) yield { mapping, source, kind: 'wrong-side', resolutions: move(value => -value) };
      if (isHandicap || mapping.canonicalId.includes('over_under')) {
        yield { mapping, source, kind: 'wrong-line', resolutions: move(value => value + 1) };
        yield { mapping, source, kind: 'wrong-line', resolutions: move(value => value - 1) };
      }
      const half = mappings.find(each => each.canonicalId === mapping.canonicalId.replace(/_ft$/, '_1h'));
      const field = SOURCE_ID_FIELD[source];
      if (half && half !== mapping && half[field]) {
        yield {
          mapping,
          source,
          kind: 'wrong-market',
          resolutions: replace(mapping, { ...mapping, [field]: half[field] }),
        };
      }
    }
  }
}

function sourcesOf(comparisons: readonly { canonicalId: string; sources: Source[] }[]): Map<string, Set<Source>> {
  const found = new Map<string, Set<Source>>();
  for (const { canonicalId, sources } of comparisons) {
    const known = found.get(canonicalId) ?? new Set();
    for (const source of sources) known.add(source);
    found.set(canonicalId, known);
  }
  return found;
}

/** Neighbouring outcomes of the mapping with their names and ids at one source exchanged. */
function swapped(outcomes: readonly OutcomeMapping[], source: Source): OutcomeMapping[][] {
  const fields = {
    betpawa: ['betpawaName', 'betpawaOutcomeId'],
    sportybet: ['sportybetDesc', 'sportybetOutcomeId'],
    bet9ja: ['bet9jaSuffix'],
  } as const;
  return outcomes.slice(1).flatMap((second, at) => {
    const first = outcomes[at];
    if (!first || fields[source].some(field => !first[field] || !second[field])) return [];
    const take = (to: OutcomeMapping, from: OutcomeMapping) => ({
      ...to,
      ...Object.fromEntries(fields[source].map(field => [field, from[field]])),
    });
    return [outcomes.map(each => (each === first ? take(each, second) : each === second ? take(each, first) : each))];
  });
}

/** The markets with the lines of one of them told otherwise. */
function moved(
  markets: readonly ScrapedMarket[],
  mapping: NewMapping,
  source: Source,
  to: (value: number) => number,
): ScrapedMarket[] {
  return markets.map(market => {
    const isIt = market.source === source && market.externalMarketId === mapping[SOURCE_ID_FIELD[source]];
    if (!isIt || market.parameter === null) return market;
    const goals = /^hcp=(\d+):(\d+)$/.exec(market.parameter);
    if (goals) {
      const start = to(Number(goals[1]) - Number(goals[2]));
      return { ...market, parameter: `hcp=${Math.max(start, 0)}:${Math.max(-start, 0)}` };
    }
    return { ...market, parameter: market.parameter.replace(/-?[\d.]+$/, value => String(to(Number(value)))) };
  });
}

/** Whether prices that changed places are further apart than bookmakers ever are: half a unit of log-odds, long odds aside. */
export function canTell(resolutions: readonly PricedResolution[], canonicalId: string): boolean {
  const logit = (p: number) => Math.log(p / (1 - p));
  return listPriceComparisons(resolutions).some(
    ({ canonicalId: id, probability: [a, b] }) =>
      id === canonicalId && Math.min(a, b) > 0.03 && Math.abs(logit(a) - logit(b)) > 0.5,
  );
}
