import { describe, expect, it } from 'vitest';
import { defineSource } from '../../../src/sources/define-source.js';
import { parseEvent, parseEvents } from '../../../src/sources/parse-event.js';
import { SourceRegistry } from '../../../src/sources/registry.js';
import type { SourceOptions } from '../../../src/sources/source-definition.js';

const defined = (options: object) => defineSource({ id: 'mybook', ...options } as SourceOptions);
const refused = (field: string, message = '') =>
  expect.objectContaining({ code: 'VALIDATION', field, message: expect.stringContaining(message) });

describe('a definition', () => {
  it('keeps what it says', () => {
    const says = { label: 'My Book', parameter: 'bare', side: 'away', unit: 0.25, feed: 'uof', idsPerSport: true };
    expect(defined(says)).toMatchObject(says);
    expect(defined({ feed: null, parseEvent: null, parseEvents: undefined })).toMatchObject({ feed: null });
  });

  it('is returned as it is where it is defined already', () => {
    const mybook = defined({});
    expect(defineSource(mybook as SourceOptions)).toBe(mybook);
    expect(defineSource({ id: 'mybook' })).not.toBe(mybook);
  });

  it('is bounded in every text and number', () => {
    expect(defined({ label: 'x'.repeat(100), feed: 'x'.repeat(20), unit: 1_000 }).unit).toBe(1_000);
    expect(() => defined({ label: 'x'.repeat(101) })).toThrow(refused('label', '1 to 100'));
    expect(() => defined({ label: ' ' })).toThrow(refused('label', 'string'));
    expect(() => defined({ label: 7 })).toThrow(refused('label', 'string'));
    expect(() => defined({ feed: 'x'.repeat(21) })).toThrow(refused('feed', '1 to 20'));
    for (const unit of [1_000.1, 0, -1, '1', Number.POSITIVE_INFINITY]) {
      expect(() => defined({ unit })).toThrow(refused('unit', '1000'));
    }
    expect(() => defined({ side: 7 })).toThrow(refused('side', 'home, away'));
    expect(() => defined({ parameter: 'named' })).toThrow(refused('parameter', 'specifier, bare'));
    expect(() => defined({ parseEvents: 7 })).toThrow(refused('parseEvents', 'function'));
    expect(() => defined({ other: 7 })).toThrow(refused('other', 'known'));
    expect(() => defineSource('mybook' as never)).toThrow(refused('source', 'defineSource'));
    expect(() => new SourceRegistry([{ id: 'x', other: 7 } as never])).toThrow(refused('sources[0].other'));
  });
});

