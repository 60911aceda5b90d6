import { describe, expect, it } from 'vitest';
import { comparePrices, findPriceFaults, type PricedResolution, type Source } from '../../../src/index.js';
import { type Odds, priced, unmatched } from '../../support/priced.js';
import { lineOf } from '../../support/synthetic-match.js';

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
    expect(found?.evidence.summary).toMatch(/bet9ja's outcomes (over and under|under and over) were swapped$/);
    expect(found?.evidence.prices[0]).toMatchObject({
      canonicalId: 'over_under_ft',
      sources: expect.arrayContaining(['bet9ja']),
    });
  });

  it('takes a slight difference between overlapping spans for a margin, and a great one for what it is', () => {
    const spans = { '1_2': 1.65, '1_3': 1.27, '1_4': 1.15, '1_6': 1.06, '2_3': 1.55, '2_4': 1.3 };
    const goals = (source: Source, odds: Odds) => priced(source, 'multigoals_ft', null, { ...spans, ...odds });
    const others = [goals('sportybet', {}), goals('msport', { '1_3': 1.28, '2_3': 1.57 })];
    // 1.06 is what others ask for one to six goals, and is a margin all the same.
    const { '1_6': _, ...asked } = spans;
    const betpawa = priced('betpawa', 'multigoals_ft', null, { ...asked, '1_4': 1.06 });
    expect(findPriceFaults([...others, betpawa])).toEqual([]);
    const [swapped] = findPriceFaults([...others, goals('betpawa', { '1_2': 1.15, '1_4': 1.65 })]);
    expect(swapped).toMatchObject({ canonicalId: 'multigoals_ft', sources: ['betpawa'], kind: 'swapped-outcomes' });
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

  it.each([
    [1, 'lines were 1 higher'],
    [-1, 'lines were 1 lower'],
    [2, 'lines were 2 higher'],
    [-2, 'lines were 2 lower'],
    [0.5, 'lines were 0.5 higher'],
    [-0.5, 'lines were 0.5 lower'],
    [0.25, 'lines were 0.25 higher'],
    [-0.25, 'lines were 0.25 lower'],
  ])('tells lines that are to be moved by %d', (by, description) => {
    const ladder = [
      [6, 1.1, 6.5],
      [6 + by, 1.9, 1.85],
      [6 + 2 * by, 6.2, 1.11],
    ] as const;
    const ask = (source: Source, moved: number) =>
      ladder.map(([at, over, under]) => priced(source, 'corners_ft', total(at - moved), { over, under }));
    const [fault] = findPriceFaults([...ask('sportybet', 0), ...ask('betpawa', 0), ...ask('bet9ja', by)]);
    expect(fault).toMatchObject({ sources: ['bet9ja'], kind: 'wrong-line' });
    expect(fault?.evidence.summary).toContain(description);
  });

  it.each([4, 0.25, 2, 0.5])('tells lines that count %d each', unit => {
    const ladder = [
      [2, 1.1, 6.5],
      [4, 1.9, 1.85],
      [8, 6.2, 1.11],
      [16, 15, 1.01],
      [1, 1.01, 15],
    ] as const;
    const ask = (source: Source, by: number) =>
      ladder.map(([at, over, under]) => priced(source, 'corners_ft', total(at / by), { over, under }));
    const [fault] = findPriceFaults([...ask('sportybet', 1), ...ask('betpawa', 1), ...ask('bet9ja', unit)]);
    expect(fault).toMatchObject({ sources: ['bet9ja'], kind: 'wrong-line' });
    expect(fault?.evidence.summary).toContain(`lines counted in units of ${unit}`);
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

  it('shows the prices that disagree, the furthest apart first, at most 20 of them', () => {
    const ladder = (source: Source, swap: boolean) =>
      Array.from({ length: 15 }, (_, at) => {
        const [over, under] = [1.2 + at / 25, 1 / (1.06 - 1 / (1.2 + at / 25))];
        return priced(source, 'points', total(at + 0.5), swap ? { over: under, under: over } : { over, under });
      });
    const input = [...ladder('sportybet', false), ...ladder('betpawa', true)];
    const apart = comparePrices(input).map(({ difference }) => difference);
    expect(apart).toHaveLength(30);
    expect(apart).toEqual([...apart].sort((a, b) => b - a));
    const [fault] = findPriceFaults(input);
    expect(fault?.evidence.prices.map(({ difference }) => difference)).toEqual(apart.slice(0, 20));
    expect(fault?.line?.value).toBe(0.5);
  });

  it('is as sure as the lines that disagree let it be', () => {
    const sure = (...swapped: [number, number][]) =>
      findPriceFaults(
        swapped.flatMap(([yes, no], at) => [
          priced('sportybet', 'points', total(at), { yes, no }),
          priced('betpawa', 'points', total(at), { yes: no, no: yes }),
        ]),
      )[0]?.confidence ?? 0;
    // One line counts four halvings of the doubt at most, however far apart its prices are.
    expect(sure([1.1, 6.5])).toBeCloseTo(1 - 2 ** -4);
    expect(sure([1.1, 6.5], [1.1, 6.5])).toBe(0.99);
    expect(sure([1.7, 2.1])).toBeLessThan(1 - 2 ** -4);
    expect(sure([1.7, 2.1], [1.7, 2.1])).toBeGreaterThan(sure([1.7, 2.1]));
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

  describe('of a book that prices a part of a market', () => {
    const FULL_TIME = { home: 2.38, draw: 3.25, away: 2.98 };

    it('finds draw no bet under 1X2, and names it', () => {
      const [fault, ...others] = findPriceFaults([
        priced('sportybet', '1x2_ft', null, FULL_TIME),
        priced('betpawa', '1x2_ft', null, { ...FULL_TIME, home: 2.41 }),
        priced('bet9ja', '1x2_ft', null, { home: 1.66, away: 2.1 }),
        priced('sportybet', 'draw_no_bet_ft', null, { home: 1.68, away: 2.12 }),
      ]);
      expect(others).toEqual([]);
      expect(fault).toMatchObject({ canonicalId: '1x2_ft', sources: ['bet9ja'], kind: 'wrong-market' });
      expect(fault?.evidence.summary).toContain('draw_no_bet_ft');
    });

    it('tells two sources apart where only one of them would be right under another market', () => {
      const [fault] = findPriceFaults([
        priced('sportybet', '1x2_ft', null, FULL_TIME),
        priced('bet9ja', '1x2_ft', null, { home: 1.66, away: 2.1 }),
        priced('sportybet', 'draw_no_bet_ft', null, { home: 1.68, away: 2.12 }),
      ]);
      expect(fault).toMatchObject({ canonicalId: '1x2_ft', sources: ['bet9ja'], kind: 'wrong-market' });
    });

    it('finds 1X2 under draw no bet, whose draw no mapping knows', () => {
      const [fault] = findPriceFaults([
        priced('sportybet', 'draw_no_bet_ft', null, { home: 1.68, away: 2.12 }),
        priced('bet9ja', 'draw_no_bet_ft', null, { home: 2.38, away: 2.98 }, { unmatched: [unmatched('X', 3.25)] }),
      ]);
      expect(fault).toMatchObject({ canonicalId: 'draw_no_bet_ft', kind: 'wrong-market' });
    });

    it('tells that one-sided prices are those of the other side', () => {
      const oneSided = (odds: readonly number[]) =>
        odds.map((under, at) => priced('bet9ja', 'over_under_ft', total(at + 1.5), { under }));
      const right = findPriceFaults([...OVER_UNDER, ...oneSided([3.4, 1.8, 1.3])]);
      expect(right).toEqual([]);
      const [fault] = findPriceFaults([...OVER_UNDER, ...oneSided([1.28, 1.94, 3.35])]);
      expect(fault).toMatchObject({ sources: ['bet9ja'], kind: 'swapped-outcomes' });
      expect(fault?.outcomes.sort()).toEqual(['over', 'under']);
    });

    it('counts on the outcomes that no mapping knows', () => {
      const scores = { '0_0': 2.65, '1_1': 7.9, '1_0': 4.4, '0_1': 5 };
      const rest = [unmatched('2:0', 13.5), unmatched('Other', 19), unmatched('0:2', 18), unmatched('2:1', 25)];
      expect(
        findPriceFaults([
          priced('sportybet', 'correct_score_1h', null, scores, { unmatched: rest }),
          priced(
            'bet9ja',
            'correct_score_1h',
            null,
            { '0_0': 2.76, '1_1': 6.9, '1_0': 4.3, '0_1': 4.8 },
            {
              unmatched: [unmatched('20', 11), unmatched('02', 14), unmatched('AO', 7)],
            },
          ),
        ]),
      ).toEqual([]);
    });
  });

  it('does not compare "other" where it is another rest', () => {
    const scores = { '0_0': 8.8, '1_0': 7.5, '0_1': 8.5, '1_1': 5.4, '2_1': 8.7, '1_2': 10 };
    const [few, many] = [
      { ...scores, other: 2.3 },
      { ...scores, '2_2': 14, '2_0': 9.5, other: 3.4 },
    ];
    const other = (...odds: [Odds, Odds]) =>
      comparePrices([
        priced('sportybet', 'correct_score_ft', null, odds[0]),
        priced('betpawa', 'correct_score_ft', null, odds[1]),
      ]).filter(each => each.outcome === 'other');
    expect(other(few, many)).toEqual([]);
    expect(other(many, few)).toEqual([]);
    expect(other(few, few)).toHaveLength(1);
  });

  it('takes outcomes that can win together for what bookmakers like to ask, unless they changed places', () => {
    const goals = { '1_2': 1.55, '1_3': 1.28, '2_3': 2.02, '4+': 7.6, none: 4.4 };
    const ask = (odds: Odds) =>
      findPriceFaults([priced('msport', 'multigoals', null, goals), priced('betway', 'multigoals', null, odds)]);
    expect(ask({ '1_2': 1.04, '1_3': 1.02, '2_3': 1.07, '4+': 5.4, none: 5 })).toEqual([]);
    expect(ask({ ...goals, '4+': 1.28, '1_3': 7.6 })).toMatchObject([{ kind: 'swapped-outcomes' }]);
  });

  it('takes what is a little beyond the tolerance, and nothing explains, for another view', () => {
    const cards = (source: Source, at: number, over: number, under: number) =>
      priced(source, 'cards_over_under_ft', total(at), { over, under });
    const others = [cards('sportybet', 3.5, 1.6, 2.2), cards('sportybet', 4.5, 2.3, 1.55)];
    expect(findPriceFaults([...others, cards('bet9ja', 3.5, 1.75, 1.98), cards('bet9ja', 4.5, 2.6, 1.44)])).toEqual([]);
    expect(findPriceFaults([...others, cards('bet9ja', 3.5, 1.9, 1.8)])).toHaveLength(1);
    expect(findPriceFaults([...others, cards('bet9ja', 3.5, 2.6, 1.44)])).toHaveLength(1);
  });

  describe('where the lines never meet', () => {
    const corners = (source: Source, ...at: number[]) =>
      at.map(value => priced(source, 'corners_ft', total(value), { over: 1.9, under: 1.8 }));

    it('says so, and which lines they are', () => {
      const [fault, ...others] = findPriceFaults([...corners('sportybet', 8.5, 9.5), ...corners('bet9ja', 34, 38)]);
      expect(others).toEqual([]);
      expect(fault).toMatchObject({
        canonicalId: 'corners_ft',
        kind: 'lines-never-meet',
        sources: ['bet9ja', 'sportybet'],
        line: null,
        outcomes: [],
        confidence: 0.5,
        evidence: { prices: [], explained: 0 },
      });
      expect(fault?.evidence.summary).toContain('bet9ja prices 34, 38; sportybet prices 8.5, 9.5');
    });

    it('is less sure of single lines, and surer where one source tells none', () => {
      const confidence = (...input: PricedResolution[]) => findPriceFaults(input).map(each => each.confidence);
      expect(confidence(...corners('sportybet', 8.5), ...corners('bet9ja', 9.5))).toEqual([0.2]);
      expect(
        confidence(...corners('sportybet', 8.5), priced('bet9ja', 'corners_ft', null, { over: 2, under: 2 })),
      ).toEqual([0.5]);
    });

    it('says nothing where one line meets, or where one source has one line of its own beside others that meet', () => {
      const [sportybet, betpawa] = [corners('sportybet', 8.5, 9.5), corners('betpawa', 9.5, 10.5)];
      expect(findPriceFaults([...sportybet, ...betpawa])).toEqual([]);
      expect(findPriceFaults([...sportybet, ...betpawa, ...corners('bet9ja', 11.5)])).toEqual([]);
      expect(findPriceFaults([...sportybet, ...betpawa, ...corners('bet9ja', 34, 38)])).toMatchObject([
        { kind: 'lines-never-meet', sources: ['bet9ja'] },
      ]);
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
