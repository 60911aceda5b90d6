import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OutcomeMapping, ScrapedOutcome, Source } from '../../src/model/index.js';
import { candidateIds } from '../../src/rules/candidate-ids.js';
import { OutcomeMatcher } from '../../src/rules/outcome-matcher.js';
import { comparePrecedence } from '../../src/rules/precedence.js';
import { BET9JA_KEY_PATTERN } from '../../src/sources/bet9ja/parse-bet9ja-key.js';

/** What a canonical outcome is known by at SportyBet. */
function known(canonicalId: string, name: string | null, id?: string): OutcomeMapping {
  const fields = { betpawaName: null, sportybetDesc: name, bet9jaSuffix: null, position: 0 };
  return { canonicalId, ...fields, ...(id === undefined ? {} : { ids: { sportybet: id } }) };
}

function scraped(name: string, id: string | null = null): ScrapedOutcome {
  return { id, name, odds: 1.5, active: true };
}

/** What knows these outcomes and nothing else. */
function matcher(outcomeMapping: OutcomeMapping[], source: Source = 'sportybet'): OutcomeMatcher {
  return new OutcomeMatcher({ canonicalId: 'market', name: 'Market', outcomeMapping }, source);
}

function match(outcomes: OutcomeMapping[], market: ScrapedOutcome[], source: Source = 'sportybet') {
  return matcher(outcomes, source)
    .matchAll(market)
    .map(found => (found ? `${found.canonicalId} by ${found.matchedBy}` : null));
}

const OVER_UNDER = [known('over', 'Over', '12'), known('under', 'Under', '13')];
const YES_NO = [known('yes', 'Yes'), known('no', 'No')];

describe('outcomes are recognised', () => {
  it('by the id where the mapping has one, whatever their name', () => {
    expect(match(OVER_UNDER, [scraped('Cruz Azul & over 2.5', '12'), scraped('?', '13')])).toEqual([
      'over by id',
      'under by id',
    ]);
  });

  it('by the name where the mapping has no id, or the outcome comes without one', () => {
    expect(match(YES_NO, [scraped('No', '76'), scraped('Yes', '74')])).toEqual(['no by name', 'yes by name']);
    expect(match(OVER_UNDER, [scraped('Over'), scraped('Under')])).toEqual(['over by name', 'under by name']);
  });

  it('with case and surrounding blanks aside', () => {
    expect(match(YES_NO, [scraped('  yES '), scraped('NO\t')])).toEqual(['yes by name', 'no by name']);
    expect(match([known('yes', ' Yes ')], [scraped('yes')])).toEqual(['yes by name']);
  });

  it('with blanks inside them counting', () => {
    expect(match([known('a', 'Over 2.5')], [scraped('Over  2.5')])).toEqual([null]);
  });

  it('with the exact name before the one in another case', () => {
    const outcomes = [known('odd', 'x'), known('draw', 'X')];
    expect(match(outcomes, [scraped('X'), scraped('x')])).toEqual(['draw by name', 'odd by name']);
    expect(match(outcomes, [scraped(' X ')])).toEqual([null]);
  });

  it('at each source by its own names and ids', () => {
    const outcome = {
      ...known('home', 'Home', '1'),
      betpawaName: '1',
      bet9jaSuffix: 'H',
      names: { msport: 'H1' },
      ids: { betpawa: '3744', msport: '77' },
    };
    expect(match([outcome], [scraped('Home')], 'betpawa')).toEqual([null]);
    expect(match([outcome], [scraped('?', '3744')], 'betpawa')).toEqual(['home by id']);
    expect(match([outcome], [scraped('1')], 'betpawa')).toEqual(['home by name']);
    expect(match([outcome], [scraped('H', 'S_1X2_H')], 'bet9ja')).toEqual(['home by name']);
    expect(match([outcome], [scraped('?', '1')], 'bet9ja')).toEqual([null]);
    expect(match([outcome], [scraped('h1')], 'msport')).toEqual(['home by name']);
    expect(match([outcome], [scraped('Home', '77')], 'msport')).toEqual(['home by id']);
    expect(match([outcome], [scraped('Home')], 'msport')).toEqual([null]);
  });
});

