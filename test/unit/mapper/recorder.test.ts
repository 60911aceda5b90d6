import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { tablesIn } from '../../../src/database/tables.js';
import type { FlushResult } from '../../../src/mapper/batch.js';
import type { Recorder as RecorderType } from '../../../src/mapper/recorder.js';
import type { DatabaseError } from '../../../src/model/errors.js';
import type { SightingSum } from '../../../src/unmapped/sightings.js';
import type { writeSightings } from '../../../src/unmapped/write-sightings.js';

type WriteOptions = NonNullable<Parameters<typeof writeSightings>[3]>;
type Answer = (sums: readonly SightingSum[], options: WriteOptions) => unknown;

/** What was sent to the database, and what it says. */
const database = {
  writes: [] as { ids: string[]; counts: number[]; number: number; sums: readonly SightingSum[] }[],
  recorderIds: new Set<string>(),
  settled: [] as string[][],
  left: [] as string[],
  leftIds: [] as string[],
  answer: (() => []) as Answer,
};

let Recorder: typeof RecorderType;
/** An error of the database, with its SQLSTATE. */
let failure: (message: string, sqlState: string | null) => DatabaseError;
beforeAll(async () => {
  vi.resetModules();
  vi.doMock('../../../src/unmapped/write-sightings.js', () => ({
    writeSightings: async (...[, , sums, options = {}]: Parameters<typeof writeSightings>) => {
      const ids = sums.map(sum => sum.externalMarketId);
      const counts = sums.map(sum => sum.occurrences);
      database.writes.push({ ids, counts, number: options.flush?.number ?? 0, sums });
      database.recorderIds.add(options.flush?.recorderId ?? '');
      return (await database.answer(sums, options)) ?? [];
    },
  }));
  vi.doMock('../../../src/unmapped/settle-written.js', () => ({
    settleWritten: async (_: unknown, __: unknown, markets: { externalMarketId: string }[]) => {
      database.settled.push(markets.map(market => market.externalMarketId));
    },
  }));
  vi.doMock('../../../src/database/query.js', async original => ({
    ...(await original<object>()),
    query: async (_: unknown, __: unknown, sql: string, [id]: unknown[], { signal }: { signal?: AbortSignal }) => {
      await new Promise(resolve => setTimeout(resolve, 10));
      if (signal?.aborted !== false) throw new Error('given up');
      database.left.push(sql.split(' ')[0] ?? '');
      database.leftIds.push(String(id));
      return [];
    },
  }));
  // Its timers are those of the test.
  vi.doMock('node:timers/promises', () => ({
    setTimeout: (ms: number, _: unknown, { signal }: { signal?: AbortSignal } = {}) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, ms);
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(signal.reason);
        });
      }),
  }));
  ({ Recorder } = await import('../../../src/mapper/recorder.js'));
  const errors = await import('../../../src/model/errors.js');
  failure = (message, sqlState) => new errors.DatabaseError(message, sqlState);
});
afterAll(() => {
  for (const each of ['unmapped/write-sightings', 'unmapped/settle-written', 'database/query']) {
    vi.doUnmock(`../../../src/${each}.js`);
  }
  vi.doUnmock('node:timers/promises');
  vi.resetModules();
});

const DOWN = () => {
  throw failure('the server is away', null);
};
/** A row of this market is refused by a constraint of somebody else. */
const refusing =
  (...ids: string[]): Answer =>
  sums => {
    const one = sums.find(sum => ids.includes(sum.externalMarketId));
    if (one) throw failure(`a check has refused ${one.externalMarketId}`, '23514');
  };

let warned: string[] = [];
let messages: string[] = [];
let flushed: FlushResult[] = [];
let discovered: unknown[] = [];
let recovered: [string, number][] = [];
let met: string[] = [];
const mappings = { asked: undefined, loads: 0, has: (_: string, id: string) => id.startsWith('mapped') };

function open(settings: Partial<ConstructorParameters<typeof RecorderType>[2]> = {}): RecorderType {
  return new Recorder(
    {} as never,
    tablesIn({}),
    { flushIntervalMs: 1_000, countIntervalMs: 10_000, maxBuffered: 100, ...settings },
    (code, message) => {
      warned.push(code);
      messages.push(message);
    },
    {
      flushed: result => flushed.push(result),
      discovered: market => discovered.push(market),
      recorded: source => met.push(source),
    },
    mappings,
    (code, outageMs) => recovered.push([code, outageMs]),
  );
}

