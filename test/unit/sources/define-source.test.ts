import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidPayloadError, isMarketMappingError, ValidationError } from '../../../src/model/errors.js';
import { defineSource } from '../../../src/sources/define-source.js';
import { parseEvent, parseEvents } from '../../../src/sources/parse-event.js';
import { BUILT_IN_SOURCES, definitionOf, KNOWN_SOURCES, SourceRegistry } from '../../../src/sources/registry.js';
import type { SourceOptions } from '../../../src/sources/source-definition.js';

const outcome = { id: 'h', name: 'Home', odds: 1.8, active: true };
const market = { source: 'mybook', externalMarketId: '1', marketName: 'Winner', parameter: null, outcomes: [outcome] };
const returning = (returned: unknown) => defineSource({ id: 'mybook', parseEvent: () => returned as { markets: [] } });
const refused = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    if (error instanceof ValidationError) return error.field;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('defineSource', () => {
  it('fills in what is left out, and freezes what it returns', () => {
    const definition = defineSource({ id: 'mybook' });
    expect(definition).toEqual({
      id: 'mybook',
      label: 'mybook',
      parameter: 'specifier',
      side: 'home',
      unit: 1,
      feed: null,
      idsPerSport: false,
      parseEvent: null,
      parseEvents: null,
    });
    expect(Object.isFrozen(definition)).toBe(true);
  });

  it.each([
    [{ id: 'My Book' }, 'id'],
    [{ id: 'null' }, 'id'],
    [{ id: 'a'.repeat(21) }, 'id'],
    [{}, 'id'],
    [{ id: 'mybook', label: '' }, 'label'],
    [{ id: 'mybook', label: 'a\0' }, 'label'],
    [{ id: 'mybook', parameter: 'named' }, 'parameter'],
    [{ id: 'mybook', side: 'left' }, 'side'],
    [{ id: 'mybook', unit: 0 }, 'unit'],
    [{ id: 'mybook', unit: Number.NaN }, 'unit'],
    [{ id: 'mybook', feed: 5 }, 'feed'],
    [{ id: 'mybook', idsPerSport: 1 }, 'idsPerSport'],
    [{ id: 'mybook', parseEvent: {} }, 'parseEvent'],
    // What only a bookmaker built in can have: no definition loosens how markets match.
    [{ id: 'mybook', candidateIds: () => ['1'] }, 'candidateIds'],
    [{ id: 'mybook', scoreInParameter: true }, 'scoreInParameter'],
    [null, 'source'],
  ])('refuses %j', (options, field) => {
    expect(refused(() => defineSource(options as SourceOptions))).toBe(field);
  });
});

