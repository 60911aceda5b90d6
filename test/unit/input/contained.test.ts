import { describe, expect, it, vi } from 'vitest';
import { contain, describeThrown } from '../../../src/input/contain.js';
import { assertKnownOptions } from '../../../src/input/known-options.js';
import { readField, readFields } from '../../../src/input/read-fields.js';
import { refuseUnreadable } from '../../../src/input/refuse-unreadable.js';
import { checkScrapedMarkets } from '../../../src/input/scraped-markets.js';
import { invalid } from '../../../src/input/validate.js';

const noText = {
  toString() {
    throw new Error('no');
  },
};

describe('a function of the consumer', () => {
  it('may throw or reject, which is told and nothing else', async () => {
    const onError = vi.fn();
    contain(() => 7, onError);
    contain(() => Promise.resolve(7), onError);
    contain(() => null, onError);
    // biome-ignore lint/suspicious/noThenProperty: no promise.
    contain(() => ({ then: 7 }), onError);
    await Promise.resolve();
    expect(onError).not.toHaveBeenCalled();
    const [thrown, rejected] = [new Error('thrown'), new Error('rejected')];
    contain(() => {
      throw thrown;
    }, onError);
    contain(() => Promise.reject(rejected), onError);
    // biome-ignore lint/suspicious/noThenProperty: a promise of another library.
    contain(() => ({ then: (_: unknown, fail: (error: unknown) => void) => fail('other') }), onError);
    await new Promise(setImmediate);
    expect(onError.mock.calls.flat()).toEqual([thrown, 'other', rejected]);
  });

  it('may throw anything, which has a text all the same', () => {
    expect([new Error('x'), 'y', 7, null, undefined].map(describeThrown)).toEqual(['x', 'y', '7', 'null', 'undefined']);
    expect(describeThrown(noText)).toContain('no text');
  });
});

describe('what is read of an input', () => {
  const strange = {
    a: 1,
    b: undefined,
    get c() {
      throw new Error('no');
    },
  };

  it('is each of its fields once, and none that can not be read', () => {
    expect(readFields(strange, ['a', 'b', 'c', 'd'])).toStrictEqual({ a: 1 });
    expect([readField(strange, 'a'), readField(strange, 'c'), readField(strange, 'd')]).toEqual([
      1,
      undefined,
      undefined,
    ]);
  });

  it('is refused where it can not be read, with what was thrown; an error of ours stays', () => {
    expect(refuseUnreadable('input', () => 7)).toBe(7);
    const unreadable = () =>
      refuseUnreadable('input', () => {
        throw new TypeError('x'.repeat(300));
      });
    expect(unreadable).toThrow(
      expect.objectContaining({
        code: 'VALIDATION',
        field: 'input',
        message: expect.stringContaining(`can not be read: ${'x'.repeat(200)}.`),
        cause: expect.any(TypeError),
      }),
    );
    const own = invalid('other', 'is wrong');
    expect(() =>
      refuseUnreadable('input', () => {
        throw own;
      }),
    ).toThrow(own);
  });

  it('has options that there are', () => {
    expect(() => assertKnownOptions({ a: 1, b: undefined }, ['a', 'b'])).not.toThrow();
    expect(() => assertKnownOptions({ a: 1, c: 1, d: 1 }, ['a', 'b'])).toThrow(
      expect.objectContaining({
        code: 'VALIDATION',
        field: 'options.c',
        message: expect.stringContaining('it has a, b'),
        issues: [expect.objectContaining({ field: 'options.c' }), expect.objectContaining({ field: 'options.d' })],
      }),
    );
    for (const none of [null, 7, 'x', undefined]) {
      expect(() => assertKnownOptions(none as never, [])).toThrow(
        expect.objectContaining({ field: 'options', message: expect.stringContaining('object') }),
      );
    }
    const proxy = new Proxy(
      {},
      {
        ownKeys() {
          throw new Error('no');
        },
      },
    );
    expect(() => assertKnownOptions(proxy, [])).toThrow(
      expect.objectContaining({ code: 'VALIDATION', field: 'options' }),
    );
  });
});

describe('scraped markets', () => {
  const market = { source: 'bet9ja', externalMarketId: 'S_OU', marketName: null, parameter: null, outcomes: [] };

  it('are passed on as they are', () => {
    const markets = [{ ...market, more: 1 }];
    expect(checkScrapedMarkets(markets, 'events')).toBe(markets);
  });

  it.each([
    [7, 'events'],
    [[7], '[0]'],
    [[{ ...market, source: 'Bet 9ja' }], '[0].source'],
    [[market, { ...market, externalMarketId: 7 }], '[1].externalMarketId'],
    [[{ ...market, parameter: undefined }], '[0].parameter'],
    [[{ ...market, outcomes: null }], '[0].outcomes'],
    [[{ ...market, outcomes: [{ name: null }] }], '[0].outcomes[0].name'],
  ])('are refused by the field that is wrong: %j', (markets, field) => {
    expect(() => checkScrapedMarkets(markets as never, 'events')).toThrow(
      expect.objectContaining({ code: 'VALIDATION', field }),
    );
  });
});
