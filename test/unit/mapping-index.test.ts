import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freezeMapping } from '../../src/mapper/freeze-mapping.js';
import type {
  ActiveMapping,
  OutcomeMapping,
  ScrapedMarket,
  ScrapedOutcome,
  SeedSource,
  Source,
} from '../../src/model/index.js';
import { candidateIds } from '../../src/rules/candidate-ids.js';
import { MAX_REMEMBERED, MappingIndex } from '../../src/rules/mapping-index.js';
import { comparePrecedence } from '../../src/rules/precedence.js';

const NOW = new Date('2026-05-06T11:00:00Z');

function mapping(fields: Partial<ActiveMapping> & { canonicalId: string }): ActiveMapping {
  return freezeMapping({
    id: 1,
    name: fields.canonicalId,
    betpawaId: null,
    sportybetId: null,
    bet9jaKey: null,
    sourceIds: {},
    sport: null,
    outcomeMapping: [],
    priority: 0,
    isActive: true,
    createdAt: NOW,
    updatedAt: NOW,
    createdBy: null,
    origin: fields.id === null ? 'base' : 'database',
    ...fields,
  });
}

/** One outcome known at Bet9ja by its suffix, at SportyBet by the same word. */
function outcome(canonicalId: string, name: string): OutcomeMapping {
  return { canonicalId, betpawaName: name, sportybetDesc: name, bet9jaSuffix: name, position: 0 };
}

function scraped(...names: string[]): ScrapedOutcome[] {
  return names.map((name, index) => ({ id: null, name, odds: 1.5 + index, active: true }));
}

function market(externalMarketId: string, outcomes: ScrapedOutcome[], fields: Partial<ScrapedMarket> = {}) {
  return { source: 'bet9ja' as const, externalMarketId, marketName: null, parameter: null, outcomes, ...fields };
}

const HOME = mapping({
  id: 1,
  canonicalId: 'home_over_under_1h',
  bet9jaKey: 'S_HA1HOU',
  outcomeMapping: [outcome('over', 'HO'), outcome('under', 'HU')],
});
const AWAY = mapping({
  id: 2,
  canonicalId: 'away_over_under_1h',
  bet9jaKey: 'S_HA1HOU',
  outcomeMapping: [outcome('over', 'AO'), outcome('under', 'AU')],
});

/** Which price is under which outcome of which mapping. */
function pricesOf(index: MappingIndex, market: ScrapedMarket): string[] {
  return index
    .resolveMarkets(market)
    .flatMap(found =>
      found.status === 'unmapped'
        ? [found.reason]
        : found.outcomes.map(each => `${found.mapping.canonicalId} ${each.canonicalId} ${each.odds}`),
    );
}

