import { describe, expect, it } from 'vitest';
import { InvalidPayloadError, ValidationError } from '../../../src/model/errors.js';
import { parseBet9jaEvent } from '../../../src/sources/bet9ja/parse-bet9ja-event.js';
import { parseBetpawaEvent } from '../../../src/sources/betpawa/parse-betpawa-event.js';
import { defineSource } from '../../../src/sources/define-source.js';
import { parseEvent, parseEvents } from '../../../src/sources/parse-event.js';
import { definitionOf, KNOWN_SOURCES } from '../../../src/sources/registry.js';
import { parseSportybetEvent } from '../../../src/sources/sportybet/parse-sportybet-event.js';

const outcomes = [{ id: '1', desc: 'Home', odds: '1.50', isActive: 1 }];
const sportybet = (id: number, change: object = {}) => ({
  eventId: `sr:match:${id}`,
  homeTeamName: 'Reds',
  awayTeamName: 'Blues',
  sport: { id: 'sr:sport:1', name: 'Football' },
  estimateStartTime: 1779415200000,
  status: 0,
  markets: [{ id: '1', name: '1X2', status: 0, outcomes }],
  ...change,
});
const bet9ja = (id: number, change: object = {}) => ({
  ID: id,
  EXTID: '71583282',
  DS: 'Reds - Blues',
  S: 'Soccer',
  STARTDATE: '2026-05-22 02:00:00',
  O: { S_1X2_1: '1.88', S_1X2_X: '2.87' },
  ...change,
});
const prices = [{ name: '1', typeId: '3744', price: 2.41 }];
const betpawa = (id: number, change: object = {}) => ({
  id: String(id),
  participants: [
    { name: 'Blues', position: 2 },
    { name: 'Reds', position: 1 },
  ],
  widgets: [
    { id: '13599033', type: 'GENIUSSPORTS' },
    { id: '71583282', type: 'SPORTRADAR' },
  ],
  startTime: '2026-05-22T02:00:00Z',
  category: { id: '2', name: 'Football' },
  additionalInfo: { live: false },
  markets: [{ marketType: { id: '3743', name: '1X2 - FT' }, row: [{ prices }] }],
  ...change,
});
const info = {
  sportradarId: '71583282',
  sport: 'football',
  home: 'Reds',
  away: 'Blues',
  startsAt: new Date('2026-05-22T02:00:00Z'),
  isLive: false,
};

describe('parseEvent', () => {
  it.each([
    ['sportybet', { bizCode: 10000, data: sportybet(71583282) }, 'sr:match:71583282'],
    ['bet9ja', { R: 'OK', D: bet9ja(5) }, '5'],
    ['betpawa', betpawa(6), '6'],
  ])('tells by its shape an event of %s, and what it tells of the event', (source, payload, eventId) => {
    const { markets, ...told } = parseEvent(payload);
    expect(told).toEqual({ source, eventId, ...info });
    expect(markets).toHaveLength(1);
    expect(markets[0]?.event).toEqual(told);
    expect(parseEvent(payload, source)).toEqual({ ...told, markets });
  });

  it('does not tell where two bookmakers could have the shape', () => {
    const payload = { bizCode: 10000, data: { eventId: 'sr:match:1', markets: [] } };
    expect(() => parseEvent(payload)).toThrow(
      new InvalidPayloadError(
        'parseEvent: this could be a payload of sportybet or msport: pass the source as the second argument',
      ),
    );
    expect(parseEvent(payload, 'msport').source).toBe('msport');
    expect(parseEvent(payload, 'sportybet').source).toBe('sportybet');
  });

  it.each([null, 5, 'x', [], {}, { a: 1 }])('finds no bookmaker for %j', payload => {
    expect(() => parseEvent(payload)).toThrow(InvalidPayloadError);
  });

  it('lets the caller supply what the payload lacks, and nothing else', () => {
    const event = { sport: 'tennis', home: 'X', isLive: true, eventId: '9', startsAt: new Date(0) };
    expect(parseEvent({ data: sportybet(1) }, 'sportybet', { event })).toMatchObject({
      sport: 'football',
      home: 'Reds',
      isLive: false,
      eventId: 'sr:match:1',
    });
    const bare = { data: { eventId: 'x', homeTeamName: null, markets: [] } };
    expect(parseEvent(bare, 'sportybet', { event })).toMatchObject({ ...event, eventId: 'x', sportradarId: null });
  });

  it.each([
    [{ sport: 'soccer' }, 'event.sport'],
    [{ sportradarId: 'sr:match:1' }, 'event.sportradarId'],
    [{ startsAt: '2026-05-22' }, 'event.startsAt'],
    [{ isLive: 1 }, 'event.isLive'],
    [{ home: 5 }, 'event.home'],
    [{ source: 'betika' }, 'event.source'],
    [{ team: 'Reds' }, 'event.team'],
  ])('refuses %j of the caller', (event, field) => {
    const parse = () => parseEvent({ data: sportybet(1) }, 'sportybet', { event: event as object });
    expect(parse).toThrow(expect.objectContaining({ code: 'VALIDATION', field }));
  });

  it('asks for a definition of a source that it does not know', () => {
    expect(() => parseEvent({}, 'mybook')).toThrow(/^source: has no reader: "mybook" is not one of betpawa, /);
    expect(() => parseEvent({}, defineSource({ id: 'mybook' }))).toThrow(ValidationError);
    expect(parseEvent({ data: sportybet(1) }, definitionOf('sportybet')).source).toBe('sportybet');
  });

  it('guesses no sport, team or id', () => {
    const told = (change: object) => parseEvent({ R: 'OK', D: bet9ja(1, change) });
    expect(told({ S: 'Hockey' }).sport).toBeNull();
    expect(told({ DS: 'Reds - Blues - Greens' })).toMatchObject({ home: null, away: null });
    expect(told({ EXTID: '0' }).sportradarId).toBeNull();
    expect(told({ STARTDATE: '22.05.2026' }).startsAt).toBeNull();
    const widgets = ['1', '2'].map(id => ({ id, type: 'SPORTRADAR' }));
    expect(parseEvent(betpawa(1, { widgets })).sportradarId).toBeNull();
    const participants = [{ name: 'A' }, { name: 'B' }, { name: 'C' }];
    expect(parseEvent(betpawa(1, { participants }))).toMatchObject({ home: null, away: null });
  });
});

