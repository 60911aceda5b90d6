import {
  comparePrices,
  type NewMapping,
  type OutcomeMapping,
  type PricedResolution,
  type PriceFaultKind,
  type ScrapedMarket,
  type Source,
} from '../../src/index.js';
import { toBaseMappings } from '../../src/mapper/base-mappings.js';
import { outcomeIdOf, outcomeNameOf, seedFieldsOf, sourceIdOf } from '../../src/model/index.js';
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
  readonly kind: PriceFaultKind;
  readonly resolutions: PricedResolution[];
}

/** Every fault, one at a time, in each mapping that two bookmakers price. */
export function* faultsOf(mappings: readonly NewMapping[], markets: readonly ScrapedMarket[]): Generator<MappingFault> {
  const comparedBy = sourcesOf(comparePrices(resolveAll(mappings, markets)));
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
      const id = half === undefined || half === mapping ? null : sourceIdOf(half, source);
      if (id !== null) {
        yield {
          mapping,
          source,
          kind: 'wrong-market',
          resolutions: replace(mapping, withSourceId(mapping, source, id)),
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

/** The mapping with another market's id at one source. */
function withSourceId(mapping: NewMapping, source: Source, id: string): NewMapping {
  const fields = seedFieldsOf(source);
  return fields
    ? { ...mapping, [fields.idField]: id }
    : { ...mapping, sourceIds: { ...mapping.sourceIds, [source]: id } };
}

/** Neighbouring outcomes of the mapping with their names and ids at one source exchanged. */
function swapped(outcomes: readonly OutcomeMapping[], source: Source): OutcomeMapping[][] {
  return outcomes.slice(1).flatMap((second, at) => {
    const first = outcomes[at];
    const isNamed = (each: OutcomeMapping) =>
      outcomeNameOf(each, source) !== null || outcomeIdOf(each, source) !== null;
    if (!first || !isNamed(first) || !isNamed(second)) return [];
    return [
      outcomes.map(each =>
        each === first ? calledAs(first, second, source) : each === second ? calledAs(second, first, source) : each,
      ),
    ];
  });
}

/** An outcome under the name and id that another one has at a source. */
function calledAs(outcome: OutcomeMapping, other: OutcomeMapping, source: Source): OutcomeMapping {
  const [name, id] = [outcomeNameOf(other, source), outcomeIdOf(other, source)];
  const without = (texts: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.entries(texts).filter(([key]) => key !== source));
  const ids = { ...without(outcome.ids), ...(id === null ? {} : { [source]: id }) };
  const fields = seedFieldsOf(source);
  if (fields) return { ...outcome, [fields.nameField]: name, ids };
  return { ...outcome, names: { ...without(outcome.names), ...(name === null ? {} : { [source]: name }) }, ids };
}

/** The markets with the lines of one of them told otherwise. */
function moved(
  markets: readonly ScrapedMarket[],
  mapping: NewMapping,
  source: Source,
  to: (value: number) => number,
): ScrapedMarket[] {
  return markets.map(market => {
    const isIt = market.source === source && market.externalMarketId === sourceIdOf(mapping, source);
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
  return comparePrices(resolutions).some(
    ({ canonicalId: id, probability: [a, b] }) =>
      id === canonicalId && Math.min(a, b) > 0.03 && Math.abs(logit(a) - logit(b)) > 0.5,
  );
}
