import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidPayloadError } from '../../../src/model/errors.js';
import type { ScrapedMarket } from '../../../src/model/index.js';
import { parseBet9jaEvent } from '../../../src/sources/bet9ja/parse-bet9ja-event.js';
import { parseBetpawaEvent } from '../../../src/sources/betpawa/parse-betpawa-event.js';
import { parseSportybetEvent } from '../../../src/sources/sportybet/parse-sportybet-event.js';

const sportybet = {
  bizCode: 10000,
  data: {
    eventId: 'sr:match:1',
    markets: [
      { id: '18', specifier: 'total=2.5', name: 'O/U', outcomes: [{ id: '12', desc: 'Over', odds: '2', isActive: 1 }] },
    ],
  },
};
const bet9ja = { R: 'OK', D: { O: { 'S_OU@2.5_O': '2', LIVES_1X2_1: { v: 2 } }, MK: [{ ID: 'S_OU', DS: 'O/U' }] } };
const prices = [{ name: 'Over', typeId: '5001', price: 2, handicap: '2.5', suspended: false }];
const betpawa = { id: '1', markets: [{ marketType: { id: '5000', name: 'O/U' }, row: [{ handicap: 10, prices }] }] };

/** A copy of a value in which one thing, at a path that fast-check picks, is something else. */
function mutated(value: unknown): fc.Arbitrary<unknown> {
  const replaced = fc.anything();
  if (typeof value !== 'object' || value === null) return replaced;
  const inside = Object.entries(value).map(([key, child]) =>
    mutated(child).map(other => (Array.isArray(value) ? [other, ...value] : { ...value, [key]: other })),
  );
  return fc.oneof(replaced, ...inside.map(arbitrary => ({ arbitrary, weight: 3 })));
}

function isSound(markets: ScrapedMarket[]): boolean {
  return markets.every(
    market =>
      typeof market.externalMarketId === 'string' &&
      [market.marketName, market.parameter].every(text => text === null || typeof text === 'string') &&
      market.outcomes.every(
        ({ id, name, odds, active }) =>
          (id === null || typeof id === 'string') &&
          typeof name === 'string' &&
          (odds === null ? !active : Number.isFinite(odds) && odds > 1),
      ),
  );
}

describe.each([
  ['parseSportybetEvent', parseSportybetEvent, sportybet],
  ['parseBet9jaEvent', parseBet9jaEvent, bet9ja],
  ['parseBetpawaEvent', parseBetpawaEvent, betpawa],
])('%s', (_name, parse, sample) => {
  const survives = (payload: unknown) => {
    try {
      expect(isSound(parse(payload))).toBe(true);
    } catch (error) {
      if (!(error instanceof InvalidPayloadError)) throw error;
    }
  };

  it('reads its own sample', () => {
    expect(parse(sample).flatMap(market => market.outcomes)[0]).toMatchObject({ odds: 2, active: true });
  });

  it('throws nothing but InvalidPayloadError on anything', () => {
    fc.assert(fc.property(fc.anything({ withBigInt: true, withNullPrototype: true, withMap: true }), survives));
    fc.assert(fc.property(fc.jsonValue(), survives));
  });

  it('throws nothing but InvalidPayloadError on an event with something strange in it', () => {
    fc.assert(fc.property(mutated(sample), survives), { numRuns: 1_000 });
  });

  it('leaves its payload as it was', () => {
    const before = JSON.stringify(sample);
    parse(sample);
    expect(JSON.stringify(sample)).toBe(before);
  });
});

describe('parseBet9jaEvent', () => {
  it('puts every odds key into exactly one outcome, whatever the keys are', () => {
    const piece = fc.constantFrom('S', 'OU', '_', '@', '2.5', '', '__proto__', 'constructor', '\u0000', '\ud800');
    const key = fc.oneof(
      fc.array(piece, { maxLength: 8 }).map(pieces => pieces.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.uniqueArray(key), keys => {
        const O = Object.fromEntries(keys.map(each => [each, '2.5']));
        const ids = parseBet9jaEvent({ D: { O } }).flatMap(market => market.outcomes.map(outcome => outcome.id));
        expect(ids.sort()).toEqual(keys.sort());
      }),
    );
  });
});