describe('parseEvents', () => {
  const lists: [string, (payload: unknown) => unknown, string, unknown][] = [
    [
      'bet9ja',
      parseBet9jaEvent,
      'a league',
      { R: 'OK', D: { E: [bet9ja(1), bet9ja(2)], MK: [{ ID: 'S_1X2', DS: '1X2' }] } },
    ],
    [
      'bet9ja',
      parseBet9jaEvent,
      'a search',
      { R: 'OK', D: { numFound: 2, S: { 7: { E: [bet9ja(1)] }, 8: { E: [bet9ja(2)] } } } },
    ],
    [
      'sportybet',
      parseSportybetEvent,
      'a day',
      { bizCode: 10000, data: { tournaments: [{ events: [sportybet(1)] }, { events: [sportybet(2)] }] } },
    ],
    [
      'sportybet',
      parseSportybetEvent,
      'a recommendation',
      { bizCode: 10000, data: { events: [sportybet(1), sportybet(2)] } },
    ],
    [
      'sportybet',
      parseSportybetEvent,
      'what is live',
      { bizCode: 10000, data: [{ id: 'sr:tournament:1', events: [sportybet(1), sportybet(2)] }] },
    ],
    ['betpawa', parseBetpawaEvent, 'a list', { responses: [{ responses: [betpawa(1), betpawa(2)] }] }],
  ];

  it.each(lists)(
    '%s: reads every event of a list, which its reader of one refuses: %s %s',
    (source, reader, _what, list) => {
      const events = parseEvents(list);
      expect(events.map(event => [event.source, event.markets.length])).toEqual([
        [source, 1],
        [source, 1],
      ]);
      expect(new Set(events.map(event => event.eventId)).size).toBe(2);
      expect(() => reader(list)).toThrow(/expected one event, got a list of 2 events: parseEvents reads lists/);
      expect(() => parseEvent(list)).toThrow(InvalidPayloadError);
    },
  );

  it('reads one event as a list of one, and a list of one as one event', () => {
    expect(parseEvents(betpawa(1))).toEqual([parseEvent(betpawa(1))]);
    const list = { R: 'OK', D: { E: [bet9ja(1)] } };
    expect(parseEvents(list)).toEqual([parseEvent(list)]);
    expect(parseBet9jaEvent(list)).toHaveLength(1);
  });

  it('gives the events of a league the names of its markets', () => {
    const league = { R: 'OK', D: { E: [bet9ja(1)], MK: [{ ID: 'S_1X2', DS: '1X2' }] } };
    expect(parseEvents(league)[0]?.markets[0]?.marketName).toBe('1X2');
  });

  it.each([
    ['sportybet', { bizCode: 10000, data: [] }],
    ['msport', { bizCode: 10000, data: { tournaments: [] } }],
    ['bet9ja', { R: 'OK', D: { E: [] } }],
    ['betpawa', { responses: [] }],
    ['betika', { data: [] }],
    ['sportpesa', []],
  ])('reads a list without events of %s, where the reader of one event refuses it', (source, list) => {
    expect(parseEvents(list, source)).toEqual([]);
    expect(() => parseEvent(list, source)).toThrow(InvalidPayloadError);
  });

  it('lets the caller say of several events only what holds for all', () => {
    const list = { data: { events: [sportybet(1, { sport: null }), sportybet(2, { sport: null })] } };
    expect(parseEvents(list, 'sportybet', { event: { sport: 'tennis' } }).map(event => event.sport)).toEqual([
      'tennis',
      'tennis',
    ]);
    expect(() => parseEvents(list, 'sportybet', { event: { home: 'Reds' } })).toThrow(
      expect.objectContaining({ code: 'VALIDATION', field: 'event.home' }),
    );
  });

  it('has a reader for every bookmaker that the package knows', () => {
    for (const source of KNOWN_SOURCES) expect(() => parseEvents(null, source)).toThrow(InvalidPayloadError);
  });
});
