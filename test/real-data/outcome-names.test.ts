import { describe, expect, it } from 'vitest';
import { toBaseMappings } from '../../src/mapper/base-mappings.js';
import type { NewMapping, ScrapedMarket, Source } from '../../src/model/index.js';
import { sourceIdOf } from '../../src/model/index.js';
import { learnSourceIds } from '../../src/prices/learn-source-ids.js';
import { learnOutcomeIds } from '../../src/rules/learn-outcome-ids.js';
import { MappingIndex } from '../../src/rules/mapping-index.js';
import { OutcomeMatcher } from '../../src/rules/outcome-matcher.js';
import { pairParticipants } from '../../src/rules/participant.js';
import { files, present, readFile, readMappings, sourceOf } from './files.js';

/** Bookmakers of the feed whose ids and names SportyBet has too. */
const OF_THE_FEED: readonly Source[] = ['msport', 'betway', 'betika'];

/** The mappings with SportyBet's ids and names at those others as well. */
function withTheFeed(mapping: NewMapping): NewMapping {
  const { sportybetId } = mapping;
  if (!sportybetId) return mapping;
  const all = (value: string) => Object.fromEntries(OF_THE_FEED.map(source => [source, value]));
  const outcomeMapping = mapping.outcomeMapping.map(outcome => ({
    ...outcome,
    ...(outcome.sportybetDesc === null ? {} : { names: all(outcome.sportybetDesc) }),
  }));
  return { ...mapping, sourceIds: all(sportybetId), outcomeMapping };
}

const mappings = present ? readMappings().map(withTheFeed) : [];
const markets = present ? files.map(file => ({ file, source: sourceOf(file), markets: readFile(file) })) : [];

function count(index: MappingIndex, given: readonly ScrapedMarket[]) {
  const counts = { covered: 0, id: 0, name: 0, pattern: 0 };
  for (const market of given) {
    if (index.resolve(market.source, market.externalMarketId)) counts.covered += market.outcomes.length;
    for (const found of index.resolveMarkets(market)) {
      if (found.status !== 'unmapped') for (const { matchedBy } of found.outcomes) counts[matchedBy]++;
    }
  }
  return counts;
}

describe.skipIf(!present)('what names say, on payloads as bookmakers serve them', () => {
  it('maps 360 prices and more of the common match at SportyBet, without a learned id', () => {
    const given = markets.filter(({ file }) => file === 'sportybet__prematch.json').flatMap(each => each.markets);
    const { id, name, pattern } = count(new MappingIndex(toBaseMappings(readMappings())), given);
    expect(id).toBe(0);
    expect(name).toBe(159);
    expect(name + pattern).toBeGreaterThanOrEqual(360);
  });

  it('never contradicts an id: where both answer, they say the same', () => {
    const learned = mappings.map(mapping =>
      learnOutcomeIds(
        mapping,
        markets.flatMap(each => each.markets),
      ),
    );
    let both = 0;
    for (const market of markets.flatMap(each => each.markets)) {
      for (const mapping of learned.filter(each => sourceIdOf(each, market.source) === market.externalMarketId)) {
        const named = { ...mapping, outcomeMapping: mapping.outcomeMapping.map(outcome => ({ ...outcome, ids: {} })) };
        const numbered = {
          ...mapping,
          outcomeMapping: mapping.outcomeMapping.map(each => ({
            ...each,
            betpawaName: null,
            sportybetDesc: null,
            bet9jaSuffix: null,
            names: {},
          })),
        };
        const byName = new OutcomeMatcher(named, market.source).matchAll(market.outcomes, market);
        new OutcomeMatcher(numbered, market.source).matchAll(market.outcomes, market).forEach((byId, index) => {
          const other = byName[index];
          if (!byId || !other) return;
          both++;
          const where = `${market.source} ${market.externalMarketId} ${market.parameter} "${market.outcomes[index]?.name}"`;
          expect(other.canonicalId, where).toBe(byId.canonicalId);
        });
      }
    }
    expect(both).toBeGreaterThan(1_500);
  });

  it('finds more with each rule', () => {
    const index = new MappingIndex(toBaseMappings(mappings));
    const bySource = new Map<Source, ReturnType<typeof count>>();
    for (const { source, markets: given } of markets) {
      const counts = count(index, given);
      const sum = bySource.get(source) ?? { covered: 0, id: 0, name: 0, pattern: 0 };
      for (const key of ['covered', 'id', 'name', 'pattern'] as const) sum[key] += counts[key];
      bySource.set(source, sum);
    }
    if (process.env.MEASURE) console.log(Object.fromEntries(bySource));
    const least = { sportybet: 400, msport: 350, betway: 100, betika: 40 };
    for (const [source, pattern] of Object.entries(least)) {
      expect(bySource.get(source)?.pattern, source).toBeGreaterThan(pattern);
    }
  });
});

