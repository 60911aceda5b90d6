import { describe, expect, it } from 'vitest';
import { InvalidPayloadError } from '../../../src/model/errors.js';
import { parseBetwayEvent } from '../../../src/sources/betway/parse-betway-event.js';
import { parseEvent, parseEvents } from '../../../src/sources/parse-event.js';

const EVENT = 71583282;
const market = (rest: string, change: object = {}) => ({
  marketId: `${EVENT}${rest}`,
  eventId: EVENT,
  name: '[Total Goals]',
  displayName: 'Total (2.5)',
  isActive: true,
  shouldDisplay: true,
  isSuspended: false,
  ...change,
});
const outcome = (rest: string, id: string, change: object = {}) => ({
  outcomeId: `${EVENT}${rest}${id}`,
  marketId: `${EVENT}${rest}`,
  originalMarketId: `${EVENT}${rest}`,
  eventId: EVENT,
  name: 'Over ',
  shouldDisplay: true,
  isTradingActive: true,
  ...change,
});
const price = (outcomeId: string, priceDecimal: unknown = 1.8) => ({ outcomeId: `${EVENT}${outcomeId}`, priceDecimal });
const payload = (markets: object[], outcomes: object[], prices: object[]) => ({
  marketsInGroup: markets,
  outcomes,
  prices,
});
const one = (rest: string, id: string) =>
  parseBetwayEvent(payload([market(rest)], [outcome(rest, id)], [price(`${rest}${id}`)]))[0];