describe('outcomes are not recognised', () => {
  it('by their position', () => {
    expect(match(YES_NO, [scraped('Ja'), scraped('Nein')])).toEqual([null, null]);
  });

  it('by a name whose id is another one', () => {
    expect(match(OVER_UNDER, [scraped('Over', '999')])).toEqual([null]);
  });

  it('by a name that stands for two canonical outcomes', () => {
    expect(match([known('a', 'Goal'), known('b', ' goal')], [scraped('GOAL')])).toEqual([null]);
    expect(match([known('a', 'Goal'), known('b', 'Goal'), known('a', 'Goal')], [scraped('Goal')])).toEqual([null]);
  });

  it('by an id that stands for two canonical outcomes, nor then by their name', () => {
    const outcomes = [known('a', 'Goal', '1'), known('b', 'None', '1')];
    expect(match(outcomes, [scraped('Goal', '1')])).toEqual([null]);
  });

  it('where two of them would be the same one', () => {
    expect(match(YES_NO, [scraped('Yes'), scraped('yes'), scraped('No')])).toEqual([null, null, 'no by name']);
    expect(match(OVER_UNDER, [scraped('a', '12'), scraped('b', '12'), scraped('c', '13')])).toEqual([
      null,
      null,
      'under by id',
    ]);
  });

  it('by a blank name', () => {
    expect(match([known('a', '  '), known('b', null)], [scraped(''), scraped('  ')])).toEqual([null, null]);
  });
});

describe('an outcome with the id wins over any with only the name', () => {
  const withId = scraped('?', '12');
  const named = scraped('Over');

  it.each([
    ['before it', [withId, named], ['over by id', null]],
    ['after it', [named, withId], [null, 'over by id']],
    ['after two that cancel each other', [named, named, withId], [null, null, 'over by id']],
    ['between two', [named, withId, named], [null, 'over by id', null]],
    ['before two', [withId, named, named], ['over by id', null, null]],
  ])('%s', (_, market, found) => {
    expect(match(OVER_UNDER, market)).toEqual(found);
  });

  it('unless there are two of them', () => {
    expect(match(OVER_UNDER, [named, withId, withId])).toEqual([null, null, null]);
    expect(match(OVER_UNDER, [withId, withId, named])).toEqual([null, null, null]);
  });
});

// Few words, so that they collide: names in several spellings, ids that are names elsewhere.
const word = fc.constantFrom('Yes', 'yes', ' YES', 'No', 'no', 'X', '1', '2', '');
const canonicalId = fc.constantFrom('yes', 'no', 'draw', 'other');
const outcomeMappings = fc.array(
  fc.tuple(canonicalId, fc.option(word), fc.option(word, { nil: undefined })).map(fields => known(...fields)),
  { maxLength: 6 },
);
/** The odds tell the outcomes of a market apart. */
const markets = fc
  .array(fc.tuple(word, fc.option(word)), { maxLength: 7 })
  .map(all => all.map(([name, id], index) => ({ ...scraped(name, id), odds: 2 + index })));

/** Which price is under which canonical outcome. */
function prices(outcomes: OutcomeMapping[], market: ScrapedOutcome[]): string[] {
  const found = matcher(outcomes).matchAll(market);
  return found.flatMap((each, index) => (each ? [`${each.canonicalId} ${each.matchedBy} ${market[index]?.odds}`] : []));
}