describe('a mapping is found', () => {
  const base = mapping({ id: null, canonicalId: 'base', bet9jaKey: 'S_OU', priority: 0 });
  const low = mapping({ id: 7, canonicalId: 'low', bet9jaKey: 'S_OU', priority: 0 });
  const high = mapping({ id: 9, canonicalId: 'high', bet9jaKey: 'S_OU', priority: 5 });
  const exact = mapping({ id: 8, canonicalId: 'exact', bet9jaKey: 'S_OU@2.5' });

  it('by priority, then the row of the database, then the lowest id, in whatever order they come', () => {
    for (const all of [
      [base, low, high],
      [high, low, base],
      [low, base, high],
    ]) {
      expect(new MappingIndex(all).resolve('bet9ja', 'S_OU')?.canonicalId).toBe('high');
    }
    expect(new MappingIndex([base, low]).resolve('bet9ja', 'S_OU')?.canonicalId).toBe('low');
    const alike = mapping({ id: 6, canonicalId: 'lower', bet9jaKey: 'S_OU' });
    expect(new MappingIndex([low, alike]).resolve('bet9ja', 'S_OU')?.canonicalId).toBe('lower');
  });

  it('by the most exact id before any priority', () => {
    const index = new MappingIndex([high, exact]);
    expect(index.resolve('bet9ja', 'S_OU@2.5_O')?.canonicalId).toBe('exact');
    expect(index.resolve('bet9ja', 'S_OU@3.5_O')?.canonicalId).toBe('high');
  });

  it('never by a bare prefix', () => {
    const index = new MappingIndex([mapping({ canonicalId: '1x2', bet9jaKey: 'S_1X2' })]);
    expect(index.resolve('bet9ja', 'S_1X2HND_1H')).toBeNull();
    expect(index.resolve('bet9ja', 'S_1X2_1')?.canonicalId).toBe('1x2');
  });

  it('at its own source only', () => {
    const index = new MappingIndex([mapping({ canonicalId: 'a', sportybetId: '1', betpawaId: '2' })]);
    expect(index.resolve('sportybet', '1')?.canonicalId).toBe('a');
    expect(index.resolve('betpawa', '2')?.canonicalId).toBe('a');
    expect(index.resolve('betpawa', '1')).toBeNull();
    expect(index.resolve('bet9ja', '1')).toBeNull();
  });

  it.each(['constructor', '__proto__', 'toString', 'nobody'])('not at a source %j', source => {
    const index = new MappingIndex([HOME]);
    expect(index.resolve(source as Source, 'S_HA1HOU')).toBeNull();
    expect(index.resolveMarkets(market('S_HA1HOU', scraped('HO'), { source: source as Source }))).toEqual([
      { status: 'unmapped', reason: 'UNKNOWN_MARKET' },
    ]);
  });
});

describe('a market with its outcomes', () => {
  it('is mapped, with what the source says of each outcome', () => {
    const given = market('S_HA1HOU', scraped('HU', 'HO'), { parameter: '0.5' });
    expect(new MappingIndex([HOME]).resolveMarket(given)).toEqual({
      status: 'mapped',
      mapping: HOME,
      parameter: '0.5',
      line: { kind: 'total', value: 0.5, label: '0.5' },
      outcomes: [
        { canonicalId: 'under', odds: 1.5, active: true, matchedBy: 'name' },
        { canonicalId: 'over', odds: 2.5, active: true, matchedBy: 'name' },
      ],
      unmatched: [],
    });
  });

  it('is partial where some outcome has no match', () => {
    const given = market('S_HA1HOU', scraped('HO', 'XX'));
    const found = new MappingIndex([HOME]).resolveMarket(given);
    expect(found).toMatchObject({ status: 'partial', unmatched: [{ name: 'XX' }] });
  });

  it('is unmapped for one of two reasons', () => {
    const index = new MappingIndex([HOME]);
    expect(index.resolveMarket(market('S_XX', scraped('HO')))).toEqual({
      status: 'unmapped',
      reason: 'UNKNOWN_MARKET',
    });
    const unknown = market('S_HA1HOU', scraped('XX'));
    expect(index.resolveMarket(unknown)).toEqual({ status: 'unmapped', reason: 'UNKNOWN_OUTCOMES' });
    expect(index.resolveMarkets(unknown)).toEqual([{ status: 'unmapped', reason: 'UNKNOWN_OUTCOMES' }]);
  });

  it('without any outcome is that of the mapping', () => {
    const given = market('S_HA1HOU', []);
    const mapped = { status: 'mapped', mapping: HOME, outcomes: [], unmatched: [] };
    expect(new MappingIndex([HOME]).resolveMarket(given)).toMatchObject(mapped);
    expect(new MappingIndex([HOME]).resolveMarkets(given)).toMatchObject([mapped]);
  });

  it('of a line can have a mapping of its own', () => {
    const line = mapping({
      id: 3,
      canonicalId: 'one_goal',
      bet9jaKey: 'S_HA1HOU@0.5',
      outcomeMapping: [outcome('yes', 'HO')],
    });
    const index = new MappingIndex([HOME, line]);
    const at = (parameter: string) => index.resolveMarket(market('S_HA1HOU', scraped('HO'), { parameter }));
    expect(at('0.5')).toMatchObject({ mapping: line, outcomes: [{ canonicalId: 'yes' }] });
    expect(at('1.5')).toMatchObject({ mapping: HOME, outcomes: [{ canonicalId: 'over' }] });
  });

  it('does not come from the mapping with the most exact id where that knows none of the outcomes', () => {
    const line = mapping({ id: 3, canonicalId: 'other', bet9jaKey: 'S_HA1HOU@0.5', outcomeMapping: [] });
    const given = market('S_HA1HOU', scraped('HO'), { parameter: '0.5' });
    expect(new MappingIndex([HOME, line]).resolveMarket(given)).toMatchObject({ mapping: HOME });
  });

  it('of two mappings with one id is that of the one whose outcomes it has', () => {
    const index = new MappingIndex([HOME, AWAY]);
    expect(index.resolveMarket(market('S_HA1HOU', scraped('AO', 'AU')))).toMatchObject({ mapping: AWAY });
    expect(index.resolveMarket(market('S_HA1HOU', scraped('HO', 'HU')))).toMatchObject({ mapping: HOME });
  });

  it('of two mappings with one id is that of the higher priority, as soon as it knows an outcome', () => {
    const higher = mapping({ ...AWAY, id: 3, priority: 1 });
    const index = new MappingIndex([HOME, higher]);
    expect(index.resolveMarket(market('S_HA1HOU', scraped('HO', 'HU', 'AO')))).toMatchObject({ mapping: higher });
    expect(index.resolveMarket(market('S_HA1HOU', scraped('HO', 'HU')))).toMatchObject({ mapping: HOME });
  });
});

