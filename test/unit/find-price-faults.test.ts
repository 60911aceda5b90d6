import { describe, expect, it } from 'vitest';
import { comparePrices, findPriceFaults, type Line, type PricedResolution, type Source } from '../../src/index.js';
import {
  type Fault,
  injectFault,
  lineOf,
  mappingOf,
  randomEvent,
  randomFrom,
  resolutionsOf,
} from '../support/synthetic-match.js';

type Odds = Record<string, number>;

function priced(source: Source, canonicalId: string, line: Line | null, odds: Odds, fields = {}): PricedResolution {
  const outcomes = Object.entries(odds).map(([id, price]) => ({
    canonicalId: id,
    odds: price,
    active: true,
    matchedBy: 'name' as const,
  }));
  const mapping = mappingOf(canonicalId);
  return {
    source,
    resolution: { status: 'mapped', mapping, parameter: null, line, outcomes, unmatched: [], ...fields },
  };
}

const total = (value: number) => lineOf('total', value);
const handicap = (value: number) => lineOf('asian-handicap', value);

/** Over/under as three bookmakers asked for one match. */
const OVER_UNDER = [
  priced('sportybet', 'over_under_ft', total(1.5), { over: 1.31, under: 3.4 }),
  priced('sportybet', 'over_under_ft', total(2.5), { over: 1.96, under: 1.81 }),
  priced('sportybet', 'over_under_ft', total(3.5), { over: 3.33, under: 1.32 }),
  priced('betpawa', 'over_under_ft', total(1.5), { over: 1.31, under: 3.49 }),
  priced('betpawa', 'over_under_ft', total(2.5), { over: 1.98, under: 1.83 }),
  priced('betpawa', 'over_under_ft', total(3.5), { over: 3.42, under: 1.32 }),
];

