import { describe, expect, it } from 'vitest';
import {
  comparePrices,
  learnOutcomeIds,
  listPriceComparisons,
  type NewMapping,
  type OutcomeMapping,
  type PricedResolution,
  type ScrapedMarket,
  SOURCES,
  type Source,
} from '../../src/index.js';
import { toBaseMappings } from '../../src/mapper/base-mappings.js';
import { MappingIndex } from '../../src/mapping-index.js';
import { SOURCE_ID_FIELD } from '../../src/source-id.js';
import { present, readMappings, readMarkets } from './files.js';

const markets = present ? readMarkets('prematch') : [];
const mappings = present ? readMappings().map(mapping => learnOutcomeIds(mapping, markets)) : [];

/** Every market of the match under these mappings. */
function resolveAll(given: readonly NewMapping[], scraped: readonly ScrapedMarket[] = markets): PricedResolution[] {
  const index = new MappingIndex(toBaseMappings(given));
  return scraped.flatMap(market =>
    index.resolveMarkets(market).map(resolution => ({ source: market.source, resolution })),
  );
}

const replace = (mapping: NewMapping, changed: NewMapping) =>
  resolveAll(mappings.map(each => (each === mapping ? changed : each)));

const comparisons = listPriceComparisons(resolveAll(mappings));
const comparedBy = new Map<string, Set<Source>>();
for (const { canonicalId, sources } of comparisons) {
  comparedBy.set(canonicalId, new Set([...(comparedBy.get(canonicalId) ?? []), ...sources]));
}

describe.runIf(present)('one match at three bookmakers', () => {
  it('has the same line for the same bet', () => {
    const lines = new Map<string, Set<string>>();
    for (const { source, resolution } of resolveAll(mappings)) {
      if (resolution.status === 'unmapped' || resolution.line === null) continue;
      const { mapping, line } = resolution;
      expect(resolution.lineReason).toBeUndefined();
      const key = `${mapping.canonicalId} ${source}`;
      lines.set(key, (lines.get(key) ?? new Set()).add(line.label));
    }
    const at = (canonicalId: string) => SOURCES.map(source => lines.get(`${canonicalId} ${source}`) ?? new Set());
    for (const labels of at('over_under_ft')) expect(labels).toContain('2.5');
    for (const labels of at('asian_handicap_ft')) expect(labels).toContain('-0.5');
    for (const labels of at('handicap_3way_1h')) for (const label of ['-1', '+1']) expect(labels).toContain(label);
  });

  it('98 of 100 prices agree, and no mapping is suspected', () => {
    const agreed = comparisons.filter(({ difference, tolerance }) => difference <= tolerance);
    expect(comparisons.length).toBeGreaterThan(400);
    expect(agreed.length / comparisons.length).toBeGreaterThanOrEqual(0.98);
    expect(comparePrices(resolveAll(mappings))).toEqual([]);
  });

  it('of the faults that prices can tell nine of ten are reported and eight of ten rightly named', () => {
    const counts = { injected: 0, reported: 0, named: 0, false: 0 };
    for (const { mapping, kind, resolutions } of faults()) {
      const { canonicalId } = mapping;
      if (!canTell(resolutions, canonicalId)) continue;
      const suspicions = comparePrices(resolutions);
      const found = suspicions.find(each => each.canonicalId === canonicalId);
      counts.injected++;
      if (found) counts.reported++;
      if (found?.kind === kind) counts.named++;
      counts.false += suspicions.length - (found ? 1 : 0);
    }
    expect(counts.injected).toBeGreaterThan(150);
    expect(counts.reported / counts.injected).toBeGreaterThanOrEqual(0.9);
    expect(counts.named / counts.injected).toBeGreaterThanOrEqual(0.8);
    // A line is turned at the market, which two mappings may share; those are no false reports.
    expect(counts.false).toBeLessThanOrEqual(2);
  });
});

interface InjectedFault {
  readonly mapping: NewMapping;
  readonly kind: string;
  readonly resolutions: PricedResolution[];
}

/** Every fault, one at a time, in each mapping that two bookmakers price. */
function* faults(): Generator<InjectedFault> {
  for (const mapping of mappings) {
    for (const source of comparedBy.get(mapping.canonicalId) ?? []) {
      for (const outcomeMapping of swapped(mapping.outcomeMapping, source)) {
        yield { mapping, kind: 'swapped-outcomes', resolutions: replace(mapping, { ...mapping, outcomeMapping }) };
      }
      const move = (to: (value: number) => number) => resolveAll(mappings, moved(mapping, source, to));
      const isHandicap = mapping.canonicalId.includes('handicap');
      if (isHandicap) yield { mapping, kind: 'wrong-side', resolutions: move(value => -value) };
      if (isHandicap || mapping.canonicalId.includes('over_under')) {
        yield { mapping, kind: 'wrong-line', resolutions: move(value => value + 1) };
        yield { mapping, kind: 'wrong-line', resolutions: move(value => value - 1) };
      }
      const half = mappings.find(each => each.canonicalId === mapping.canonicalId.replace(/_ft$/, '_1h'));
      const field = SOURCE_ID_FIELD[source];
      if (half && half !== mapping && half[field]) {
        yield { mapping, kind: 'wrong-market', resolutions: replace(mapping, { ...mapping, [field]: half[field] }) };
      }
    }
  }
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
function moved(mapping: NewMapping, source: Source, to: (value: number) => number): ScrapedMarket[] {
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
function canTell(resolutions: readonly PricedResolution[], canonicalId: string): boolean {
  const logit = (p: number) => Math.log(p / (1 - p));
  return listPriceComparisons(resolutions).some(
    ({ canonicalId: id, probability: [a, b] }) =>
      id === canonicalId && Math.min(a, b) > 0.03 && Math.abs(logit(a) - logit(b)) > 0.5,
  );
}