describe('every mapping that has a share in a market', () => {
  it('is there, each with its own outcomes', () => {
    const given = market('S_HA1HOU', scraped('HO', 'HU', 'AO', 'AU'));
    expect(pricesOf(new MappingIndex([HOME, AWAY]), given)).toEqual([
      'home_over_under_1h over 1.5',
      'home_over_under_1h under 2.5',
      'away_over_under_1h over 3.5',
      'away_over_under_1h under 4.5',
    ]);
  });

  it('has what nobody knows as unmatched in the first only', () => {
    const given = market('S_HA1HOU', scraped('HO', 'AO', 'XX'));
    expect(new MappingIndex([HOME, AWAY]).resolveMarkets(given)).toMatchObject([
      { status: 'partial', mapping: HOME, unmatched: [{ name: 'XX' }] },
      { status: 'mapped', mapping: AWAY, unmatched: [] },
    ]);
  });

  it('leaves an outcome that two of them know to the one that comes first', () => {
    const both = mapping({ ...AWAY, id: 3, outcomeMapping: [outcome('a', 'HO'), outcome('b', 'AO')], priority: -1 });
    const given = market('S_HA1HOU', scraped('HO', 'AO'));
    expect(pricesOf(new MappingIndex([both, HOME]), given)).toEqual([
      'home_over_under_1h over 1.5',
      'away_over_under_1h b 2.5',
    ]);
  });
});

const sources: SeedSource[] = ['betpawa', 'sportybet', 'bet9ja'];
const id = fc.constantFrom('1', '2', 'S_OU', 'S_OU@2.5', 'S_1X2', 'S_1X2HND');
const word = fc.constantFrom('O', 'U', '1', 'X', 'o', ' U');
const mappings = fc
  .array(
    fc.record({
      betpawaId: fc.option(id),
      sportybetId: fc.option(id),
      bet9jaKey: fc.option(id),
      priority: fc.integer({ min: 0, max: 2 }),
      isBase: fc.boolean(),
      outcomeMapping: fc.uniqueArray(fc.tuple(fc.constantFrom('over', 'under', 'draw'), word), {
        selector: ([canonicalId]) => canonicalId,
        maxLength: 3,
      }),
    }),
    { maxLength: 8 },
  )
  .map(all =>
    all.map(({ isBase, outcomeMapping, ...fields }, index) =>
      mapping({
        ...fields,
        id: isBase ? null : index + 1,
        canonicalId: `m${index}`,
        outcomeMapping: outcomeMapping.map(each => outcome(...each)),
      }),
    ),
  );