describe('findPriceFaults', () => {
  it('says nothing where bookmakers agree', () => {
    expect(findPriceFaults(OVER_UNDER)).toEqual([]);
    expect(findPriceFaults([])).toEqual([]);
  });

  it('tells that outcomes changed places, at which source, and by which prices', () => {
    const bet9ja = [
      priced('bet9ja', 'over_under_ft', total(1.5), { over: 3.45, under: 1.25 }),
      priced('bet9ja', 'over_under_ft', total(3.5), { over: 1.29, under: 3.2 }),
    ];
    const [found, ...others] = findPriceFaults([...OVER_UNDER, ...bet9ja]);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ canonicalId: 'over_under_ft', sources: ['bet9ja'], kind: 'swapped-outcomes' });
    expect(found?.outcomes.sort()).toEqual(['over', 'under']);
    expect(found?.confidence).toBeGreaterThan(0.95);
    expect(found?.evidence.explained).toBeGreaterThan(0.9);
    expect(found?.evidence.summary).toContain("bet9ja's outcomes");
    expect(found?.evidence.prices[0]).toMatchObject({
      canonicalId: 'over_under_ft',
      sources: expect.arrayContaining(['bet9ja']),
    });
  });

  it('tells lines that are off by one', () => {
    const bet9ja = [
      priced('bet9ja', 'over_under_ft', total(2.5), { over: 1.25, under: 3.45 }),
      priced('bet9ja', 'over_under_ft', total(3.5), { over: 1.9, under: 1.8 }),
    ];
    const [found] = findPriceFaults([...OVER_UNDER, ...bet9ja]);
    expect(found).toMatchObject({ sources: ['bet9ja'], kind: 'wrong-line' });
    expect(found?.evidence.summary).toContain('lines were 1 lower');
  });

  it('tells lines that are counted in quarters', () => {
    const bet9ja = [priced('bet9ja', 'over_under_ft', total(6), { over: 1.25, under: 3.45 })];
    const six = [priced('sportybet', 'over_under_ft', total(6), { over: 15, under: 1.01 })];
    const [found] = findPriceFaults([...OVER_UNDER, ...six, ...bet9ja]);
    expect(found).toMatchObject({ sources: ['bet9ja'], kind: 'wrong-line' });
  });

  it('tells a handicap from the other side', () => {
    const [found] = findPriceFaults([
      priced('sportybet', 'asian_handicap_ft', handicap(-0.5), { home: 2.35, away: 1.57 }),
      priced('sportybet', 'asian_handicap_ft', handicap(0.5), { home: 1.4, away: 2.9 }),
      priced('betpawa', 'asian_handicap_ft', handicap(-0.5), { home: 1.37, away: 2.88 }),
      priced('betpawa', 'asian_handicap_ft', handicap(0.5), { home: 2.32, away: 1.54 }),
    ]);
    // Two speak against each other, and nothing tells which of them is wrong.
    expect(found).toMatchObject({ kind: 'wrong-side', sources: ['betpawa', 'sportybet'] });
    expect(found?.line?.kind).toBe('asian-handicap');
  });

  it('tells a half-time market under a full-time one, and which it is', () => {
    const half = [
      priced('bet9ja', 'over_under_ft', total(1.5), { over: 2.73, under: 1.36 }),
      priced('bet9ja', 'over_under_ft', total(2.5), { over: 7.1, under: 1.04 }),
      priced('sportybet', 'over_under_1h', total(1.5), { over: 2.85, under: 1.41 }),
      priced('sportybet', 'over_under_1h', total(2.5), { over: 6.8, under: 1.09 }),
    ];
    const [found] = findPriceFaults([...OVER_UNDER, ...half]);
    expect(found).toMatchObject({ canonicalId: 'over_under_ft', sources: ['bet9ja'], kind: 'wrong-market' });
    expect(found?.evidence.summary).toContain('over_under_1h');
  });

  it('takes one outcome that is elsewhere, with no reason to be seen, for what it is', () => {
    const score = { '0_0': 8.8, '1_0': 7.5, '0_1': 8.5, '1_1': 5.4, '2_1': 8.7, '1_2': 10, other: 2.3 };
    const [found] = findPriceFaults([
      priced('sportybet', 'correct_score_ft', null, score),
      priced('betpawa', 'correct_score_ft', null, { ...score, '1_1': 2.6 }),
    ]);
    expect(found).toMatchObject({ kind: 'unknown', line: null });
    expect(found?.outcomes).toContain('1_1');
    expect(found?.evidence.explained).toBe(0);
  });

  it('puts the surest first', () => {
    const faults = findPriceFaults([
      ...OVER_UNDER,
      priced('bet9ja', 'over_under_ft', total(1.5), { over: 3.45, under: 1.25 }),
      priced('bet9ja', 'over_under_ft', total(3.5), { over: 1.29, under: 3.2 }),
      priced('sportybet', 'draw_no_bet_1h', null, { home: 1.75, away: 2.1 }),
      priced('betpawa', 'draw_no_bet_1h', null, { home: 2.1, away: 1.75 }),
    ]);
    expect(faults.map(({ canonicalId }) => canonicalId)).toEqual(['over_under_ft', 'draw_no_bet_1h']);
    expect(faults[0]?.confidence).toBeGreaterThan(faults[1]?.confidence ?? 1);
  });

  describe('raises no cry over', () => {
    const agreed = (...resolutions: PricedResolution[]) => expect(findPriceFaults(resolutions)).toEqual([]);

    it('long odds and capped prices', () => {
      agreed(
        priced('sportybet', 'last_corner', null, { home: 1.69, none: 250, away: 1.97 }),
        priced('bet9ja', 'last_corner', null, { home: 1.63, none: 40, away: 1.89 }),
      );
    });

    it('prices that can’t be bet on', () => {
      const swapped = priced('betpawa', 'btts', null, { yes: 3.2, no: 1.3 });
      if (swapped.resolution.status === 'unmapped') throw new Error('is mapped');
      const outcomes = swapped.resolution.outcomes;
      const right = priced('sportybet', 'btts', null, { yes: 1.3, no: 3.2 });
      const suspended = outcomes.map(each => ({ ...each, active: false }));
      const withdrawn = outcomes.map(each => ({ ...each, odds: null }));
      agreed(right, { ...swapped, resolution: { ...swapped.resolution, outcomes: suspended } });
      agreed(right, { ...swapped, resolution: { ...swapped.resolution, outcomes: withdrawn } });
      expect(findPriceFaults([right, swapped])).toHaveLength(1);
    });

    it('a market of which a source offers only some outcomes', () => {
      agreed(
        priced('sportybet', 'over_under_ft', total(5.5), { over: 11.5, under: 1.03 }),
        priced('bet9ja', 'over_under_ft', total(5.5), { over: 11.25 }),
      );
      agreed(
        priced('sportybet', 'exact_goals', null, { 0: 2.9, 1: 2.6, 2: 4.4, '3+': 8.1 }),
        priced('bet9ja', 'exact_goals', null, { 1: 2.5, 2: 4, '3+': 9.3 }),
      );
    });

    it('different lines, other qualifiers, and lines that could not be read', () => {
      const other = { over: 9, under: 1.05 };
      agreed(...OVER_UNDER, priced('bet9ja', 'over_under_ft', total(4.5), other));
      agreed(...OVER_UNDER, priced('bet9ja', 'over_under_ft', { ...total(2.5), qualifier: 'minute=5' }, other));
      agreed(...OVER_UNDER, priced('bet9ja', 'over_under_ft', null, other, { lineReason: 'KIND_UNKNOWN' }));
    });

    it('one source, however it contradicts itself', () => {
      agreed(
        priced('sportybet', 'over_under_ft', total(1.5), { over: 9, under: 1.05 }),
        priced('sportybet', 'over_under_ft', total(2.5), { over: 1.3, under: 3.2 }),
      );
    });

    it('an outcome that one source prices twice, and differently', () => {
      agreed(
        priced('sportybet', 'btts', null, { yes: 1.3, no: 3.2 }),
        priced('betpawa', 'btts', null, { yes: 3.2, no: 1.3 }),
        priced('betpawa', 'btts', null, { yes: 1.3, no: 3.2 }),
      );
    });
  });

  it('reads the line itself of a resolution that has none', () => {
    const bare = (source: Source, parameter: string, odds: Odds) => {
      const each = priced(source, 'over_under_ft', null, odds, { parameter });
      return { ...each, resolution: { ...each.resolution, line: undefined } } as unknown as PricedResolution;
    };
    const [found] = findPriceFaults([
      bare('sportybet', 'total=2.5', { over: 1.3, under: 3.2 }),
      bare('sportybet', 'total=3.5', { over: 1.9, under: 1.8 }),
      bare('sportybet', 'minute=5|total=2.5', { over: 9, under: 1.05 }),
      priced('betpawa', 'over_under_ft', total(2.5), { over: 3.2, under: 1.3 }),
    ]);
    expect(found).toMatchObject({ line: { value: 2.5 }, kind: 'swapped-outcomes' });
  });
});