describe('for any mapping and any market', () => {
  it('each canonical outcome has one price at most', () => {
    fc.assert(
      fc.property(outcomeMappings, markets, (outcomes, market) => {
        const found = matcher(outcomes).matchAll(market);
        expect(found).toHaveLength(market.length);
        const ids = found.flatMap(each => (each ? [each.canonicalId] : []));
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 2000 },
    );
  });

  it('the order of the market and of the mapping changes no price', () => {
    const shuffled = fc
      .tuple(outcomeMappings, markets)
      .chain(([outcomes, market]) =>
        fc.tuple(
          fc.constant(outcomes),
          fc.constant(market),
          fc.shuffledSubarray(outcomes, { minLength: outcomes.length }),
          fc.shuffledSubarray(market, { minLength: market.length }),
        ),
      );
    fc.assert(
      fc.property(shuffled, ([outcomes, market, otherOutcomes, otherMarket]) => {
        expect(prices(otherOutcomes, otherMarket).sort()).toEqual(prices(outcomes, market).sort());
      }),
      { numRuns: 5000 },
    );
  });

  it('what is recognised is what the mapping says, and an id it has decides', () => {
    fc.assert(
      fc.property(outcomeMappings, markets, (outcomes, market) => {
        const fold = (text: string | null) => text?.trim().toLowerCase();
        const found = matcher(outcomes).matchAll(market);
        market.forEach(({ id, name }, index) => {
          const here = found[index];
          const byId = id === null ? [] : outcomes.filter(each => each.ids?.sportybet === id);
          if (!here) return;
          if (byId.length > 0) {
            expect(here.matchedBy).toBe('id');
            expect(new Set(byId.map(each => each.canonicalId))).toEqual(new Set([here.canonicalId]));
            return;
          }
          expect(here.matchedBy).toBe('name');
          const exact = outcomes.filter(each => each.sportybetDesc === name);
          const meant = exact.length > 0 ? exact : outcomes.filter(each => fold(each.sportybetDesc) === fold(name));
          expect(new Set(meant.map(each => each.canonicalId))).toEqual(new Set([here.canonicalId]));
        });
      }),
      { numRuns: 2000 },
    );
  });
});

/** The rule as the SQL applies it. */
function candidatesByPattern(id: string): string[] {
  const pattern = new RegExp(BET9JA_KEY_PATTERN, 's');
  return [...new Set([id, id.replace(pattern, '$1$2'), id.replace(pattern, '$1')])];
}

describe('candidateIds', () => {
  it.each([
    ['S_OU@2.5_O', ['S_OU@2.5_O', 'S_OU@2.5', 'S_OU']],
    ['S_OU@2.5', ['S_OU@2.5', 'S_OU']],
    ['S_OU', ['S_OU']],
    ['S_1X2HND_1H', ['S_1X2HND_1H', 'S_1X2HND']],
    ['LIVES_OU@2.5_O', ['LIVES_OU@2.5_O', 'LIVES_OU@2.5', 'LIVES_OU']],
    ['S_CHANCEMIX@1_X_2', ['S_CHANCEMIX@1_X_2', 'S_CHANCEMIX@1', 'S_CHANCEMIX']],
    ['OU', ['OU']],
    ['', ['']],
  ])('of %s: exact, without the outcome, without the parameter', (id, candidates) => {
    expect([...new Set(candidateIds('bet9ja', id))]).toEqual(candidates);
  });

  it('of another source is the id alone', () => {
    expect(candidateIds('sportybet', 'S_OU@2.5_O')).toEqual(['S_OU@2.5_O']);
    expect(candidateIds('betpawa', 'S_OU@2.5_O')).toEqual(['S_OU@2.5_O']);
  });

  it('says the same as the pattern that the SQL uses, of any text', () => {
    const key = fc
      .array(fc.constantFrom('S', 'OU', '_', '_', '@', '2.5', '\n', '⚽', ' '), { maxLength: 12 })
      .map(parts => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(key, fc.string({ unit: 'binary' })), id => {
        expect([...new Set(candidateIds('bet9ja', id))]).toEqual(candidatesByPattern(id));
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('comparePrecedence', () => {
  const ranked = fc.record({
    id: fc.option(fc.integer({ min: 1, max: 5 })),
    priority: fc.integer({ min: -2, max: 2 }),
  });

  it('is by priority, then a row before a base mapping, then by id', () => {
    const all = [
      { id: null, priority: 0 },
      { id: 7, priority: 0 },
      { id: 3, priority: 0 },
      { id: 9, priority: 1 },
      { id: null, priority: 2 },
    ];
    expect(all.sort(comparePrecedence).map(({ id }) => id)).toEqual([null, 9, 3, 7, null]);
  });

  it('is an order: antisymmetric, transitive, and never NaN', () => {
    fc.assert(
      fc.property(ranked, ranked, ranked, (a, b, c) => {
        const sign = (x: typeof a, y: typeof a) => Math.sign(comparePrecedence(x, y));
        expect(sign(a, b) + sign(b, a)).toBe(0);
        if (sign(a, b) <= 0 && sign(b, c) <= 0) expect(sign(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });
});