/** A promise that a test settles. */
function gateOf<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>(settle => {
    resolve = settle;
  });
  return { promise, resolve };
}

const market = (externalMarketId: string, fields: object = {}) => ({ source: 'bet9ja', externalMarketId, ...fields });
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
/** What a flush says, however long its waits are. */
async function flush(recorder: RecorderType, timeoutMs?: number): Promise<FlushResult> {
  const result = recorder.flush(timeoutMs);
  await pass((timeoutMs ?? 10_000) + 1);
  return result;
}

beforeEach(() => {
  vi.useFakeTimers();
  // Periods are as they are set, and waits as long as they can be on average.
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  [warned, messages, flushed, discovered, recovered, met] = [[], [], [], [], [], []];
  Object.assign(database, { writes: [], recorderIds: new Set(), settled: [], left: [], leftIds: [], answer: () => [] });
  Object.assign(mappings, { loads: 0 });
});
afterEach(() => {
  vi.clearAllTimers();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('sightings', () => {
  it('are added up, written by one statement, and told', async () => {
    database.answer = sums => sums.map((_, index) => ({ id: index }));
    const recorder = open();
    for (const id of ['a', 'b', 'a']) recorder.record(market(id));
    recorder.record(market('b', { occurrences: 5 }));
    expect([recorder.buffered, recorder.pending, recorder.flushed]).toEqual([2, 8, 0]);
    // Each market that is not in memory yet is told of.
    expect(met).toEqual(['bet9ja', 'bet9ja', 'bet9ja']);
    const result = await flush(recorder);
    expect(database.writes).toMatchObject([{ ids: ['a', 'b'], counts: [2, 6], number: 1 }]);
    expect(result).toEqual({ recorded: 8, discovered: [{ id: 0 }, { id: 1 }], rejected: [], pending: 0, error: null });
    expect(flushed).toEqual([result]);
    expect(discovered).toEqual([{ id: 0 }, { id: 1 }]);
    expect([recorder.buffered, recorder.pending, recorder.flushed, recorder.retries]).toEqual([0, 0, 8, 0]);
    expect(warned).toEqual([]);
  });

  it('that are none cost no statement', async () => {
    const recorder = open();
    recorder.start();
    await pass(60_000);
    expect(await flush(recorder)).toEqual({ recorded: 0, discovered: [], rejected: [], pending: 0, error: null });
    expect([database.writes, flushed]).toEqual([[], []]);
  });

  it('of markets whose outcomes are all known are none', async () => {
    const recorder = open();
    recorder.record(market('a'), { status: 'mapped', unmatched: [] } as never);
    expect(recorder.pending).toBe(0);
    recorder.record(market('a'), { status: 'partial', unmatched: [{ id: null, name: 'Over' }] } as never);
    expect(recorder.pending).toBe(1);
  });

  it('that come while others are written are counted for the next statement', async () => {
    const gate = gateOf<unknown[]>();
    database.answer = () => gate.promise;
    const recorder = open();
    recorder.record(market('a'));
    const first = recorder.flush();
    await pass(1);
    for (const id of ['a', 'a', 'b']) recorder.record(market(id));
    expect([recorder.buffered, recorder.pending]).toEqual([2, 4]);
    const second = recorder.flush();
    await pass(1);
    expect(database.writes).toHaveLength(1);
    gate.resolve([]);
    await pass(100);
    expect((await first).recorded).toBe(1);
    // Who asks while something is written waits for that as well, and for what came after.
    expect((await second).recorded).toBe(4);
    expect(database.writes.map(({ ids, counts, number }) => [ids, counts, number])).toEqual([
      [['a'], [1], 1],
      [['a', 'b'], [2, 1], 2],
    ]);
    expect([recorder.buffered, recorder.pending]).toEqual([0, 0]);
  });

  it('are sent again under the same number where nobody knows whether they were counted', async () => {
    let attempts = 0;
    database.answer = () => (++attempts < 3 ? DOWN() : []);
    const recorder = open();
    recorder.record(market('a'));
    expect(await flush(recorder)).toMatchObject({ recorded: 1, pending: 0, error: null });
    expect(database.writes.map(({ number }) => number)).toEqual([1, 1, 1]);
    expect([recorder.retries, recorder.flushed]).toEqual([2, 1]);
    recorder.record(market('b'));
    await flush(recorder);
    expect(database.writes.at(-1)?.number).toBe(2);
  });
});

describe('nobody needs to ask for it', () => {
  it('new markets are written at their interval, the counts of known ones at theirs', async () => {
    const recorder = open();
    recorder.start();
    recorder.record(market('a'));
    await pass(999);
    expect(database.writes).toHaveLength(0);
    await pass(1);
    expect(database.writes).toHaveLength(1);
    recorder.record(market('a'));
    await pass(8_900);
    expect(database.writes).toHaveLength(1);
    // What is new goes first, and alone.
    recorder.record(market('b'));
    recorder.record(market('a'));
    await pass(100);
    await pass(1_000);
    expect(database.writes.slice(1).flatMap(({ ids, counts }) => [ids, counts])).toEqual([
      ['a', 'b'],
      [2, 1],
    ]);
    recorder.record(market('a'));
    recorder.record(market('c'));
    await pass(1_000);
    expect(database.writes.slice(2)).toMatchObject([{ ids: ['c'], counts: [1] }]);
    expect(recorder.pending).toBe(1);
    await pass(10_000);
    expect(database.writes.slice(3)).toMatchObject([{ ids: ['a'], counts: [1] }]);
  });

  it('where there are many, they are written at once: a thousand new ones, or half of what may wait', async () => {
    for (const [maxBuffered, many] of [
      [100, 50],
      [100_000, 1_000],
    ] as const) {
      database.writes = [];
      const recorder = open({ maxBuffered });
      recorder.start();
      for (let id = 1; id < many; id++) recorder.record(market(`m${id}`));
      await pass(10);
      expect(database.writes).toHaveLength(0);
      recorder.record(market('one more'));
      await pass(10);
      expect(database.writes).toHaveLength(1);
      vi.clearAllTimers();
    }
  });

  it('where known ones are half of what may wait, they are written before their interval', async () => {
    const recorder = open({ maxBuffered: 10 });
    const ids = ['a', 'b', 'c', 'd', 'e'];
    for (const id of ids) recorder.record(market(id));
    await flush(recorder, 100);
    for (const id of ids.slice(1)) recorder.record(market(id));
    await pass(5_000);
    expect(database.writes).toHaveLength(1);
    recorder.record(market('a'));
    await pass(10);
    expect(database.writes).toHaveLength(2);
  });

  it('many that came during a write are written right after it', async () => {
    const gate = gateOf<unknown[]>();
    database.answer = () => gate.promise;
    const recorder = open({ maxBuffered: 10 });
    recorder.start();
    recorder.record(market('first'));
    await pass(1_000);
    for (const id of ['a', 'b', 'c', 'd', 'e']) recorder.record(market(id));
    database.answer = () => [];
    gate.resolve([]);
    await pass(10);
    expect(database.writes.map(({ ids }) => ids)).toEqual([['first'], ['a', 'b', 'c', 'd', 'e']]);
  });
});

describe('more markets than may wait', () => {
  it('are dropped and counted by their occurrences, with one warning until something is written', async () => {
    const recorder = open({ maxBuffered: 2 });
    for (const id of ['a', 'b', 'c']) recorder.record(market(id, { occurrences: 3 }));
    recorder.record(market('d'));
    recorder.record(market('a'));
    expect([recorder.buffered, recorder.pending, recorder.dropped]).toEqual([2, 7, 4]);
    expect(warned).toEqual(['BUFFER_FULL']);
    expect(messages[0]).toContain('2 markets are waiting');
    await flush(recorder);
    for (const id of ['c', 'd', 'e']) recorder.record(market(id));
    expect([recorder.dropped, warned]).toEqual([5, ['BUFFER_FULL', 'BUFFER_FULL']]);
  });

  it('are not those whose first sightings are just being written', async () => {
    const gate = gateOf<unknown[]>();
    database.answer = () => gate.promise;
    const recorder = open({ maxBuffered: 2 });
    for (const id of ['a', 'b']) recorder.record(market(id));
    const first = recorder.flush();
    await pass(1);
    for (const id of ['a', 'b', 'c']) recorder.record(market(id));
    expect([recorder.buffered, recorder.pending, recorder.dropped]).toEqual([2, 4, 1]);
    gate.resolve([]);
    await pass(10);
    await first;
    expect([recorder.buffered, recorder.pending, recorder.flushed]).toEqual([0, 0, 4]);
  });

  it('are those of a market that could not be written as well, once it is closed', async () => {
    database.answer = sums => {
      refusing('c')(sums, {});
      DOWN();
    };
    const recorder = open();
    recorder.record(market('c'));
    await flush(recorder, 100);
    recorder.record(market('a'));
    const closing = recorder.close(1_000, Promise.resolve(false));
    await pass(1_001);
    await closing;
    expect([recorder.pending, recorder.dropped]).toEqual([2, 0]);
    for (const id of ['a', 'c']) recorder.record(market(id));
    expect([recorder.pending, recorder.dropped]).toEqual([2, 2]);
  });

  it('are all there are once it is closed', async () => {
    const recorder = open();
    const closing = recorder.close(1_000, Promise.resolve(false));
    recorder.record(market('a', { occurrences: 2 }));
    recorder.record(market('b'));
    await pass(1_001);
    await closing;
    expect([recorder.pending, recorder.dropped, warned]).toEqual([0, 3, ['BUFFER_FULL']]);
    expect(messages[0]).toContain('closed');
  });
});

describe('what is no sighting', () => {
  it('is rejected, told once, and listed in the next result', async () => {
    const recorder = open();
    const bad = [null, 7, market(''), { source: 'bet9ja' }, market('a', { occurrences: -1 })];
    for (const each of bad) recorder.record(each as never);
    const throwing = {
      source: 'bet9ja',
      get externalMarketId(): string {
        throw new Error('no');
      },
    };
    recorder.record(throwing);
    expect([recorder.rejected, recorder.pending, warned]).toEqual([6, 0, ['SIGHTING_REJECTED']]);
    const { rejected } = await flush(recorder);
    expect(rejected.map(each => each.sighting)).toEqual([...bad, throwing]);
    for (const { error } of rejected) expect(error.code).toBe('VALIDATION');
    expect(rejected.map(({ error }) => Reflect.get(error, 'field'))).toEqual([
      'sighting',
      'sighting',
      'externalMarketId',
      'externalMarketId',
      'occurrences',
      'externalMarketId',
    ]);
    expect((await flush(recorder)).rejected).toEqual([]);
  });

  it('is listed a hundred times at most, and in the result of a write that nobody asked for as well', async () => {
    const recorder = open();
    recorder.start();
    for (let count = 0; count < 150; count++) recorder.record(null as never);
    recorder.record(market('a'));
    await pass(1_000);
    expect(flushed.map(({ rejected, recorded }) => [rejected.length, recorded])).toEqual([[100, 1]]);
    expect(recorder.rejected).toBe(150);
  });
});

describe('an outage', () => {
  it('is one warning, tried again ever more rarely, and told when it is over', async () => {
    database.answer = DOWN;
    const recorder = open();
    recorder.start();
    recorder.record(market('a'));
    await pass(1_000);
    expect([database.writes.length, recorder.isOut]).toEqual([1, true]);
    // 0.75 of 100, 200, 400 and 800 ms.
    for (const [after, writes] of [
      [74, 1],
      [1, 2],
      [149, 2],
      [1, 3],
      [299, 3],
      [1, 4],
      [599, 4],
      [1, 5],
    ] as const) {
      await pass(after);
      expect(database.writes.length).toBe(writes);
    }
    expect([warned, recorder.retries, recorder.pending]).toEqual([['FLUSH_FAILED'], 5, 1]);
    // However many markets come, they do not make it try sooner.
    for (let id = 0; id < 80; id++) recorder.record(market(`m${id}`));
    await pass(1_000);
    expect(database.writes.length).toBe(5);
    database.answer = () => [];
    await pass(1_000);
    expect(recovered).toEqual([['FLUSH_FAILED', 75 + 150 + 300 + 600 + 1_200]]);
    expect([recorder.isOut, recorder.pending, recorder.flushed]).toEqual([false, 0, 81]);
    expect(database.writes.slice(5).map(({ ids }) => ids.length)).toEqual([1, 80]);
  });

  it('leaves a flush pending, which says why, in its time', async () => {
    database.answer = DOWN;
    const recorder = open();
    recorder.record(market('a', { occurrences: 4 }));
    const away = failure('the server is away', null);
    database.answer = () => {
      throw away;
    };
    const result = recorder.flush(500);
    await pass(500);
    const told = await result;
    expect(told).toEqual({ recorded: 0, discovered: [], rejected: [], pending: 4, error: told.error });
    expect(told.error).toBe(away);
    expect(flushed).toEqual([]);
    database.answer = () => [];
    await pass(30_000);
    expect([recorder.flushed, recorder.pending]).toEqual([4, 0]);
  });

  it('in which the server does not answer at all, too', async () => {
    database.answer = () => new Promise(() => {});
    const recorder = open();
    recorder.record(market('a'));
    const result = recorder.flush(500);
    await pass(500);
    expect(await result).toMatchObject({ recorded: 0, pending: 1, error: { code: 'DATABASE' } });
  });

  it('of an error that is not ours is told as one of ours', async () => {
    database.answer = () => {
      throw new TypeError('what is this');
    };
    const recorder = open();
    recorder.record(market('a'));
    const { error } = await flush(recorder, 100);
    expect(error).toMatchObject({ code: 'DATABASE', message: expect.stringContaining('what is this') });
    expect(error?.cause).toBeInstanceOf(TypeError);
  });
});

describe('a row that the database refuses', () => {
  it('is found among the others, which are written, and is held, told once, and counted on', async () => {
    database.answer = refusing('c');
    const recorder = open();
    for (const id of ['a', 'b', 'c', 'd']) recorder.record(market(id, { marketName: id }));
    const result = await flush(recorder, 100);
    expect(result).toMatchObject({ recorded: 3, pending: 1, rejected: [], error: { message: expect.any(String) } });
    expect([recorder.flushed, recorder.buffered, recorder.pending, warned]).toEqual([3, 1, 1, ['SIGHTING_REFUSED']]);
    // All; each half; each quarter of the second; and last without its name.
    expect(database.writes.map(({ ids }) => ids.join())).toEqual(['a,b,c,d', 'a,b', 'c,d', 'c', 'c', 'd']);
    expect(new Set(database.writes.map(({ number }) => number)).size).toBe(6);
    expect(database.writes.filter(({ ids }) => ids.join() === 'c').map(({ sums }) => sums[0]?.marketName)).toEqual([
      'c',
      null,
    ]);
    recorder.record(market('c'));
    expect([recorder.buffered, recorder.pending, recorder.dropped]).toEqual([1, 2, 0]);
  });

  it('keeps what was written before the server went away, which is told, and is not told again', async () => {
    let attempts = 0;
    database.answer = (sums, options) => {
      attempts++;
      if (attempts === 1) refusing('a', 'b', 'c', 'd')(sums, options);
      if (attempts > 2) DOWN();
    };
    const recorder = open();
    for (const id of ['a', 'b', 'c', 'd']) recorder.record(market(id));
    const result = recorder.flush(20);
    recorder.record(market('a'));
    await pass(20);
    expect(await result).toMatchObject({ recorded: 2, pending: 3, error: { message: 'the server is away' } });
    expect(flushed).toMatchObject([{ recorded: 2, pending: 3 }]);
    expect([recorder.buffered, recorder.pending]).toEqual([3, 3]);
    database.answer = () => [];
    expect(await flush(recorder)).toMatchObject({ recorded: 3, rejected: [], pending: 0, error: null });
    expect(flushed.map(({ recorded: count }) => count)).toEqual([2, 2, 1]);
    expect(flushed.flatMap(({ rejected }) => rejected)).toEqual([]);
  });

  it('does not come along with others before it is due', async () => {
    database.answer = refusing('c');
    const recorder = open();
    recorder.record(market('c'));
    await flush(recorder, 100);
    const writes = database.writes.length;
    recorder.record(market('a'));
    await pass(1_500);
    expect(database.writes.slice(writes).map(({ ids }) => ids)).toEqual([['a']]);
  });

  it('is tried again after a while, and written when it can be', async () => {
    database.answer = refusing('c');
    const recorder = open();
    recorder.record(market('c', { occurrences: 2 }));
    recorder.start();
    await pass(1_000);
    expect(recorder.pending).toBe(2);
    database.answer = () => [];
    await pass(3_000);
    expect([recorder.flushed, recorder.pending]).toEqual([0, 2]);
    await pass(3_000);
    expect([recorder.flushed, recorder.pending, recorder.buffered]).toEqual([2, 0, 0]);
    expect(flushed.at(-1)).toMatchObject({ recorded: 2, pending: 0, error: null });
    expect(recorded()).toEqual({ c: 2 });
  });

  it('is tried again by whoever flushes, and what was seen of it meanwhile is held with it', async () => {
    const gate = gateOf<void>();
    database.answer = async sums => {
      await gate.promise;
      refusing('c')(sums, {});
    };
    const recorder = open();
    recorder.record(market('c'));
    const first = recorder.flush();
    await pass(1);
    recorder.record(market('c'));
    gate.resolve();
    await pass(10);
    expect((await first).pending).toBe(2);
    expect(recorder.buffered).toBe(1);
    database.answer = () => [];
    expect(await flush(recorder)).toMatchObject({ recorded: 2, pending: 0, error: null });
    expect([recorder.buffered, recorder.pending]).toEqual([0, 0]);
  });

  it('for good is rejected: where the encoding of the database lacks a character of its id', async () => {
    database.answer = sums => {
      if (sums.some(sum => sum.externalMarketId === 'ü')) throw failure('no such character', '22P05');
    };
    const recorder = open();
    recorder.record(market('ü', { marketName: 'ü', occurrences: 3 }));
    recorder.record(market('plain', { marketName: 'plain' }));
    recorder.record(market('a', { marketName: 'ä' }));
    const result = await flush(recorder);
    expect(result).toMatchObject({
      recorded: 2,
      pending: 0,
      rejected: [{ sighting: { externalMarketId: 'ü', occurrences: 3 }, error: { message: 'no such character' } }],
    });
    expect([recorder.rejected, recorder.pending, warned]).toEqual([3, 0, ['SIGHTING_REJECTED']]);
    // First without what is not in ASCII, for all of them at once.
    const all = 'ü,plain,a';
    expect(database.writes.map(({ ids }) => ids.join())).toEqual([all, all, 'ü,plain', 'ü', 'plain', 'a']);
    expect(database.writes.map(({ sums }) => sums.map(sum => sum.marketName))).toEqual([
      ['ü', 'plain', 'ä'],
      [null, 'plain', null],
      [null, 'plain'],
      [null],
      ['plain'],
      [null],
    ]);
  });

  it('for good is told also where nothing else was written', async () => {
    database.answer = () => {
      throw failure('no such character', '22021');
    };
    const recorder = open();
    recorder.record(market('ü'));
    expect(await flush(recorder)).toMatchObject({ recorded: 0, rejected: [{ sighting: { externalMarketId: 'ü' } }] });
    expect(flushed).toMatchObject([{ recorded: 0, rejected: [{ sighting: { externalMarketId: 'ü' } }] }]);
  });

  it('among many costs no more than 64 refusals an attempt', async () => {
    database.answer = () => {
      throw failure('all are refused', '23514');
    };
    const recorder = open({ maxBuffered: 1_000 });
    for (let id = 0; id < 100; id++) recorder.record(market(`m${id}`));
    recorder.start();
    await pass(1_010);
    expect(database.writes.length).toBe(64);
    expect([recorder.pending, recorder.isOut]).toEqual([100, true]);
    database.answer = () => [];
    await pass(20_000);
    expect(recorder.pending).toBe(0);
    expect(recorder.flushed).toBe(100);
  });
});

/** How often each market was counted, by all statements that were answered well. */
function recorded(): Record<string, number> {
  const last = database.writes.at(-1);
  return Object.fromEntries((last?.ids ?? []).map((id, index) => [id, last?.counts[index] ?? 0]));
}

describe('the number of a statement', () => {
  it('that somebody else has used is told, and all is written again under another id', async () => {
    const { FlushNumberError } = await import('../../../src/unmapped/flush-number.js');
    let attempts = 0;
    database.answer = (_, { flush: own }) => {
      if (++attempts === 2 && own) throw new FlushNumberError(own, '99');
    };
    const recorder = open();
    recorder.record(market('a'));
    await flush(recorder);
    const before = recorder.id;
    recorder.record(market('b'));
    expect(await flush(recorder)).toMatchObject({ recorded: 1, pending: 0, error: null });
    expect(warned).toEqual(['FLUSH_NUMBER_TAKEN']);
    expect(recorder.id).not.toBe(before);
    expect([...database.recorderIds]).toEqual([before, recorder.id]);
    expect(database.writes.map(({ number }) => number)).toEqual([1, 2, 1]);
  });

  it('that the database no longer has is told as writes that were lost, once', async () => {
    const stored = [null, 1, 1, 3];
    database.answer = (_, { flush: own }) => own?.onStored?.(stored.shift() ?? null);
    const recorder = open();
    for (const id of ['a', 'b']) {
      recorder.record(market(id));
      await flush(recorder);
    }
    expect(warned).toEqual([]);
    recorder.record(market('c'));
    await flush(recorder);
    expect(warned).toEqual(['WRITES_LOST']);
    expect(messages[0]).toContain('up to 1 writes');
    recorder.record(market('d'));
    await flush(recorder);
    expect(warned).toEqual(['WRITES_LOST']);
  });

  it('that was forgotten after a month without a write is nothing lost', async () => {
    database.answer = (_, { flush: own }) => own?.onStored?.(null);
    const recorder = open({ flushIntervalMs: 86_400_000 });
    recorder.record(market('a'));
    await flush(recorder);
    await pass(29 * 86_400_000 + 1);
    recorder.record(market('b'));
    await flush(recorder);
    expect(warned).toEqual([]);
    await pass(28 * 86_400_000);
    recorder.record(market('c'));
    await flush(recorder);
    expect(warned).toEqual(['WRITES_LOST']);
  });
});

describe('what it wrote and the mappings have by now', () => {
  it('is not looked for where it has written nothing', async () => {
    const recorder = open();
    recorder.start();
    mappings.loads++;
    await pass(5_000);
    await flush(recorder);
    expect(database.settled).toEqual([]);
  });

  it('is looked at once for each change of them, also where nothing new was seen', async () => {
    const recorder = open();
    recorder.start();
    for (const id of ['mapped a', 'b', 'mapped c']) recorder.record(market(id));
    await pass(1_000);
    expect(database.settled).toEqual([]);
    mappings.loads++;
    await pass(1_000);
    expect(database.settled).toEqual([['mapped a', 'mapped c']]);
    await pass(5_000);
    expect(database.settled).toHaveLength(1);
    mappings.loads++;
    await flush(recorder);
    expect(database.settled).toEqual([['mapped a', 'mapped c'], []]);
  });
});

describe('at its end', () => {
  async function close(recorder: RecorderType, told = false): Promise<void> {
    const left = database.left.length;
    const closing = recorder.close(1_000, Promise.resolve(told)).then(() => database.left.length);
    await pass(1_001);
    // It ends when its row is gone, and not before.
    expect(await closing).toBe(database.left.length);
    expect(database.left.length - left).toBeLessThanOrEqual(1);
  }

  it('it writes what is there, and takes its row away', async () => {
    const recorder = open();
    recorder.start();
    recorder.record(market('a'));
    await close(recorder);
    expect([recorder.flushed, database.left, warned]).toEqual([1, ['delete'], []]);
    expect(database.leftIds).toEqual([recorder.id]);
    await pass(60_000);
    expect(database.writes).toHaveLength(1);
  });

  it('it leaves its number behind where a statement may still be on its way', async () => {
    let attempts = 0;
    database.answer = () => (++attempts === 1 ? DOWN() : []);
    const recorder = open();
    recorder.record(market('a'));
    await close(recorder);
    expect([recorder.flushed, database.left]).toEqual([1, ['update']]);
  });

  it('it has no row to take away where it has written nothing, unless the mapper has told of itself', async () => {
    await close(open());
    expect(database.left).toEqual([]);
    await close(open(), true);
    expect(database.left).toEqual(['delete']);
  });

  it('it says what could not be written, in its time', async () => {
    database.answer = DOWN;
    const recorder = open();
    recorder.record(market('a', { occurrences: 4 }));
    recorder.record(market('b'));
    await close(recorder);
    expect([warned, database.left]).toEqual([['NOT_WRITTEN'], []]);
    expect(messages[0]).toContain('5 sightings of 2 unmapped markets');
    const writes = database.writes.length;
    await pass(60_000);
    expect(database.writes).toHaveLength(writes);
  });
});
