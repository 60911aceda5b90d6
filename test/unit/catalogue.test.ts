import { describe, expect, it } from 'vitest';
import {
  basketballCatalogue,
  catalogue,
  catalogueEvidence,
  footballCatalogue,
  tennisCatalogue,
} from '../../src/catalogue.js';
import { toBaseMappings } from '../../src/mapper/base-mappings.js';
import {
  type EventInfo,
  type Resolution,
  type ScrapedMarket,
  type Source,
  sourceIdsOf,
} from '../../src/model/index.js';
import { sharedIds } from '../../src/rules/conflicts.js';
import { MappingIndex } from '../../src/rules/mapping-index.js';

const mappings = toBaseMappings(catalogue);
const index = new MappingIndex(mappings);

const eventOf = (source: Source, sport: string | null): EventInfo => ({
  source,
  eventId: '1',
  sportradarId: '1',
  sport,
  home: 'Reds',
  away: 'Blues',
  startsAt: null,
  isLive: false,
});

/** Outcomes as `id name`; of Bet9ja, which has no ids, as the suffix alone. */
function market(
  source: Source,
  externalMarketId: string,
  parameter: string | null,
  outcomes: string[],
  sport = 'football',
) {
  const scraped: ScrapedMarket = {
    source,
    externalMarketId,
    marketName: null,
    parameter,
    outcomes: outcomes.map(text => {
      const [id = '', ...name] = text.split(' ');
      const isNamed = name.length > 0;
      return {
        id: isNamed ? id : `${externalMarketId}_${text}`,
        name: isNamed ? name.join(' ') : text,
        odds: 2,
        active: true,
      };
    }),
    event: eventOf(source, sport),
  };
  return scraped;
}

const idOf = (resolution: Resolution) =>
  resolution.status === 'unmapped' ? resolution.reason : resolution.mapping.canonicalId;
const outcomesOf = (resolution: Resolution) =>
  resolution.status === 'unmapped' ? [] : resolution.outcomes.map(outcome => outcome.canonicalId);
const lineOf = (resolution: Resolution) => (resolution.status === 'unmapped' ? null : (resolution.line?.label ?? null));

describe('the catalogue', () => {
  it('is base mappings as a mapper takes them', () => {
    expect(mappings.length).toBe(catalogue.length);
    expect(catalogue).toEqual([...footballCatalogue, ...basketballCatalogue, ...tennisCatalogue]);
    expect(footballCatalogue.length).toBeGreaterThan(300);
    expect(tennisCatalogue.length).toBeGreaterThan(25);
  });

  it('has well-formed canonical ids, each once, and outcomes each once', () => {
    for (const { canonicalId, outcomeMapping } of catalogue) {
      expect(canonicalId).toMatch(/^[a-z0-9]+(_[a-z0-9]+)*$/);
      expect(outcomeMapping.length).toBeGreaterThan(0);
      for (const outcome of outcomeMapping) expect(outcome.canonicalId).toMatch(/^[a-z0-9]+[+-]?(_[a-z0-9]+[+-]?)*$/);
    }
  });

  it('says its sport and its kind of line everywhere', () => {
    for (const { sport, lineKind } of catalogue) {
      expect(['football', 'tennis']).toContain(sport);
      expect(lineKind).toBeDefined();
    }
  });

  it('has no two mappings that would answer for one market on equal terms', () => {
    const conflicts = mappings.flatMap((one, at) =>
      mappings
        .slice(at + 1)
        .flatMap(other => sharedIds(one, other).map(({ source }) => [one.canonicalId, other.canonicalId, source])),
    );
    expect(conflicts).toEqual([]);
  });

  it('has evidence for each id, and for nothing else', () => {
    for (const mapping of catalogue) {
      const sources = sourceIdsOf(mapping).map(({ source }) => source);
      expect(Object.keys(catalogueEvidence[mapping.canonicalId] ?? {}).sort()).toEqual(sources.sort());
    }
    expect(Object.keys(catalogueEvidence).sort()).toEqual(catalogue.map(({ canonicalId }) => canonicalId).sort());
  });

  it('says with whom prices were compared, and how far apart the furthest were', () => {
    for (const bySource of Object.values(catalogueEvidence)) {
      for (const [source, found] of Object.entries(bySource)) {
        if (found.evidence === 'prices') {
          expect(found.prices).toBeGreaterThan(0);
          expect(found.books.length).toBeGreaterThan(0);
          expect(found.books).not.toContain(source);
          expect(found.largestDifference).toBeGreaterThanOrEqual(0);
        } else expect(found).toMatchObject({ books: [], prices: 0, largestDifference: null });
      }
    }
  });

  it('has none of the seven betPawa ids that are other markets than a service took them for', () => {
    const ids = new Set(catalogue.map(({ betpawaId }) => betpawaId));
    for (const id of ['1096768', '1096769', '1096771', '1096793', '1096794', '1096797', '1096802']) {
      expect(ids).not.toContain(id);
    }
  });

  it('gives no outcome of one mapping an id or a suffix that another of its outcomes has', () => {
    for (const { canonicalId, outcomeMapping } of catalogue) {
      const claims = outcomeMapping.flatMap(({ bet9jaSuffix, ids }) => [
        ...(bet9jaSuffix === null ? [] : [`bet9ja ${bet9jaSuffix}`]),
        ...Object.entries(ids ?? {}).map(([source, id]) => `${source} ${id}`),
      ]);
      expect([canonicalId, claims.length]).toEqual([canonicalId, new Set(claims).size]);
    }
  });
});