describe('parseBetwayEvent', () => {
  it('joins markets, outcomes and prices', () => {
    const sportEvent = {
      eventId: EVENT,
      isLive: true,
      homeTeam: 'Reds',
      awayTeam: 'Blues',
      sportId: 'soccer',
      expectedStartEpoch: 1779415200,
    };
    const rest = '18total=2.5~';
    const read = parseBetwayEvent({
      ...payload([market(rest)], [outcome(rest, '12')], [price('18total=2.5~12')]),
      sportEvent,
    });
    expect(read).toEqual([
      {
        source: 'betway',
        externalMarketId: '18',
        marketName: 'Total Goals',
        parameter: 'total=2.5',
        outcomes: [{ id: '12', name: 'Over', odds: 1.8, active: true }],
        event: {
          source: 'betway',
          eventId: '71583282',
          sportradarId: '71583282',
          sport: 'football',
          home: 'Reds',
          away: 'Blues',
          startsAt: new Date('2026-05-22T02:00:00Z'),
          isLive: true,
        },
      },
    ]);
  });

  it.each([
    ['1', '1', '1', null, '1'],
    ['105from=1~to=10~', '3', '105', 'from=1|to=10', '3'],
    ['14hcp=0:1~', '1711', '14', 'hcp=0:1', '1711'],
    ['882player=sr:player:7~', '74', '882', 'player=sr:player:7', '74'],
    ['21variant=sr:exact_goals:6+~', '68', '21', 'variant=sr:exact_goals:6+', 'sr:exact_goals:6+:68'],
    [
      '199variant=sr:correct_score:bestof:3~',
      '4',
      '199',
      'variant=sr:correct_score:bestof:3',
      'sr:correct_score:bestof:3:4',
    ],
    ['40type=prematch~', 'sr:player:7', '40', 'type=prematch', 'sr:player:7'],
  ])('takes %s and %s apart', (rest, id, externalMarketId, parameter, outcomeId) => {
    expect(one(rest, id)).toMatchObject({ externalMarketId, parameter, outcomes: [{ id: outcomeId }] });
  });

  it('keeps an id that is not made so as it is', () => {
    const odd = { marketId: 'abc', eventId: EVENT, outcomeId: 'abc~1', name: 'Odd' };
    const read = parseBetwayEvent({ marketsInGroup: [odd], outcomes: [odd], prices: [{ ...odd, priceDecimal: 2 }] });
    expect(read).toMatchObject([{ externalMarketId: 'abc', parameter: null, outcomes: [{ id: '~1', odds: 2 }] }]);
  });

  it('puts an outcome back into the market that was squashed under a parent, and the parent away', () => {
    const parent = market('18', { isSquashedParent: true });
    const children = ['18total=1.5~', '18total=2.5~'].map(rest =>
      market(rest, { isSquashedMarket: true, name: 'Total' }),
    );
    const outcomes = ['18total=1.5~', '18total=2.5~', '18total=7.5~'].map(rest =>
      outcome(rest, '12', { marketId: parent.marketId }),
    );
    const read = parseBetwayEvent(payload([parent, ...children], outcomes, [price('18total=7.5~12', 9)]));
    expect(read.map(each => [each.parameter, each.marketName, each.outcomes.length])).toEqual([
      ['total=1.5', 'Total', 1],
      ['total=2.5', 'Total', 1],
      // A child that is not in the list of markets has its parent's name.
      ['total=7.5', 'Total Goals', 1],
    ]);
    expect(read[2]?.outcomes[0]?.odds).toBe(9);
  });

  it.each([
    [{ isActive: false }, {}],
    [{ isSuspended: true }, {}],
    [{ shouldDisplay: false }, {}],
    [{}, { isTradingActive: false }],
    [{}, { shouldDisplay: false }],
  ])('keeps the price of a market with %j and an outcome with %j, not active', (changed, change) => {
    const read = parseBetwayEvent(payload([market('1', changed)], [outcome('1', '1', change)], [price('11')]));
    expect(read[0]?.outcomes).toEqual([{ id: '1', name: 'Over', odds: 1.8, active: false }]);
  });

  it('finds no price in 0, and none where there is none', () => {
    const outcomes = [outcome('1', '1'), outcome('1', '2')];
    const read = parseBetwayEvent(payload([market('1')], outcomes, [price('11', 0)]));
    expect(read[0]?.outcomes.map(each => [each.odds, each.active])).toEqual([
      [null, false],
      [null, false],
    ]);
  });

  it('loses no price whose outcome is missing, and lets it stand for no market', () => {
    const read = parseBetwayEvent(payload([market('1')], [], [price('11')]));
    expect(read.map(each => [each.externalMarketId, each.outcomes.length])).toEqual([
      ['1', 0],
      ['7158328211', 1],
    ]);
  });

  it('knows the event by its id where nothing else tells it, and takes the rest from the caller', () => {
    const read = payload([market('1')], [], []);
    expect(parseEvent(read)).toMatchObject({ sportradarId: '71583282', sport: null, home: null, startsAt: null });
    expect(parseEvent(read, 'betway', { event: { sport: 'tennis', home: 'Reds' } })).toMatchObject({
      sport: 'tennis',
      home: 'Reds',
    });
  });

  it('tells several events apart by the ids in the lists', () => {
    const other = { marketId: '9918', eventId: 99, outcomeId: '991812', name: 'Over ', originalMarketId: '9918' };
    const several = {
      events: [
        { eventId: EVENT, sportId: 'soccer' },
        { eventId: 99, sportId: 'tennis' },
      ],
      markets: [market('18'), other],
      outcomes: [other, outcome('18', '12')],
      prices: [price('1812'), { outcomeId: '991812', priceDecimal: 3 }],
    };
    const read = parseEvents(several, 'betway');
    expect(read.map(each => [each.eventId, each.sport, each.markets[0]?.outcomes[0]?.odds])).toEqual([
      ['71583282', 'football', 1.8],
      ['99', 'tennis', 3],
    ]);
    expect(() => parseBetwayEvent(several)).toThrow(/a list of 2 events: parseEvents reads lists/);
  });

  it.each([null, [], {}, { outcomes: [] }, { prices: [] }, { sportEvent: {} }])('refuses %j', value => {
    expect(() => parseBetwayEvent(value)).toThrow(InvalidPayloadError);
  });
});