describe.skipIf(!present)('players, on payloads as bookmakers serve them', () => {
  const outcome = (canonicalId: string, name: string, position: number) => ({
    canonicalId,
    betpawaName: name,
    sportybetDesc: name,
    bet9jaSuffix: null,
    names: { msport: name, betway: name },
    position,
  });
  const index = new MappingIndex(
    toBaseMappings([
      {
        canonicalId: 'anytime_scorer',
        name: 'Anytime Goalscorer',
        betpawaId: '129108',
        sportybetId: '40',
        sourceIds: { msport: '40', betway: '40' },
        // Betway's ids do not tell a player from nobody; that another bookmaker calls an outcome so does.
        outcomeMapping: [
          outcome('scores', '{player}', 0),
          { ...outcome('nobody', 'No Goal', 1), betpawaName: null, names: {} },
        ],
      },
      ...['770', '775', '776', '777', '800231', '800233', '800234'].map(sportybetId => ({
        canonicalId: `player_${sportybetId}`,
        name: `Player ${sportybetId}`,
        sportybetId,
        outcomeMapping: [outcome('at_least', '{player} {n}', 0)],
      })),
    ]),
  );

  function players(file: string, canonicalId: string): string[] {
    const given = markets.find(each => each.file === file)?.markets ?? [];
    return given.flatMap(market =>
      index.resolveMarkets(market).flatMap(found => {
        if (found.status === 'unmapped' || found.mapping.canonicalId !== canonicalId) return [];
        return found.outcomes.flatMap(({ participant }) => (participant === undefined ? [] : [participant]));
      }),
    );
  }

  it('are the anytime scorers of all who offer them, and "No Goal" is nobody', () => {
    for (const file of files.filter(each => /^(sportybet|msport|betpawa)__prematch|^betway__match2/.test(each))) {
      const names = players(file, 'anytime_scorer');
      expect(names.length, file).toBeGreaterThan(30);
      expect(
        names.filter(name => /goal|[(\d]/i.test(name)),
        file,
      ).toEqual([]);
    }
  });

  it('meet across bookmakers', () => {
    const sportybet = players('sportybet__prematch.json', 'anytime_scorer');
    const betpawa = players('betpawa__prematch.json', 'anytime_scorer');
    const pairs = pairParticipants(betpawa, sportybet);
    if (process.env.MEASURE)
      console.log(
        betpawa.length,
        sportybet.length,
        pairs.size,
        betpawa.filter(each => !pairs.has(each)),
      );
    expect(pairs.size).toBeGreaterThanOrEqual(44);
    expect(new Set(pairs.values()).size).toBe(pairs.size);
  });

  it('have thresholds of their own, each price with its own', () => {
    const given = markets.find(each => each.file === 'sportybet__match2.json')?.markets ?? [];
    const props = given.filter(({ externalMarketId }) => /^77[0-7]$|^8002/.test(externalMarketId));
    let told = 0;
    for (const market of props) {
      // A number for each price, by which its outcome is found again.
      const outcomes = market.outcomes.map((each, index) => ({ ...each, odds: index }));
      const found = index.resolveMarket({ ...market, outcomes });
      if (found.status === 'unmapped') continue;
      expect(found).toMatchObject({ line: null, unmatched: [] });
      for (const { line, participant = '?', odds } of found.outcomes) {
        const name = outcomes[odds ?? -1]?.name ?? '';
        expect(name.startsWith(`${participant} (`), name).toBe(true);
        expect(name.endsWith(` ${line}+`), name).toBe(true);
        told++;
      }
    }
    if (process.env.MEASURE) console.log(`${told} thresholds`);
    expect(told).toBeGreaterThan(500);
  });
});

describe.skipIf(!present)('the ids of bookmakers of one feed, on payloads as bookmakers serve them', () => {
  it.each([
    ['msport', 40],
    ['betway', 40],
    ['betika', 20],
  ])('are learned from SportyBet’s for %s where outcomes and prices agree', (source, least) => {
    const all = markets.flatMap(each => each.markets);
    const known = readMappings().map(mapping => learnOutcomeIds(mapping, all));
    const { mappings: learned, left } = learnSourceIds(known, all, { source, like: 'sportybet' });
    const count = learned.filter(mapping => sourceIdOf(mapping, source) !== null).length;
    if (process.env.MEASURE)
      console.log(
        source,
        count,
        left.filter(({ reason }) => !/NO_ID|NOT_SEEN/.test(reason)),
      );
    expect(count).toBeGreaterThanOrEqual(least);
    expect(left).toHaveLength(known.length - count);
  });
});