describe('over many matches and bookmakers', () => {
  const SEEDS = Array.from({ length: 40 }, (_, index) => index + 1);
  const FAULTS: readonly Fault[] = ['swapped-outcomes', 'wrong-side', 'wrong-line', 'wrong-market'];

  it('of right mappings less than one in a hundred is suspected, and 98 of 100 prices agree', () => {
    let markets = 0;
    let suspected = 0;
    let prices = 0;
    let agreed = 0;
    for (const seed of SEEDS) {
      const { match, bookmakers } = randomEvent(randomFrom(seed));
      const resolutions = bookmakers.flatMap(bookmaker => resolutionsOf(match, bookmaker));
      const compared = comparePrices(resolutions);
      markets += new Set(compared.map(({ canonicalId }) => canonicalId)).size;
      suspected += findPriceFaults(resolutions).length;
      prices += compared.length;
      agreed += compared.filter(({ difference, tolerance }) => difference <= tolerance).length;
    }
    expect(markets).toBeGreaterThan(1000);
    expect(suspected / markets).toBeLessThan(0.01);
    expect(agreed / prices).toBeGreaterThan(0.98);
  });

  it.each([2, 3])('with %i bookmakers nine of ten faults are found, and eight of ten rightly named', count => {
    const found = Object.fromEntries(FAULTS.map(fault => [fault, { injected: 0, reported: 0, named: 0, false: 0 }]));
    for (const seed of SEEDS) {
      const random = randomFrom(seed);
      const { match, bookmakers } = randomEvent(random, count);
      const resolutions = bookmakers.flatMap(bookmaker => resolutionsOf(match, bookmaker));
      const before = new Set(findPriceFaults(resolutions).map(({ canonicalId }) => canonicalId));
      const markets = [...new Set(comparePrices(resolutions).map(({ canonicalId }) => canonicalId))];
      for (const fault of FAULTS) {
        for (const { source } of bookmakers) {
          const canonicalId = markets[Math.floor(random() * markets.length)] ?? '';
          const faulty = injectFault(resolutions, source, canonicalId, fault, random);
          const of = found[fault];
          if (faulty === null || of === undefined || !canTell(faulty, source, canonicalId)) continue;
          const faults = findPriceFaults(faulty);
          const reported = faults.find(each => each.canonicalId === canonicalId);
          of.injected++;
          if (reported) of.reported++;
          if (reported?.kind === fault) of.named++;
          of.false += faults.filter(each => each.canonicalId !== canonicalId && !before.has(each.canonicalId)).length;
        }
      }
    }
    for (const [fault, of] of Object.entries(found)) {
      expect(of.injected, fault).toBeGreaterThan(5);
      expect(of.reported / of.injected, fault).toBeGreaterThanOrEqual(0.9);
      expect(of.named / of.injected, fault).toBeGreaterThanOrEqual(0.8);
      expect(of.false, fault).toBe(0);
    }
  });
});

/** Whether some price of the faulty source is so far from another's that more than bookmakers' differences must be behind it. */
function canTell(resolutions: readonly PricedResolution[], source: Source, canonicalId: string): boolean {
  const logit = (p: number) => Math.log(p / (1 - p));
  return comparePrices(resolutions).some(
    ({ canonicalId: id, sources, probability: [a, b] }) =>
      id === canonicalId && sources.includes(source) && Math.min(a, b) > 0.05 && Math.abs(logit(a) - logit(b)) > 0.5,
  );
}
