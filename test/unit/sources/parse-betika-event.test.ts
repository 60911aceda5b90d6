import { describe, expect, it } from 'vitest';
import { InvalidPayloadError } from '../../../src/model/errors.js';
import { parseBetikaEvent } from '../../../src/sources/betika/parse-betika-event.js';
import { parseEvent, parseEvents } from '../../../src/sources/parse-event.js';

const odd = (display: string, line: string, id: string, change: object = {}) => ({
  display,
  odd_key: display.toLowerCase(),
  odd_value: '1.80',
  special_bet_value: line,
  outcome_id: id,
  ...change,
});
const total = { sub_type_id: '18', name: 'TOTAL', odds: [odd('OVER 2.5', 'total=2.5', '12')] };
const match = (odds: unknown, change: object = {}) => ({
  match_id: '10947835',
  parent_match_id: '71583282',
  home_team: 'Reds',
  away_team: 'Blues',
  start_time: '2026-05-22 05:00:00',
  sport_name: 'Soccer',
  odds,
  ...change,
});
const event = (...markets: unknown[]) => ({ data: [match(markets)], meta: {} });

describe('parseBetikaEvent', () => {
  it('reads a market', () => {
    expect(parseBetikaEvent(event(total))).toEqual([
      {
        source: 'betika',
        externalMarketId: '18',
        marketName: 'TOTAL',
        parameter: 'total=2.5',
        outcomes: [{ id: '12', name: 'OVER 2.5', odds: 1.8, active: true }],
        event: {
          source: 'betika',
          eventId: '10947835',
          sportradarId: '71583282',
          sport: 'football',
          home: 'Reds',
          away: 'Blues',
          // Its clock is Nairobi's.
          startsAt: new Date('2026-05-22T02:00:00Z'),
          isLive: false,
        },
      },
    ]);
  });

  it('makes one market of each line, whatever order the outcomes stand in', () => {
    const odds = [
      odd('OVER 1.5', 'total=1.5', '12'),
      odd('OVER 2.5', 'total=2.5', '12'),
      odd('UNDER 1.5', 'total=1.5', '13'),
      odd('UNDER 2.5', 'total=2.5', '13'),
    ];
    const markets = parseBetikaEvent(event({ ...total, odds }));
    expect(markets.map(each => [each.parameter, each.outcomes.map(outcome => outcome.name)])).toEqual([
      ['total=1.5', ['OVER 1.5', 'UNDER 1.5']],
      ['total=2.5', ['OVER 2.5', 'UNDER 2.5']],
    ]);
  });

  it('puts a line that stands in two places together', () => {
    const under = { ...total, odds: [odd('UNDER 2.5', 'total=2.5', '13')] };
    expect(parseBetikaEvent(event(total, under)).map(each => each.outcomes.length)).toEqual([2]);
  });

  it.each([
    [{ odd_active: 0 }, false],
    [{ market_active: 0 }, false],
    [{ odd_active: 1, market_active: '1' }, true],
    [{ odd_value: '0.00' }, false],
    [{ odd_value: 1 }, false],
  ])('reads an outcome with %j', (change, active) => {
    const markets = parseBetikaEvent(event({ ...total, odds: [odd('OVER 2.5', 'total=2.5', '12', change)] }));
    expect(markets[0]?.outcomes[0]?.active).toBe(active);
  });

  it('holds the prices of a market that is not active for not active', () => {
    expect(parseBetikaEvent(event({ ...total, market_active: 0 }))[0]?.outcomes[0]).toMatchObject({
      odds: 1.8,
      active: false,
    });
  });

  it('reads ids that are numbers, and an outcome without a line', () => {
    const markets = parseBetikaEvent(event({ sub_type_id: 1, odds: [{ display: 'X', odd_value: 3, outcome_id: 2 }] }));
    expect(markets).toMatchObject([{ externalMarketId: '1', parameter: null, outcomes: [{ id: '2', odds: 3 }] }]);
  });

  it('leaves out only what can not be read', () => {
    const markets = parseBetikaEvent(
      event(null, 'x', {}, { sub_type_id: {} }, { ...total, odds: [null, 5, ...total.odds] }),
    );
    expect(markets.map(each => each.outcomes.length)).toEqual([1]);
  });

  it('knows a live match by its status, and an electronic one by its mark', () => {
    const told = (change: object) => parseEvent({ data: [match([total], change)] });
    expect(told({ live_match_status: 1, match_time: '35:51' }).isLive).toBe(true);
    expect(told({ bet_status: 'STARTED' }).isLive).toBe(true);
    expect(told({}).isLive).toBe(false);
    expect(told({ is_esport: 1 }).sport).toBe('esports');
  });

  it('reads the markets of one match where they stand for the matches, and the match in `meta`', () => {
    const { odds, ...meta } = match([total]);
    expect(parseEvent({ data: odds, meta })).toMatchObject({
      sportradarId: '71583282',
      markets: [{ externalMarketId: '18' }],
    });
  });

  it('leaves lists of several to parseEvents', () => {
    const list = { data: [match([total]), match([total], { match_id: '2' })] };
    expect(() => parseBetikaEvent(list)).toThrow(
      new InvalidPayloadError('parseBetikaEvent: expected one event, got a list of 2 events: parseEvents reads lists'),
    );
    expect(parseEvents(list).map(each => each.eventId)).toEqual(['10947835', '2']);
    expect(parseEvents({ data: [] }, 'betika')).toEqual([]);
  });

  it.each([null, [], {}, { data: {} }, { data: [] }, { data: [{ id: 1 }] }])('refuses %j', value => {
    expect(() => parseBetikaEvent(value)).toThrow(InvalidPayloadError);
  });
});