describe('what the catalogue does not mistake', () => {
  it('takes Over/Under with its line in the name or without', () => {
    const [named] = index.resolveMarkets(market('sportybet', '18', 'total=2.5', ['12 Over 2.5', '13 Under 2.5']));
    const [bare] = index.resolveMarkets(market('bet9ja', 'S_OU', '2.5', ['O', 'U']));
    for (const each of [named, bare]) {
      expect(each && [idOf(each), lineOf(each), outcomesOf(each)]).toEqual(['over_under_ft', '2.5', ['over', 'under']]);
    }
  });

  it('keeps exactly two goals apart from two and more', () => {
    const half = index.resolveMarket(market('bet9ja', 'S_GOALS1T', null, ['1', '2']));
    expect(outcomesOf(half)).toEqual(['1', '2']);
    const variant = market('sportybet', '71', 'variant=sr:exact_goals:2+', [
      'sr:exact_goals:2+:85 0',
      'sr:exact_goals:2+:86 1',
      'sr:exact_goals:2+:87 2+',
    ]);
    expect(outcomesOf(index.resolveMarket(variant))).toEqual(['0', '1', '2+']);
    const longer = market('msport', '21', 'variant=sr:exact_goals:5+', ['x:1340 4', 'x:1341 5+']);
    expect(outcomesOf(index.resolveMarket(longer))).toEqual(['4', '5+']);
  });

  it('keeps "Other" of a correct score apart where the list of scores is another', () => {
    const feed = index.resolveMarket(market('sportybet', '45', null, ['324 Other']));
    const bet9ja = index.resolveMarket(market('bet9ja', 'S_CSFT', null, ['OTH']));
    const betpawa = index.resolveMarket(market('betpawa', '4429', null, ['1126332 Other']));
    expect([feed, bet9ja, betpawa].map(outcomesOf)).toEqual([['other'], ['other'], ['other_than_28']]);
  });

  it('reads the suffix X1 of a market one goal ahead as the draw', () => {
    expect(outcomesOf(index.resolveMarket(market('bet9ja', 'S_1X21', null, ['11', 'X1', '21'])))).toEqual([
      'home',
      'draw',
      'away',
    ]);
  });

  it('keeps the minutes apart', () => {
    const at = (minute: string) => market('sportybet', '900069', `minute=${minute}`, ['1 Home', '2 Draw', '3 Away']);
    expect(['5', '15', '85', '90'].map(minute => idOf(index.resolveMarket(at(minute))))).toEqual([
      '1x2_5min',
      '1x2_15min',
      '1x2_85min',
      'BOUND_AWAY',
    ]);
    const span = (from: number, to: number) =>
      idOf(index.resolveMarket(market('msport', '105', `from=${from}|to=${to}`, ['1 Home', '2 Draw', '3 Away'])));
    expect([span(1, 10), span(11, 20)]).toEqual(['1x2_10min', 'BOUND_AWAY']);
  });

  it('has one line for the first corner and the first card, told or not', () => {
    const corner = index.resolveMarket(market('sportybet', '163', 'cornernr=1', ['6 Home', '7 None', '8 Away']));
    const untold = index.resolveMarket(market('bet9ja', 'S_1STCORNER', null, ['1', 'X', '2']));
    expect([corner, untold].map(each => [idOf(each), lineOf(each)])).toEqual([
      ['first_corner_ft', '1'],
      ['first_corner_ft', '1'],
    ]);
    const second = index.resolveMarket(market('sportybet', '163', 'cornernr=2', ['6 Home', '7 None', '8 Away']));
    expect(lineOf(second)).toBe('2');
    const card = index.resolveMarket(market('bet9ja', 'S_1STBOOK', null, ['1', 'N', '2']));
    expect([idOf(card), lineOf(card), outcomesOf(card)]).toEqual(['first_card_ft', '1', ['home', 'none', 'away']]);
  });

  it('tells both teams under one key of Bet9ja by their outcomes', () => {
    const both = index.resolveMarkets(market('bet9ja', 'S_HAOU', '1.5', ['OH', 'UH', 'OA', 'UA']));
    expect(both.map(each => [idOf(each), outcomesOf(each)])).toEqual([
      ['home_over_under_ft', ['over', 'under']],
      ['away_over_under_ft', ['over', 'under']],
    ]);
  });

  it('gives an id that two sports have the mapping of the sport', () => {
    const football = market('betpawa', '4429', null, ['4452 2-0', '4453 2-1']);
    const tennis = market('betpawa', '4429', null, ['4452 2-0', '4453 2-1'], 'tennis');
    expect([football, tennis].map(each => idOf(index.resolveMarket(each)))).toEqual([
      'correct_score_ft',
      'set_score_match',
    ]);
    const basketball = market('sportybet', '1', null, ['1 Home', '2 Draw', '3 Away'], 'basketball');
    expect(idOf(index.resolveMarket(basketball))).toBe('BOUND_AWAY');
  });

  it('keeps the sets of a tennis match apart', () => {
    const set = (number: number) => market('sportybet', '202', `setnr=${number}`, ['4 Home', '5 Away'], 'tennis');
    expect([1, 2].map(each => idOf(index.resolveMarket(set(each))))).toEqual(['winner_set1', 'winner_set2']);
    const second = index.resolveMarket(market('bet9ja', 'T_2SWIN', null, ['1', '2'], 'tennis'));
    expect(idOf(second)).toBe('winner_set2');
  });

  it('knows players by name and threshold, and no player where there is none', () => {
    const shots = index.resolveMarket(
      market('sportybet', '777', 'variant=pre:playerprops:1:2', ['pre:playerprops:1:2:3 Smith, John (Reds) 3+']),
    );
    expect(shots.status === 'unmapped' ? null : shots.outcomes).toMatchObject([
      { canonicalId: 'player', participant: 'Smith, John', line: 3 },
    ]);
    const scorer = index.resolveMarket(
      market('sportybet', '40', 'type=prematch', ['sr:player:1 Smith, John (Reds)', '1716 No Goal']),
    );
    expect(outcomesOf(scorer)).toEqual(['player', 'no_goal']);
  });
});