const source = fc.constantFrom(...sources);
const anyMarket = fc
  .record({
    source,
    externalMarketId: fc.oneof(id, fc.constantFrom('S_OU@2.5_O', 'S_1X2HND_1H', '', '_', '@')),
    parameter: fc.option(fc.constantFrom('2.5', '3.5')),
    names: fc.array(word, { maxLength: 5 }),
  })
  .map(({ names, ...fields }): ScrapedMarket => ({ ...fields, marketName: null, outcomes: scraped(...names) }));

describe('for any mappings and any market', () => {
  it('resolve is the rule written out', () => {
    const column = { betpawa: 'betpawaId', sportybet: 'sportybetId', bet9ja: 'bet9jaKey' } as const;
    fc.assert(
      fc.property(mappings, source, fc.oneof(id, fc.constantFrom('S_OU@2.5_O', 'S_1X2_1', 'OU')), (all, at, key) => {
        const expected = candidateIds(at, key)
          .map(each => all.filter(found => found[column[at]] === each).sort(comparePrecedence)[0])
          .find(found => found !== undefined);
        expect(new MappingIndex(all).resolve(at, key)).toBe(expected ?? null);
      }),
      { numRuns: 1000 },
    );
  });

  it('resolve answers the same however often, and after whatever else, it was asked', () => {
    const asked = fc.array(fc.tuple(source, fc.oneof(id, fc.constantFrom('S_OU@2.5_O', 'S_OU_O', '__proto__'))));
    fc.assert(
      fc.property(mappings, asked, (all, questions) => {
        const index = new MappingIndex(all);
        for (const [at, key] of [...questions, ...questions]) {
          expect(index.resolve(at, key)).toBe(new MappingIndex(all).resolve(at, key));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('resolve is right for more ids than it remembers the answer to', () => {
    const known = mapping({ canonicalId: 'known', bet9jaKey: 'S_OU' });
    const index = new MappingIndex([known]);
    for (let round = 0; round < 2; round++) {
      for (let line = 0; line < MAX_REMEMBERED * 1.5; line++) {
        if (index.resolve('bet9ja', `S_OU@${line}_O`) !== known) throw new Error(`S_OU@${line}_O is not found`);
        if (index.resolve('bet9ja', `S_OX@${line}_O`) !== null) throw new Error(`S_OX@${line}_O is found`);
      }
    }
    expect(index.resolve('bet9ja', 'S_OU')).toBe(known);
    expect(index.resolve('bet9ja', `S_OU@${'9'.repeat(1_000)}_O`)).toBe(known);
  });

  it('a patched index answers as one made anew, whatever was asked before', () => {
    const asked = fc.array(fc.tuple(source, fc.oneof(id, fc.constantFrom('S_OU@2.5_O', 'S_OU_O', 'nothing'))), {
      maxLength: 8,
    });
    const scenario = fc
      .tuple(mappings, mappings, asked, fc.array(anyMarket, { maxLength: 4 }))
      .chain(given => fc.tuple(fc.constant(given), fc.subarray(given[0])));
    fc.assert(
      fc.property(scenario, ([[before, more, questions, markets], removed]) => {
        const added = more.map((each, at) =>
          mapping({ ...each, id: each.id === null ? null : each.id + 100, canonicalId: `n${at}` }),
        );
        const left = before.filter(each => !removed.includes(each));
        const base = [...before, ...added].filter(each => each.id === null);
        const index = new MappingIndex(before, base);
        for (const [at, key] of questions) index.resolve(at, key);
        for (const given of markets) index.resolveMarkets(given);
        index.patch(removed, added);
        const anew = new MappingIndex([...left, ...added], base);
        expect(index.size).toBe(anew.size);
        for (const [at, key] of questions) expect(index.resolve(at, key)).toBe(anew.resolve(at, key));
        for (const given of markets) expect(index.resolveMarkets(given)).toEqual(anew.resolveMarkets(given));
      }),
      { numRuns: 500 },
    );
  });

  it('a source that no mapping had before the patch is found after it', () => {
    const index = new MappingIndex([]);
    expect(index.resolve('msport', '18')).toBeNull();
    const added = mapping({ canonicalId: 'a', sourceIds: { msport: '18' } });
    index.patch([], [added]);
    expect(index.resolve('msport', '18')).toBe(added);
    index.patch([added], []);
    expect(index.resolve('msport', '18')).toBeNull();
    expect(index.size).toBe(0);
  });

  it('a mapping is made when it is first asked for', () => {
    const given = mapping({ canonicalId: 'dear', bet9jaKey: 'S_OU' });
    let times = 0;
    const toMapping = () => {
      times++;
      return given;
    };
    const index = new MappingIndex([{ id: 1, priority: 0, bet9jaKey: 'S_OU', toMapping }]);
    expect(index.resolve('bet9ja', 'S_1X2')).toBeNull();
    expect(times).toBe(0);
    expect(index.resolve('bet9ja', 'S_OU')).toBe(given);
    expect(index.resolve('bet9ja', 'S_OU@2.5_O')).toBe(given);
  });

  it('each outcome of the market stands once at most in all its resolutions, and none is lost where one is mapped', () => {
    fc.assert(
      fc.property(mappings, anyMarket, (all, given) => {
        const found = new MappingIndex(all).resolveMarkets(given);
        const odds = found.flatMap(each =>
          each.status === 'unmapped' ? [] : [...each.outcomes, ...each.unmatched].map(one => one.odds),
        );
        expect(new Set(odds).size).toBe(odds.length);
        if (found[0]?.status !== 'unmapped') expect(odds).toHaveLength(given.outcomes.length);
        for (const each of found) {
          if (each.status === 'unmapped') expect(found).toHaveLength(1);
          else expect(each.status === 'mapped').toBe(each.unmatched.length === 0);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('resolveMarket is the first that resolveMarkets gives, with all its outcomes, and the rest unmatched', () => {
    fc.assert(
      fc.property(mappings, anyMarket, (all, given) => {
        const index = new MappingIndex(all);
        const one = index.resolveMarket(given);
        const [first] = index.resolveMarkets(given);
        if (one.status === 'unmapped' || !first || first.status === 'unmapped') {
          expect(one).toEqual(first);
          return;
        }
        expect(one.mapping).toBe(first.mapping);
        expect(one.outcomes).toEqual(first.outcomes);
        expect(one.outcomes.length + one.unmatched.length).toBe(given.outcomes.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('the order of the outcomes changes no price, and neither does that of the mappings', () => {
    const shuffled = fc
      .tuple(mappings, anyMarket)
      .chain(([all, given]) =>
        fc.tuple(
          fc.constant(all),
          fc.constant(given),
          fc.shuffledSubarray(given.outcomes, { minLength: given.outcomes.length }),
        ),
      );
    fc.assert(
      fc.property(shuffled, ([all, given, outcomes]) => {
        const inOrder = pricesOf(new MappingIndex(all), given).sort();
        expect(pricesOf(new MappingIndex(all), { ...given, outcomes }).sort()).toEqual(inOrder);
        // Two base mappings of equal rank stand in the order in which the consumer gave them.
        const [rows, base] = [all.filter(each => each.id !== null), all.filter(each => each.id === null)];
        expect(pricesOf(new MappingIndex([...base, ...rows.reverse()]), given).sort()).toEqual(inOrder);
      }),
      { numRuns: 1000 },
    );
  });
});