describe('what a reader returns', () => {
  const outcome = { name: 'Home', odds: 1.8 };
  const market = { externalMarketId: '1', outcomes: [outcome] };
  const read = (returned: unknown, options = {}) =>
    parseEvent({}, defined({ parseEvent: () => returned }), options as never);

  it('may leave out what it does not know, and say it with an empty text', () => {
    const event = read({ home: '', away: undefined, markets: [{ ...market, marketName: '', parameter: undefined }] });
    expect(event).toMatchObject({ home: null, away: null, isLive: false });
    expect(event.markets).toMatchObject([
      { marketName: null, parameter: null, outcomes: [{ id: null, name: 'Home', odds: 1.8, active: true }] },
    ]);
  });

  it('is active where it says so and has a price', () => {
    const active = (fields: object) =>
      read([{ ...market, outcomes: [{ ...outcome, ...fields }] }]).markets[0]?.outcomes[0];
    expect(active({ active: false })?.active).toBe(false);
    expect(active({ active: true, odds: null })).toMatchObject({ active: false, odds: null });
    expect(active({ odds: undefined })).toMatchObject({ active: false, odds: null });
  });

  it.each([
    [{ startsAt: new Date(Number.NaN), markets: [] }, 'startsAt', 'Date'],
    [{ startsAt: 7, markets: [] }, 'startsAt', 'Date'],
    [{ isLive: null, markets: [] }, 'isLive', 'true or false'],
    [{ sportradarId: 7, markets: [] }, 'sportradarId', 'digits'],
    [{ sportradarId: '1'.repeat(20), markets: [] }, 'sportradarId', 'digits'],
    [{ sportradarId: 'x7', markets: [] }, 'sportradarId', 'digits'],
    [{ sportradarId: '7x', markets: [] }, 'sportradarId', 'digits'],
    [{ sport: 'soccer', markets: [] }, 'sport', 'football'],
    [{ other: 7, markets: [] }, 'other', 'known'],
    [{ source: 'betika', markets: [] }, 'source', 'mybook'],
    [[{ ...market, externalMarketId: '' }], 'markets[0].externalMarketId', 'empty'],
    [[{ ...market, source: 'betika' }], 'markets[0].source', 'mybook'],
    [[{ ...market, marketName: 7 }], 'markets[0].marketName', 'string or null'],
    [[market, 7], 'markets[1]', 'market'],
    [[{ ...market, outcomes: {} }], 'markets[0].outcomes', 'array'],
    [[{ ...market, outcomes: [7] }], 'markets[0].outcomes[0]', 'outcome'],
    [[{ ...market, outcomes: [{ ...outcome, name: undefined }] }], 'markets[0].outcomes[0].name', 'string'],
    [[{ ...market, outcomes: [{ ...outcome, id: 7 }] }], 'markets[0].outcomes[0].id', 'string or null'],
    [[{ ...market, outcomes: [{ ...outcome, odds: -0.5 }] }], 'markets[0].outcomes[0].odds', 'decimal'],
    [[{ ...market, outcomes: [{ ...outcome, odds: Number.POSITIVE_INFINITY }] }], 'markets[0].outcomes[0].odds', ''],
  ])('is refused with the place and with what it must be: %j', (returned, field, message) => {
    expect(() => read(returned)).toThrow(refused(field, message));
  });

  it('may say everything', () => {
    const startsAt = new Date('2026-05-06T12:00:00Z');
    const info = {
      eventId: '7',
      sportradarId: '1'.repeat(19),
      sport: 'tennis',
      home: 'A',
      away: 'B',
      startsAt,
      isLive: true,
    };
    expect(read({ source: 'mybook', ...info, markets: [{ source: 'mybook', ...market }] })).toMatchObject(info);
    const nothing = { eventId: null, sportradarId: null, sport: null, home: null, away: null, startsAt: null };
    expect(read({ ...nothing, markets: [] })).toMatchObject({ ...nothing, isLive: false });
  });

  it('goes before what the caller knows, which fills in the rest', () => {
    const startsAt = new Date('2026-05-06T12:00:00Z');
    const event = { eventId: '8', sportradarId: '9', sport: 'tennis', home: 'A', away: 'B', startsAt, isLive: true };
    expect(read([market], { event })).toMatchObject(event);
    expect(read({ eventId: '7', isLive: false, markets: [] }, { event })).toMatchObject({
      ...event,
      eventId: '7',
      isLive: false,
    });
    expect(() => read([], { event: null })).toThrow(refused('event', 'object'));
    expect(() => read([], { event: 'x' })).toThrow(refused('event', 'object'));
    expect(() => read([], { other: 1 })).toThrow(refused('options.other'));
  });

  it('of a list is told with its place, and what identifies one event is not taken for several', () => {
    const list = (events: unknown) => defined({ parseEvents: () => events });
    expect(() => parseEvents({}, list(7))).toThrow(refused('parseEvents', 'mybook'));
    expect(() => parseEvents({}, list([{ markets: [] }, 7]))).toThrow(
      refused('parseEvents[1]', 'an event or its markets'),
    );
    expect(() => parseEvents({}, list([{ markets: 7 }]))).toThrow(refused('[0].markets', 'array'));
    expect(() => parseEvents({}, list([{ home: 7, markets: [] }]))).toThrow(refused('[0].home'));
    const two = list([{ markets: [] }, { markets: [] }]);
    for (const given of [
      { eventId: '7' },
      { sportradarId: '7' },
      { home: 'A' },
      { away: 'B' },
      { startsAt: new Date() },
    ]) {
      expect(() => parseEvents({}, two, { event: given })).toThrow(
        refused(`event.${Object.keys(given)[0]}`, 'several'),
      );
      expect(parseEvents({}, list([{ markets: [] }]), { event: given })).toMatchObject([given]);
    }
    expect(parseEvents({}, two, { event: { sport: 'tennis', isLive: true } })).toMatchObject([
      { sport: 'tennis', isLive: true },
      { sport: 'tennis', isLive: true },
    ]);
    expect(parseEvents({}, two, { event: { home: null } })).toHaveLength(2);
  });

  it('is one that a consumer’s own list reader gives, before its reader of one', () => {
    const both = defined({
      parseEvent: () => ({ eventId: 'one', markets: [] }),
      parseEvents: () => [{ eventId: 'many', markets: [] }],
    });
    expect(parseEvents([1], both).map(({ eventId }) => eventId)).toEqual(['many']);
    expect(parseEvent([1], both).eventId).toBe('one');
    expect(() => parseEvent({}, defined({ parseEvents: () => [] }))).toThrow(refused('source', 'parseEvent'));
    expect(() => parseEvents({}, defined({}))).toThrow(refused('source', '"mybook"'));
  });
});
