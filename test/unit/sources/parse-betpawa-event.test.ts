import { describe, expect, it } from 'vitest';
import { InvalidPayloadError } from '../../../src/model/errors.js';
import { parseBetpawaEvent } from '../../../src/sources/betpawa/parse-betpawa-event.js';

const price = (name: unknown, more: object = {}) => ({
  name,
  typeId: `t${name}`,
  price: 2.5,
  suspended: false,
  ...more,
});
const market = (row: unknown, more: object = {}) => ({ marketType: { id: '5000', name: 'Totals' }, row, ...more });
const event = (...markets: unknown[]) => ({ id: '1', participants: [], markets });
const lines = (...row: unknown[]) => parseBetpawaEvent(event(market(row))).map(each => each.parameter);
const readPrice = (value: unknown) => parseBetpawaEvent(event(market([{ prices: [value] }])))[0]?.outcomes[0];

describe('parseBetpawaEvent', () => {
  it('reads a market', () => {
    const prices = [price('Over', { handicap: '2.5' }), price('Under', { handicap: '2.5', suspended: true, price: 0 })];
    expect(parseBetpawaEvent(event(market([{ handicap: 10, formattedHandicap: null, prices }])))).toMatchObject([
      {
        source: 'betpawa',
        externalMarketId: '5000',
        marketName: 'Totals',
        parameter: '2.5',
        outcomes: [
          { id: 'tOver', name: 'Over', odds: 2.5, active: true },
          { id: 'tUnder', name: 'Under', odds: null, active: false },
        ],
      },
    ]);
  });

  it('takes rows without a line for the layout of one market', () => {
    const markets = parseBetpawaEvent(
      event(market([{ handicap: null, prices: [price('0-0'), price('1-0')] }, { prices: [price('2-0')] }])),
    );
    expect(markets.map(each => [each.parameter, each.outcomes.map(outcome => outcome.name)])).toEqual([
      [null, ['0-0', '1-0', '2-0']],
    ]);
  });

  it('puts the rows of one line together', () => {
    const row = (handicap: number, name: string) => ({
      handicap,
      prices: [price(name, { handicap: `${handicap / 4}` })],
    });
    const markets = parseBetpawaEvent(event(market([row(6, '1 - Over'), row(6, '1 - Under'), row(10, '1 - Over')])));
    expect(markets.map(each => [each.parameter, each.outcomes.map(outcome => outcome.name)])).toEqual([
      ['1.5', ['1 - Over', '1 - Under']],
      ['2.5', ['1 - Over']],
    ]);
  });

  it.each([
    [{ handicap: -6 }, '-1.5'],
    [{ handicap: 0 }, '0'],
    [{ handicap: -0 }, '0'],
    [{ handicap: '10' }, '2.5'],
    [{ handicap: 3 }, '0.75'],
    [{ handicap: 4, formattedHandicap: '1' }, '1'],
    [{ handicap: 4, formattedHandicap: '+1' }, '1'],
    [{ handicap: 4, formattedHandicap: 'Home +1' }, 'Home +1'],
    [{ handicap: 4, formattedHandicap: '' }, '1'],
    [{ handicap: {} }, null],
    [{}, null],
  ])('reads the line of the row %j', (row, line) => {
    expect(lines(row)).toEqual([line]);
  });

  it('tells the line from the home side', () => {
    const prices = [price('1', { handicap: '+1.5' }), price('2', { handicap: '-1.5' })];
    expect(lines({ handicap: 6, prices })).toEqual(['1.5']);
    expect(lines({ prices })).toEqual(['1.5']);
    expect(lines({ prices: [...prices].reverse() })).toEqual(['1.5']);
    expect(lines({ prices: prices.slice(1) })).toEqual(['1.5']);
    expect(lines({ prices: [price('2', { handicap: 0 })] })).toEqual(['0']);
  });

  it("believes the home side's price where the row says something else", () => {
    expect(lines({ handicap: 2.5, prices: [price('Over', { handicap: '2.5' })] })).toEqual(['2.5']);
    expect(lines({ handicap: 6, prices: [price('X', { handicap: '-1.5' })] })).toEqual(['1.5']);
    expect(lines({ handicap: -8, prices: [price('1', { handicap: 'Home -2' })] })).toEqual(['-2']);
  });

  it.each([
    [{ price: 1 }, null, false],
    [{ price: 0, odds: 2 }, null, false],
    [{ price: '1.8' }, 1.8, true],
    [{ price: undefined, odds: 1.8 }, 1.8, true],
    [{ price: null, odds: '1.8' }, 1.8, true],
    [{ suspended: true }, 2.5, false],
    [{ suspended: undefined }, 2.5, true],
  ])('reads a price with %j', (change, odds, active) => {
    expect(readPrice(price('1', change))).toMatchObject({ odds, active });
  });

  it('names an outcome by its name, else by what is shown', () => {
    expect(readPrice(price('', { displayName: 'Home', typeId: 7 }))).toMatchObject({ id: '7', name: 'Home' });
    expect(readPrice({})).toEqual({ id: null, name: '', odds: null, active: false });
  });

  it('leaves out only what can not be read', () => {
    const strange = [null, 'x', {}, { id: '5' }, { marketType: null }, { marketType: { id: '' } }, { marketType: '5' }];
    const rows = [null, 'x', { prices: null }, { prices: [null, 5, price('1')] }];
    const markets = parseBetpawaEvent(event(...strange, market(rows), market(null), market(undefined, { rows })));
    expect(markets.map(each => each.outcomes.length)).toEqual([1, 0, 1]);
  });

  it('names a market by its name, else by what is shown', () => {
    const named = (marketType: object) => parseBetpawaEvent(event({ marketType: { id: 5, ...marketType } }))[0];
    expect(named({ name: '', displayName: 'Totals | Full Time' })).toMatchObject({
      externalMarketId: '5',
      marketName: 'Totals | Full Time',
    });
    expect(named({})?.marketName).toBeNull();
  });

  it.each([event(), { id: '1', participants: [] }, { markets: null }, { id: '1', eventId: '2', markets: [] }])(
    'finds no market in %j',
    payload => {
      expect(parseBetpawaEvent(payload)).toEqual([]);
    },
  );

  it.each([
    [[], 'an array'],
    [null, 'null'],
    ['x', 'a string (call JSON.parse first)'],
    [{}, 'an empty object'],
    [{ data: event() }, 'an object with the keys data'],
    [{ eventId: 'sr:match:1', markets: [] }, 'an object with the keys eventId, markets'],
    [{ R: 'OK', D: { O: {} } }, 'an object with the keys R, D: it looks like a payload of bet9ja'],
  ])('refuses %j', (payload, found) => {
    expect(() => parseBetpawaEvent(payload)).toThrow(
      new InvalidPayloadError(
        `parseBetpawaEvent: expected an object with markets[], each with a marketType, got ${found}`,
      ),
    );
  });

  it('refuses markets that are no list', () => {
    expect(() => parseBetpawaEvent({ markets: 'none' })).toThrow(InvalidPayloadError);
  });
});
