import { describe, expect, it } from 'vitest';
import { InvalidPayloadError } from '../../../src/model/errors.js';
import { parseBet9jaEvent } from '../../../src/sources/bet9ja/parse-bet9ja-event.js';

const event = (O: unknown, more: object = {}) => ({ R: 'OK', D: { ID: '1', O, ...more } });
const price = (value: unknown) => parseBet9jaEvent(event({ S_1X2_1: value }))[0]?.outcomes[0];

describe('parseBet9jaEvent', () => {
  it('makes one market of each market key and parameter, in the order of their first odds', () => {
    const odds = { 'S_OU@2.5_O': '1.80', S_1X2_1: '2', 'S_OU@3.5_O': '3.1', 'S_OU@2.5_U': '2.05', S_1X2_X: '1' };
    expect(parseBet9jaEvent(event(odds, { MK: [{ ID: 'S_OU', DS: 'Over/Under' }] }))).toMatchObject([
      {
        source: 'bet9ja',
        externalMarketId: 'S_OU',
        marketName: 'Over/Under',
        parameter: '2.5',
        outcomes: [
          { id: 'S_OU@2.5_O', name: 'O', odds: 1.8, active: true },
          { id: 'S_OU@2.5_U', name: 'U', odds: 2.05, active: true },
        ],
      },
      {
        source: 'bet9ja',
        externalMarketId: 'S_1X2',
        marketName: null,
        parameter: null,
        outcomes: [
          { id: 'S_1X2_1', name: '1', odds: 2, active: true },
          { id: 'S_1X2_X', name: 'X', odds: null, active: false },
        ],
      },
      {
        source: 'bet9ja',
        externalMarketId: 'S_OU',
        marketName: 'Over/Under',
        parameter: '3.5',
        outcomes: [{ id: 'S_OU@3.5_O', name: 'O', odds: 3.1, active: true }],
      },
    ]);
  });

  it('keeps markets apart whose keys begin alike', () => {
    const markets = parseBet9jaEvent(event({ S_1X2_1: '2', 'S_1X2HND@1_1H': '3', LIVES_1X2_1: { v: 4 } }));
    expect(markets.map(market => market.externalMarketId)).toEqual(['S_1X2', 'S_1X2HND', 'LIVES_1X2']);
  });

  it.each([['2.5'], [2.5], [{ v: 2.5 }], [{ v: '2.5', x: 1 }]])('reads the price %j', value => {
    expect(price(value)).toMatchObject({ odds: 2.5, active: true });
  });

  it.each([['1'], [0], [{ v: 1 }], [{}], [{ v: null }], [null], [''], [[2.5]], [true]])(
    'finds no price in %j',
    value => {
      expect(price(value)).toEqual({ id: 'S_1X2_1', name: '1', odds: null, active: false });
    },
  );

  it('reads the names from an object as well, and does without', () => {
    const named = (MK: unknown) => parseBet9jaEvent(event({ S_1X2_1: '2' }, { MK }))[0]?.marketName;
    expect(named({ S_1X2: { DS: '1X2' } })).toBe('1X2');
    expect(named({ 7: { ID: 'S_1X2', DS: '1X2' } })).toBe('1X2');
    expect([undefined, null, 'x', [null, 'x', {}], [{ ID: 'S_1X2', DS: '' }]].map(named)).toEqual(Array(5).fill(null));
  });

  it('gives an odds key that it can not read a market of its own', () => {
    const odds = JSON.parse('{"S_OU_O":"2","S_OU":"3","S_OU@2.5":"4","weird":"5","__proto__":"6","":"7"}');
    const markets = parseBet9jaEvent(event(odds));
    expect(markets.map(({ externalMarketId, parameter }) => [externalMarketId, parameter])).toEqual([
      ['S_OU', null],
      ['S_OU', null],
      ['S_OU@2.5', null],
      ['weird', null],
      ['__proto__', null],
      ['', null],
    ]);
    expect(markets[1]?.outcomes).toEqual([{ id: 'S_OU', name: 'S_OU', odds: 3, active: true }]);
    expect(markets[4]?.outcomes).toEqual([{ id: '__proto__', name: '__proto__', odds: 6, active: true }]);
  });

  it('reads 50,000 odds in a moment', () => {
    const odds = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`S_M${i % 20_000}@${i}_O`, '2']));
    const start = performance.now();
    expect(parseBet9jaEvent(event(odds))).toHaveLength(50_000);
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it('reads the bare D', () => {
    expect(parseBet9jaEvent(event({ S_1X2_1: '2' }).D)).toHaveLength(1);
  });

  it.each([event({}), event(null), event([]), { R: 'OK', D: {} }, { D: { A: {} } }, { O: {} }])(
    'finds no market in %j',
    payload => {
      expect(parseBet9jaEvent(payload)).toEqual([]);
    },
  );

  it.each([
    [[], 'an array'],
    [null, 'null'],
    ['', 'a string (call JSON.parse first)'],
    [{}, 'an empty object'],
    [{ D: {} }, 'an object with the keys D'],
    [{ R: 'OK', D: null }, 'an object with the keys R, D'],
    [{ data: { eventId: 'sr:match:1', markets: [] } }, 'an object with the keys data'],
    [{ id: '1', markets: [] }, 'an object with the keys id, markets'],
  ])('refuses %j', (payload, found) => {
    expect(() => parseBet9jaEvent(payload)).toThrow(
      new InvalidPayloadError(`parseBet9jaEvent: expected an object with D.O, the odds by key, got ${found}`),
    );
  });

  it.each([[['S_1X2_1']], ['S_1X2_1'], [5]])('refuses odds that are %j', odds => {
    expect(() => parseBet9jaEvent(event(odds))).toThrow(InvalidPayloadError);
  });

  it.each([null, undefined, []])('names the error that Bet9ja answered with, D being %j', D => {
    expect(() => parseBet9jaEvent({ R: 'KO', D })).toThrow(
      new InvalidPayloadError('parseBet9jaEvent: Bet9ja answered with R "KO" instead of an event'),
    );
  });
});
