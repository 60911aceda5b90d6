import { describe, expect, it } from 'vitest';
import { InvalidPayloadError } from '../../../src/model/errors.js';
import { parseSportybetEvent } from '../../../src/sources/sportybet/parse-sportybet-event.js';

const event = (...markets: unknown[]) => ({ bizCode: 10000, message: '0#0', data: { eventId: 'sr:match:1', markets } });
const outcome = { id: '12', odds: '1.80', isActive: 1, desc: 'Over 2.5' };
const market = { id: '18', specifier: 'total=2.5', status: 0, name: 'Over/Under', desc: 'O/U', outcomes: [outcome] };
const read = (change: object) => parseSportybetEvent(event({ ...market, ...change }))[0];
const readOutcome = (change: object) => read({ outcomes: [{ ...outcome, ...change }] })?.outcomes[0];

describe('parseSportybetEvent', () => {
  it('reads a market', () => {
    expect(parseSportybetEvent(event(market))).toMatchObject([
      {
        source: 'sportybet',
        externalMarketId: '18',
        marketName: 'Over/Under',
        parameter: 'total=2.5',
        outcomes: [{ id: '12', name: 'Over 2.5', odds: 1.8, active: true }],
      },
    ]);
  });

  it('makes one market of each element, also where the id repeats', () => {
    const lines = ['total=1.5', 'total=2.5', 'total=3.5'];
    const markets = parseSportybetEvent(event(...lines.map(specifier => ({ ...market, specifier }))));
    expect(markets.map(each => each.parameter)).toEqual(lines);
  });

  it('reads ids that are numbers', () => {
    expect(read({ id: 18, outcomes: [{ ...outcome, id: 12 }] })).toMatchObject({
      externalMarketId: '18',
      outcomes: [{ id: '12' }],
    });
  });

  it('names a market by its name, else by its description', () => {
    expect(read({ name: '' })?.marketName).toBe('O/U');
    expect(read({ name: ' Both ' })?.marketName).toBe(' Both ');
    expect(read({ name: null, desc: undefined })?.marketName).toBeNull();
  });

  it.each([null, '', undefined])('has no parameter where the specifier is %j', specifier => {
    expect(read({ specifier })?.parameter).toBeNull();
  });

  it.each([{ status: 1 }, { status: '3' }, { banned: true }])(
    'holds the prices of a market with %j inactive',
    change => {
      expect(read(change)?.outcomes).toEqual([{ id: '12', name: 'Over 2.5', odds: 1.8, active: false }]);
    },
  );

  it.each([{ status: '0' }, { status: undefined }, { status: null }, { banned: false }])(
    'holds the prices of a market with %j active',
    change => {
      expect(read(change)?.outcomes[0]?.active).toBe(true);
    },
  );

  it.each([
    [{ isActive: 0 }, 1.8, false],
    [{ isActive: '0' }, 1.8, false],
    [{ isActive: true }, 1.8, true],
    [{ isActive: undefined }, 1.8, true],
    [{ odds: '1.00' }, null, false],
    [{ odds: '0.00', isActive: 0 }, null, false],
    [{ odds: 2 }, 2, true],
    [{ odds: '' }, null, false],
  ])('reads an outcome with %j', (change, odds, active) => {
    expect(readOutcome(change)).toMatchObject({ odds, active });
  });

  it('keeps an outcome without a description, and one without an id', () => {
    expect(readOutcome({ desc: undefined })).toMatchObject({ id: '12', name: '12' });
    expect(readOutcome({ id: null })).toMatchObject({ id: null, name: 'Over 2.5' });
    expect(readOutcome({ id: null, desc: null })).toMatchObject({ id: null, name: '' });
  });

  it('leaves out only what can not be read', () => {
    const strange = [null, 'x', [], {}, { id: {} }, { id: '' }, { ...market, id: '19', outcomes: 'none' }];
    const markets = parseSportybetEvent(event(...strange, { ...market, outcomes: [null, 5, outcome] }));
    expect(markets.map(each => [each.externalMarketId, each.outcomes.length])).toEqual([
      ['19', 0],
      ['18', 1],
    ]);
  });

  it('reads the bare data', () => {
    expect(parseSportybetEvent(event(market).data)).toHaveLength(1);
  });

  it.each([
    event(),
    { bizCode: 10000, data: { eventId: 'sr:match:1' } },
    { bizCode: 10000, data: { eventId: 'sr:match:1', markets: null } },
    { bizCode: 10000, data: {} },
    { eventId: 'sr:match:1' },
  ])('finds no market in %j', payload => {
    expect(parseSportybetEvent(payload)).toEqual([]);
  });

  it.each([
    [[], 'an array'],
    [null, 'null'],
    [undefined, 'undefined'],
    [5, '5'],
    ['{}', 'a string (call JSON.parse first)'],
    [{}, 'an empty object'],
    [{ data: {} }, 'an object with the keys data'],
    [{ data: [] }, 'an object with the keys data'],
    [{ id: '1', markets: [] }, 'an object with the keys id, markets'],
  ])('refuses %j', (payload, found) => {
    expect(() => parseSportybetEvent(payload)).toThrow(
      new InvalidPayloadError(`parseSportybetEvent: expected an object with data.markets[], got ${found}`),
    );
  });

  it('refuses markets that are no list', () => {
    expect(() => parseSportybetEvent({ data: { markets: {} } })).toThrow(
      new InvalidPayloadError('parseSportybetEvent: expected markets to be an array, got an empty object'),
    );
  });

  it.each([null, undefined, {}, []])('names the error that SportyBet answered with, data being %j', data => {
    expect(() => parseSportybetEvent({ bizCode: 19000, message: 'Event not found', data })).toThrow(
      new InvalidPayloadError(
        'parseSportybetEvent: SportyBet answered with bizCode 19000 (Event not found) instead of an event',
      ),
    );
  });
});
