import { describe, expect, it } from 'vitest';
import { InvalidPayloadError } from '../../../src/model/errors.js';
import { parseMsportEvent } from '../../../src/sources/msport/parse-msport-event.js';
import { parseEvent } from '../../../src/sources/parse-event.js';
import { parseSportybetEvent } from '../../../src/sources/sportybet/parse-sportybet-event.js';

const outcome = { id: '12', description: 'Over 2.5', odds: '1.80', isActive: 1 };
const market = { id: 18, name: 'O/U', description: 'O/U 2.5', specifiers: 'total=2.5', status: 0, outcomes: [outcome] };
const event = (...markets: unknown[]) => ({
  bizCode: 10000,
  data: {
    eventId: 'sr:match:71583282',
    homeTeam: 'Reds',
    awayTeam: 'Blues',
    sport: 'Soccer',
    startTime: 1779415200000,
    status: 0,
    markets,
  },
});
const read = (change: object) => parseMsportEvent(event({ ...market, ...change }))[0];

describe('parseMsportEvent', () => {
  it('reads a market', () => {
    expect(parseMsportEvent(event(market))).toEqual([
      {
        source: 'msport',
        externalMarketId: '18',
        marketName: 'O/U',
        parameter: 'total=2.5',
        outcomes: [{ id: '12', name: 'Over 2.5', odds: 1.8, active: true }],
        event: {
          source: 'msport',
          eventId: 'sr:match:71583282',
          sportradarId: '71583282',
          sport: 'football',
          home: 'Reds',
          away: 'Blues',
          startsAt: new Date('2026-05-22T02:00:00Z'),
          isLive: false,
        },
      },
    ]);
  });

  it('names a market by its description where its name is a template or missing', () => {
    expect(read({ name: '{!setnr} set - games O/U', description: '1st set - games O/U' })?.marketName).toBe(
      '1st set - games O/U',
    );
    expect(read({ name: '' })?.marketName).toBe('O/U 2.5');
  });

  it.each([
    [{ status: 1 }, false],
    [{ status: '0' }, true],
    [{ status: undefined }, true],
    [{ outcomes: [{ ...outcome, isActive: 0 }] }, false],
    [{ outcomes: [{ ...outcome, odds: '1.00' }] }, false],
  ])('reads a market with %j', (change, active) => {
    expect(read(change)?.outcomes[0]?.active).toBe(active);
  });

  it('takes an empty specifier for none', () => {
    expect(read({ specifiers: '' })?.parameter).toBeNull();
  });

  it('leaves out only what can not be read', () => {
    const strange = [null, 'x', [], {}, { id: {} }, { ...market, id: '19', outcomes: 'none' }];
    const markets = parseMsportEvent(event(...strange, { ...market, outcomes: [null, 5, outcome] }));
    expect(markets.map(each => [each.externalMarketId, each.outcomes.length])).toEqual([
      ['19', 0],
      ['18', 1],
    ]);
  });

  it.each([
    [0, false],
    [1, true],
    ['1', true],
    [3, false],
    [undefined, false],
  ])('tells by the status %j whether it is live', (status, isLive) => {
    expect(parseEvent({ data: { ...event().data, status } }, 'msport').isLive).toBe(isLive);
  });

  it('refuses an event of SportyBet, and SportyBet refuses one of MSport, each naming the other', () => {
    const sportybet = { bizCode: 10000, data: { eventId: 'sr:match:1', homeTeamName: 'Reds', markets: [] } };
    expect(() => parseMsportEvent(sportybet)).toThrow(/looks like a payload of sportybet/);
    expect(() => parseSportybetEvent(event(market))).toThrow(/looks like a payload of msport/);
    const bare = { data: { markets: [{ id: 18, specifiers: '', outcomes: [] }] } };
    expect(() => parseSportybetEvent(bare)).toThrow(InvalidPayloadError);
    expect(parseMsportEvent(bare)).toHaveLength(1);
  });

  it('is told from SportyBet by the event before its markets, and by those before their outcomes', () => {
    const both = { ...market, desc: 'O/U', specifier: 'total=2.5' };
    expect(() => parseSportybetEvent(event(both))).toThrow(InvalidPayloadError);
    expect(parseMsportEvent(event(both))).toHaveLength(1);
    const mixed = { data: { eventId: 'sr:match:1', markets: [{ ...market, outcomes: [{ id: '1', desc: 'Home' }] }] } };
    expect(() => parseSportybetEvent(mixed)).toThrow(InvalidPayloadError);
    expect(parseMsportEvent(mixed)).toHaveLength(1);
  });

  it('names the error that MSport answered with', () => {
    expect(() => parseMsportEvent({ bizCode: 19000, message: 'Event not found', data: null })).toThrow(
      'parseMsportEvent: MSport answered with bizCode 19000 (Event not found) instead of an event',
    );
  });
});
