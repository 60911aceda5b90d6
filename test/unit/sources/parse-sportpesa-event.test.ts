import { describe, expect, it } from 'vitest';
import { InvalidPayloadError } from '../../../src/model/errors.js';
import { parseEvent, parseEvents } from '../../../src/sources/parse-event.js';
import { parseSportpesaEvent } from '../../../src/sources/sportpesa/parse-sportpesa-event.js';

const selection = (shortName: string, specValue: unknown, change: object = {}) => ({
  id: 2667770025,
  name: `Reds [${specValue}]`,
  shortName,
  odds: '1.80',
  specValue,
  ...change,
});
const handicap = {
  id: 51,
  name: 'Handicap',
  specValue: -1.5,
  selections: [selection('1', -1.5), selection('2', -1.5)],
};
const game = (change: object = {}) => ({
  id: 8887261,
  betradarId: 71348330,
  sport: { id: 1, name: 'Football' },
  competitors: [{ name: 'Reds' }, { name: 'Blues' }],
  dateTimestamp: 1779415200000,
  markets: [handicap],
  ...change,
});
const read = (...markets: unknown[]) => parseSportpesaEvent({ 8899005: markets });

describe('parseSportpesaEvent', () => {
  it('reads a game of a list', () => {
    expect(parseSportpesaEvent([game()])).toEqual([
      {
        source: 'sportpesa',
        externalMarketId: '51',
        marketName: 'Handicap',
        parameter: '-1.5',
        outcomes: [
          { id: null, name: '1', odds: 1.8, active: true },
          { id: null, name: '2', odds: 1.8, active: true },
        ],
        event: {
          source: 'sportpesa',
          eventId: '8887261',
          sportradarId: '71348330',
          sport: 'football',
          home: 'Reds',
          away: 'Blues',
          startsAt: new Date('2026-05-22T02:00:00Z'),
          isLive: false,
        },
      },
    ]);
  });

  it('reads the markets of one game by its id, and takes the rest from the caller', () => {
    const payload = { 8899005: [handicap] };
    expect(parseEvent(payload)).toMatchObject({ eventId: '8899005', sportradarId: null, sport: null, home: null });
    const event = { sport: 'tennis', sportradarId: '71529092', eventId: '1', isLive: true };
    expect(parseEvent(payload, 'sportpesa', { event })).toMatchObject({ ...event, eventId: '8899005' });
  });

  it('makes one market of each line', () => {
    const markets = read(
      {
        ...handicap,
        selections: [selection('1', 1.5), selection('2', 1.5), selection('1', '2.50'), selection('2', 2.5)],
      },
      { ...handicap, selections: [selection('1', -0.5)] },
    );
    expect(markets.map(each => [each.parameter, each.outcomes.length])).toEqual([
      ['1.5', 2],
      ['2.5', 2],
      ['-0.5', 1],
    ]);
  });

  it('takes the value of the market where its selections have none', () => {
    expect(read({ ...handicap, selections: [selection('1', undefined)] })[0]?.parameter).toBe('-1.5');
  });

  it('takes 0 for no line, unless the names of the selections have it', () => {
    expect(read({ id: 10, specValue: 0, selections: [selection('1', 0, { name: 'Reds' })] })[0]?.parameter).toBeNull();
    const zero = [selection('1', 0, { name: 'Reds [0.00]' }), selection('2', 0, { name: 'Blues [-0.00]' })];
    expect(read({ ...handicap, selections: zero }).map(each => [each.parameter, each.outcomes.length])).toEqual([
      ['0', 2],
    ]);
  });

  it.each(['0.00', 0, '1', null, ''])('finds no price in %j', odds => {
    const [market] = read({ ...handicap, selections: [selection('1', 1, { odds })] });
    expect(market?.outcomes).toEqual([{ id: null, name: '1', odds: null, active: false }]);
  });

  it('leaves out only what can not be read', () => {
    const strange = [null, 'x', {}, { id: {}, selections: [] }];
    expect(read(handicap, ...strange, { ...handicap, id: 52, selections: [null, 5, selection('1', 1)] })).toHaveLength(
      2,
    );
  });

  it('leaves lists of several to parseEvents, games and markets by id alike', () => {
    const games = [game(), game({ id: 2 })];
    const byId = { 1: [handicap], 2: [handicap] };
    for (const list of [games, byId]) {
      expect(() => parseSportpesaEvent(list)).toThrow(/got a list of 2 events: parseEvents reads lists/);
    }
    expect(parseEvents(games).map(each => each.eventId)).toEqual(['8887261', '2']);
    expect(parseEvents(byId).map(each => each.eventId)).toEqual(['1', '2']);
    expect(parseEvents([], 'sportpesa')).toEqual([]);
  });

  it.each([null, [], {}, { 1: 'x' }, { a: [handicap] }, { id: 1, markets: [] }])('refuses %j', value => {
    expect(() => parseSportpesaEvent(value)).toThrow(InvalidPayloadError);
  });
});
