import { describe, expect, it } from 'vitest';
import { append, emptyResult, halve, merge, toParts, toSighting } from '../../../src/mapper/batch.js';
import { SightingBuffer } from '../../../src/mapper/sighting-buffer.js';
import { DatabaseError } from '../../../src/model/errors.js';

function markets(count: number) {
  const buffer = new SightingBuffer();
  for (let id = 0; id < count; id++) buffer.add({ source: 'bet9ja', externalMarketId: `m${id}` });
  return buffer.markets();
}

describe('the parts of a batch', () => {
  it('are of ten thousand markets at most, and have all of them in their order', () => {
    expect(toParts([])).toEqual([]);
    for (const [count, sizes] of [
      [1, [1]],
      [10_000, [10_000]],
      [10_001, [10_000, 1]],
      [20_000, [10_000, 10_000]],
    ] as const) {
      const all = markets(count);
      const parts = toParts(all);
      expect(parts.map(part => part.markets.length)).toEqual(sizes);
      expect(parts.flatMap(part => part.markets)).toEqual(all);
      for (const part of parts) expect(part).toMatchObject({ hints: 'all', number: null });
    }
  });

  it('are halved until one market is left, each half under a number of its own', () => {
    for (const count of [2, 3, 8]) {
      const all = markets(count);
      const [first, second, ...more] = halve({ markets: all, hints: 'ascii', number: 7 });
      expect(more).toEqual([]);
      expect(first).toEqual({ markets: all.slice(0, Math.ceil(count / 2)), hints: 'ascii', number: null });
      expect(second).toEqual({ markets: all.slice(Math.ceil(count / 2)), hints: 'ascii', number: null });
    }
  });
});

it('a market that was rejected is told as the sighting that it was', () => {
  const buffer = new SightingBuffer();
  buffer.add({
    source: 'bet9ja',
    externalMarketId: 'S_OU',
    marketName: 'Over/Under',
    sampleOutcomes: [1],
    occurrences: 4,
  });
  buffer.add({ source: 'bet9ja', externalMarketId: 'S_1X2' });
  expect(buffer.markets().map(toSighting)).toEqual([
    { source: 'bet9ja', externalMarketId: 'S_OU', marketName: 'Over/Under', sampleOutcomes: [1], occurrences: 4 },
    { source: 'bet9ja', externalMarketId: 'S_1X2', marketName: null, sampleOutcomes: null, occurrences: 1 },
  ]);
});

it('the results of several writes are one, with the last error', () => {
  const error = new DatabaseError('down', null);
  const rejected = (externalMarketId: string) => ({ sighting: { source: 'bet9ja', externalMarketId }, error });
  const result = emptyResult([rejected('a')]);
  expect(result).toEqual({ recorded: 0, discovered: [], rejected: [rejected('a')], pending: 0, error: null });
  merge(result, { ...emptyResult([rejected('b')]), recorded: 2, discovered: [{ id: 1 } as never], error });
  merge(result, { ...emptyResult([]), recorded: 3, discovered: [{ id: 2 } as never] });
  expect(result).toEqual({
    recorded: 5,
    discovered: [{ id: 1 }, { id: 2 }],
    rejected: [rejected('a'), rejected('b')],
    pending: 0,
    error: null,
  });
});

it('more is appended than arguments fit on the stack', () => {
  const into = [-1];
  append(
    into,
    Array.from({ length: 300_000 }, (_, index) => index),
  );
  expect([into.length, into[0], into.at(-1)]).toEqual([300_001, -1, 299_999]);
});