describe('a defined source', () => {
  it('reads an event, and fills in what its reader does not tell', () => {
    const { source: _, ...untold } = market;
    const event = parseEvent({}, returning({ eventId: '7', sport: 'tennis', markets: [untold] }));
    expect(event).toEqual({
      source: 'mybook',
      eventId: '7',
      sportradarId: null,
      sport: 'tennis',
      home: null,
      away: null,
      startsAt: null,
      isLive: false,
      markets: [{ ...market, event: event.markets[0]?.event }],
    });
    expect(event.markets[0]?.event).toMatchObject({ source: 'mybook', eventId: '7' });
  });

  it('may return its markets alone, and the caller tells the rest', () => {
    const event = parseEvent({}, returning([market]), { event: { sport: 'tennis', isLive: true } });
    expect(event).toMatchObject({ sport: 'tennis', isLive: true, markets: [{ externalMarketId: '1' }] });
  });

  it('takes odds of 0 and 1 for no price, as every reader does', () => {
    const odds = (value: unknown) =>
      parseEvent({}, returning([{ ...market, outcomes: [{ ...outcome, odds: value }] }])).markets[0]?.outcomes[0];
    for (const none of [0, 1, null, undefined]) expect(odds(none)).toMatchObject({ odds: null, active: false });
    expect(odds(1.01)).toMatchObject({ odds: 1.01, active: true });
  });

  it.each([
    [undefined, 'parseEvent'],
    ['x', 'parseEvent'],
    [Promise.resolve({ markets: [] }), 'markets'],
    [{ eventId: '7' }, 'markets'],
    [{ eventId: 7, markets: [] }, 'eventId'],
    [{ sport: 'soccer', markets: [] }, 'sport'],
    [{ sportradarId: 'sr:match:7', markets: [] }, 'sportradarId'],
    [{ source: 'sportybet', markets: [] }, 'source'],
    [{ odds: 1, markets: [] }, 'odds'],
    [{ markets: [null] }, 'markets[0]'],
    [{ markets: [{ ...market, source: 'sportybet' }] }, 'markets[0].source'],
    [{ markets: [{ ...market, externalMarketId: 5 }] }, 'markets[0].externalMarketId'],
    [{ markets: [market, { ...market, parameter: 2.5 }] }, 'markets[1].parameter'],
    [{ markets: [{ ...market, outcomes: undefined }] }, 'markets[0].outcomes'],
    [{ markets: [{ ...market, outcomes: [outcome, { ...outcome, odds: '1.8' }] }] }, 'markets[0].outcomes[1].odds'],
    [{ markets: [{ ...market, outcomes: [{ ...outcome, odds: Number.NaN }] }] }, 'markets[0].outcomes[0].odds'],
    [{ markets: [{ ...market, outcomes: [{ ...outcome, name: null }] }] }, 'markets[0].outcomes[0].name'],
    [{ markets: [{ ...market, outcomes: [{ ...outcome, active: 1 }] }] }, 'markets[0].outcomes[0].active'],
  ])('is told where what its reader returned is wrong: %j', (returned, field) => {
    expect(refused(() => parseEvent({}, returning(returned)))).toBe(field);
  });

  it('never lets anything but a typed error out', () => {
    fc.assert(
      fc.property(fc.anything(), returned => {
        try {
          parseEvent({}, returning(returned));
        } catch (error) {
          expect(isMarketMappingError(error)).toBe(true);
        }
      }),
    );
  });

  it('has what its reader fails with told as a payload that it can not read', () => {
    const mybook = defineSource({
      id: 'mybook',
      parseEvent: () => {
        throw new TypeError('x is undefined');
      },
    });
    expect(() => parseEvent({}, mybook)).toThrow(
      new InvalidPayloadError('The reader of mybook failed: x is undefined'),
    );
  });

  it('reads a list event by event, or with a reader of its own', () => {
    const one = defineSource({ id: 'mybook', parseEvent: payload => ({ eventId: String(payload), markets: [] }) });
    expect(parseEvents([1, 2], one).map(event => event.eventId)).toEqual(['1', '2']);
    expect(parseEvents(3, one).map(event => event.eventId)).toEqual(['3']);
    const many = defineSource({ id: 'mybook', parseEvents: () => [{ eventId: '4', markets: [] }] });
    expect(parseEvents({}, many).map(event => event.eventId)).toEqual(['4']);
    const wrong = defineSource({
      id: 'mybook',
      parseEvents: () => [{ markets: [{ ...market, parameter: 5 as never }] }],
    });
    expect(refused(() => parseEvents({}, wrong))).toBe('[0].markets[0].parameter');
  });
});

describe('the registry', () => {
  it('has the bookmakers that the package knows, each under its id', () => {
    expect(BUILT_IN_SOURCES.map(source => source.id)).toEqual(KNOWN_SOURCES);
    for (const source of BUILT_IN_SOURCES) {
      expect(definitionOf(source.id)).toBe(source);
      expect(Object.isFrozen(source)).toBe(true);
      expect(source).toMatchObject({ side: 'home', unit: 1 });
      expect(source.parseEvent).toBeTypeOf('function');
    }
  });

  it('says of which feed they are, and whose ids are used again in another sport', () => {
    const uof = BUILT_IN_SOURCES.filter(source => source.feed === 'uof').map(source => source.id);
    expect(uof).toEqual(['sportybet', 'msport', 'betway', 'betika']);
    expect(BUILT_IN_SOURCES.filter(source => !source.idsPerSport).map(source => source.id)).toEqual(['bet9ja']);
    const bare = BUILT_IN_SOURCES.filter(source => source.parameter === 'bare').map(source => source.id);
    expect(bare).toEqual(['betpawa', 'bet9ja', 'sportpesa']);
  });

  it('takes the consumer’s own sources, defined or not yet', () => {
    const mybook = defineSource({ id: 'mybook', parameter: 'bare' });
    const registry = new SourceRegistry([mybook, { id: 'other', unit: 0.25 }]);
    expect(registry.definitionOf('mybook')).toBe(mybook);
    expect(registry.definitionOf('other').unit).toBe(0.25);
    expect(registry.list().map(source => source.id)).toEqual([...KNOWN_SOURCES, 'mybook', 'other']);
    expect([registry.has('mybook'), registry.has('betika'), registry.has('nobody')]).toEqual([true, true, false]);
    expect(definitionOf('mybook').parameter).toBe('specifier');
  });

  it.each([
    [[{ id: 'sportybet' }], 'sources[0].id'],
    [[{ id: 'mybook' }, { id: 'mybook' }], 'sources[1].id'],
    [[{ id: 'mybook', unit: -1 }], 'sources[0].unit'],
    [['mybook'], 'sources[0]'],
  ])('refuses %j', (sources, field) => {
    expect(refused(() => new SourceRegistry(sources as SourceOptions[]))).toBe(field);
  });

  it('says of a source that nobody defined what holds for most', () => {
    expect(definitionOf('nobody')).toMatchObject({
      id: 'nobody',
      parameter: 'specifier',
      feed: null,
      idsPerSport: false,
    });
  });
});
