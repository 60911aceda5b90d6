import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BufferedMarket } from '../../../src/mapper/sighting-buffer.js';
import { SightingBuffer, toSumAt } from '../../../src/mapper/sighting-buffer.js';
import { MAX_MISSING_OUTCOMES, type Resolution, type UnmappedSighting } from '../../../src/model/index.js';
import { toActiveMapping } from '../../../src/rules/to-active-mapping.js';

const UNKNOWN: Resolution = { status: 'unmapped', reason: 'UNKNOWN_MARKET' };
const BOUND_AWAY: Resolution = { status: 'unmapped', reason: 'BOUND_AWAY' };
const asked = (snapshot: string) => ({ snapshot, at: new Date(0) });
const outcome = (name: string, id: string | null = null) => ({ id, name, odds: 2, active: true });
const at = (minute: number) => new Date(Date.UTC(2026, 4, 6, 11, minute));

function partial(...unmatched: ReturnType<typeof outcome>[]): Resolution {
  const mapping = toActiveMapping({ canonicalId: 'm', name: 'M', outcomeMapping: [] });
  return { status: 'partial', mapping, parameter: null, line: null, outcomes: [], unmatched };
}

const sighting = (externalMarketId: string, fields: Partial<UnmappedSighting> = {}): UnmappedSighting => ({
  source: 'bet9ja',
  externalMarketId,
  ...fields,
});

/** The one market of a buffer. */
function only(buffer: SightingBuffer): BufferedMarket {
  const [market, ...others] = buffer.markets();
  if (market === undefined || others.length > 0) throw new Error('one market');
  return market;
}

const counts = ({ size, fresh, sightings }: SightingBuffer) => ({ size, fresh, sightings });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setImmediate', 'clearImmediate'] });
});
afterEach(() => {
  // The time of this turn ends with it.
  vi.runOnlyPendingTimers();
  vi.useRealTimers();
});

/** Lets a turn of the event loop pass, and some time. */
function wait(ms: number): number {
  vi.advanceTimersByTime(ms);
  return performance.now();
}

describe('a market is counted', () => {
  it('with its first name, sample, parameter and sport, and with every occurrence', () => {
    const buffer = new SightingBuffer();
    buffer.add(sighting('S_OU'));
    buffer.add(sighting('S_OU', { marketName: 'Over/Under', parameter: '2.5', occurrences: 3 }));
    buffer.add(
      sighting('S_OU', {
        marketName: 'O/U',
        sampleOutcomes: ['Over'],
        parameter: '3.5',
        event: { sport: 'football' } as never,
      }),
    );
    buffer.add(sighting('S_OU', { sampleOutcomes: ['Under'], event: { sport: 'tennis' } as never }));
    expect(only(buffer)).toMatchObject({
      source: 'bet9ja',
      externalMarketId: 'S_OU',
      marketName: 'Over/Under',
      sampleOutcomes: '["Over"]',
      parameter: '2.5',
      sport: 'football',
      occurrences: 6,
    });
    expect(counts(buffer)).toEqual({ size: 1, fresh: 1, sightings: 6 });
  });

  it('apart from those of other ids and sources', () => {
    const buffer = new SightingBuffer();
    for (const source of ['bet9ja', 'betpawa', 'bet9ja', 'msport']) {
      for (const id of ['1', '2', '2']) buffer.add({ source, externalMarketId: id });
    }
    const told = buffer.markets().map(market => [market.source, market.externalMarketId, market.occurrences]);
    expect(told.sort()).toEqual([
      ['bet9ja', '1', 2],
      ['bet9ja', '2', 4],
      ['betpawa', '1', 1],
      ['betpawa', '2', 2],
      ['msport', '1', 1],
      ['msport', '2', 2],
    ]);
    expect(buffer.has({ source: 'msport', externalMarketId: '2' })).toBe(true);
    expect(buffer.has({ source: 'msport', externalMarketId: '3' })).toBe(false);
    expect(buffer.has({ source: 'betika', externalMarketId: '2' })).toBe(false);
  });

  it('with the times that were given, by day as well, and with the ages of the others', () => {
    const buffer = new SightingBuffer();
    for (const minute of [2, 1, 3]) buffer.add(sighting('S_OU', { seenAt: at(minute), occurrences: 2 }));
    const market = only(buffer);
    expect(market).toMatchObject({ firstSeenAt: at(1), lastSeenAt: at(3), firstMonotonic: null, lastMonotonic: null });
    expect([...(market.days ?? [])]).toEqual([[20_579, 6]]);
    const first = wait(1_000);
    buffer.add(sighting('S_OU'));
    const last = wait(250);
    buffer.add(sighting('S_OU'));
    expect(only(buffer)).toMatchObject({ firstMonotonic: first, lastMonotonic: last, firstSeenAt: at(1) });
    expect(toSumAt(last + 100.4, only(buffer), 'all')).toMatchObject({ oldestAgeMs: 350, newestAgeMs: 100 });
  });

  it('with the last reason, the last mappings asked, and all outcomes that were missing', () => {
    const buffer = new SightingBuffer();
    buffer.add(sighting('S_OU', { reason: 'UNKNOWN_MARKET' }), false, asked('1'));
    buffer.add(sighting('S_OU', { reason: 'UNKNOWN_OUTCOMES', missingOutcomes: [outcome('Over')] }), false, asked('2'));
    buffer.add(sighting('S_OU', { missingOutcomes: [outcome('Over'), outcome('Under')] }));
    expect(only(buffer)).toMatchObject({
      reason: 'UNKNOWN_OUTCOMES',
      asked: asked('2'),
      missingOutcomes: [
        { id: null, name: 'Over' },
        { id: null, name: 'Under' },
      ],
    });
  });

  it('as one that the log has, until something is new about it', () => {
    const buffer = new SightingBuffer();
    buffer.add(sighting('known'), true);
    buffer.add(sighting('new'));
    expect(counts(buffer)).toEqual({ size: 2, fresh: 1, sightings: 2 });
    buffer.add(sighting('known'), true);
    expect(counts(buffer)).toEqual({ size: 2, fresh: 1, sightings: 3 });
    buffer.add(sighting('known'), false);
    expect(counts(buffer)).toEqual({ size: 2, fresh: 2, sightings: 4 });
    buffer.add(sighting('known'), true);
    expect(counts(buffer)).toEqual({ size: 2, fresh: 2, sightings: 5 });
  });
});

describe('a sighting of a known market that brings nothing new is only counted', () => {
  it('one more, now, with the mappings that were asked', () => {
    const buffer = new SightingBuffer();
    const first = performance.now();
    buffer.add(sighting('S_OU'));
    const last = wait(500);
    expect(buffer.increment(sighting('S_OU'), UNKNOWN, asked('7'))).toBe(true);
    expect(buffer.increment(sighting('S_OU'))).toBe(true);
    expect(only(buffer)).toMatchObject({
      occurrences: 3,
      firstMonotonic: first,
      lastMonotonic: last,
      asked: asked('7'),
    });
    expect(counts(buffer)).toEqual({ size: 1, fresh: 1, sightings: 3 });
  });

  it('also where all others had times of their own', () => {
    const buffer = new SightingBuffer();
    buffer.add(sighting('S_OU', { seenAt: at(1) }));
    const now = wait(500);
    expect(buffer.increment(sighting('S_OU'))).toBe(true);
    expect(only(buffer)).toMatchObject({ firstMonotonic: now, lastMonotonic: now, firstSeenAt: at(1) });
  });

  const rest = { seenAt: undefined, occurrences: undefined };
  it.each<[string, boolean, UnmappedSighting & { outcomes?: never[] }, Resolution?]>([
    ['is not there yet', false, sighting('S_1X2')],
    ['is of another source', false, { source: 'betpawa', externalMarketId: 'S_OU' }],
    ['says how many', false, sighting('S_OU', { occurrences: 1 })],
    ['says when', false, sighting('S_OU', { seenAt: at(1) })],
    ['says neither', true, { ...sighting('S_OU'), ...rest } as never],
    ['brings the first name', false, sighting('S_OU', { marketName: 'Over/Under' })],
    ['brings no name', true, sighting('S_OU', { marketName: null })],
    ['brings the first sample', false, sighting('S_OU', { sampleOutcomes: ['Over'] })],
    ['brings the first outcomes', false, { ...sighting('S_OU'), outcomes: [] }],
    ['brings no sample', true, sighting('S_OU', { sampleOutcomes: null })],
    ['brings a reason', false, sighting('S_OU', { reason: 'UNKNOWN_MARKET' })],
    ['brings missing outcomes', false, sighting('S_OU', { missingOutcomes: [] })],
    ['was bound away', false, sighting('S_OU'), BOUND_AWAY],
    ['misses an outcome', false, sighting('S_OU'), partial(outcome('Over'))],
  ])('which %s: %s', (_, expected, market, resolution) => {
    const buffer = new SightingBuffer();
    buffer.add(sighting('S_OU'));
    expect(buffer.increment(market, resolution)).toBe(expected);
    expect(buffer.sightings).toBe(expected ? 2 : 1);
  });

  it('also with a name and a sample where there are some, even if nothing could be kept of them', () => {
    const buffer = new SightingBuffer();
    buffer.add(sighting('S_OU', { marketName: 'Over/Under', sampleOutcomes: 'x'.repeat(10_000) }));
    expect(only(buffer)).toMatchObject({ isNamed: true, isSampled: true, sampleOutcomes: null });
    const again = { ...sighting('S_OU', { marketName: 'O/U', sampleOutcomes: ['Over'] }), outcomes: [outcome('Over')] };
    expect(buffer.increment(again)).toBe(true);
  });

  it('also with a reason and missing outcomes that are known', () => {
    const buffer = new SightingBuffer();
    const missing = [outcome('Over', '12'), outcome('Under', '13')];
    buffer.add(sighting('S_OU', { reason: 'UNKNOWN_OUTCOMES', missingOutcomes: missing }));
    expect(buffer.increment(sighting('S_OU'), partial(...missing))).toBe(true);
    expect(buffer.increment(sighting('S_OU'), partial(outcome('Over', '12')))).toBe(true);
    expect(buffer.increment(sighting('S_OU'), partial(outcome('Over', '14')))).toBe(false);
    expect(buffer.increment(sighting('S_OU'), partial(outcome('Above', '12')))).toBe(false);
    expect(buffer.increment(sighting('S_OU'), partial(outcome('Over', '12'), outcome('Exactly')))).toBe(false);
    expect(buffer.increment(sighting('S_OU'), BOUND_AWAY)).toBe(false);
    expect(buffer.increment(sighting('S_OU'), UNKNOWN)).toBe(true);
  });

  it('also with any missing outcome where as many are known as a row keeps', () => {
    const buffer = new SightingBuffer();
    const most = Array.from({ length: MAX_MISSING_OUTCOMES }, (_, index) => outcome(`Player ${index}`));
    buffer.add(sighting('S_GS', { reason: 'UNKNOWN_OUTCOMES', missingOutcomes: most.slice(1) }));
    expect(buffer.increment(sighting('S_GS'), partial(outcome('Another')))).toBe(false);
    buffer.add(sighting('S_GS', { missingOutcomes: most }));
    expect(buffer.increment(sighting('S_GS'), partial(outcome('Another')))).toBe(true);
  });
});

describe('a market is taken out', () => {
  it('with its sightings, and its place is free', () => {
    const buffer = new SightingBuffer();
    buffer.add(sighting('a', { occurrences: 4 }));
    buffer.add(sighting('b'), true);
    expect(buffer.take(sighting('a'))).toMatchObject({ externalMarketId: 'a', occurrences: 4 });
    expect(counts(buffer)).toEqual({ size: 1, fresh: 0, sightings: 1 });
    expect(buffer.take(sighting('a'))).toBeUndefined();
    expect(buffer.take({ source: 'msport', externalMarketId: 'b' })).toBeUndefined();
    expect(counts(buffer)).toEqual({ size: 1, fresh: 0, sightings: 1 });
    buffer.take(sighting('b'));
    expect(counts(buffer)).toEqual({ size: 0, fresh: 0, sightings: 0 });
    expect(buffer.markets()).toEqual([]);
  });

  it('with all others that the log may not have', () => {
    const buffer = new SightingBuffer();
    buffer.add(sighting('a', { occurrences: 4 }));
    buffer.add(sighting('b', { occurrences: 2 }), true);
    buffer.add({ source: 'msport', externalMarketId: 'a' });
    const taken = buffer.takeFresh();
    expect(counts(taken)).toEqual({ size: 2, fresh: 2, sightings: 5 });
    expect(counts(buffer)).toEqual({ size: 1, fresh: 0, sightings: 2 });
    expect(only(buffer).externalMarketId).toBe('b');
  });
});

describe('what was counted in two places', () => {
  const market = (fields: Partial<BufferedMarket>): BufferedMarket => {
    const buffer = new SightingBuffer();
    buffer.add(sighting('S_OU'), true);
    return { ...only(buffer), firstMonotonic: null, lastMonotonic: null, ...fields };
  };
  function together(moved: Partial<BufferedMarket>, known: Partial<BufferedMarket>): BufferedMarket {
    const buffer = new SightingBuffer();
    buffer.put(market(known));
    buffer.put(market(moved));
    expect(buffer.size).toBe(1);
    return only(buffer);
  }

  it('is added up, with what the earlier place says first', () => {
    const missing = (name: string) => [{ id: null, name }];
    const earlier = {
      marketName: 'First',
      sampleOutcomes: '[1]',
      parameter: '1',
      sport: 'football',
      occurrences: 3,
      firstSeenAt: at(2),
      lastSeenAt: at(3),
      firstMonotonic: 10,
      lastMonotonic: 20,
      reason: 'UNKNOWN_MARKET',
      missingOutcomes: missing('Over'),
      asked: asked('1'),
      days: new Map([
        [1, 1],
        [2, 2],
      ]),
    } as const;
    const later = {
      marketName: 'Second',
      sampleOutcomes: '[2]',
      parameter: '2',
      sport: 'tennis',
      occurrences: 4,
      firstSeenAt: at(1),
      lastSeenAt: at(4),
      firstMonotonic: 30,
      lastMonotonic: 40,
      reason: 'UNKNOWN_OUTCOMES',
      missingOutcomes: missing('Under'),
      asked: asked('2'),
      days: new Map([
        [2, 5],
        [3, 7],
      ]),
    } as const;
    const sum = together(earlier, later);
    expect(sum).toMatchObject({
      marketName: 'First',
      sampleOutcomes: '[1]',
      parameter: '1',
      sport: 'football',
      occurrences: 7,
      firstSeenAt: at(1),
      lastSeenAt: at(4),
      firstMonotonic: 10,
      lastMonotonic: 40,
      reason: 'UNKNOWN_OUTCOMES',
      missingOutcomes: [...missing('Over'), ...missing('Under')],
      asked: asked('2'),
    });
    expect([...(sum.days ?? [])].sort()).toEqual([
      [1, 1],
      [2, 7],
      [3, 7],
    ]);
    expect([...earlier.days]).toEqual([
      [1, 1],
      [2, 2],
    ]);
    // Nor does what only one of them has get lost.
    const { missingOutcomes, occurrences, ...rest } = earlier;
    expect(together(earlier, { occurrences: 1 })).toMatchObject({ ...rest, occurrences: 4 });
    expect(together({ occurrences: 1 }, earlier)).toMatchObject({ ...rest, occurrences: 4 });
  });

  it('is written if both were, and named and sampled if one was', () => {
    for (const [one, other] of [
      [true, false],
      [false, true],
      [true, true],
      [false, false],
    ] as const) {
      const flags = (is: boolean) => ({ isWritten: is, isNamed: is, isSampled: is });
      const [either, both] = [one || other, one && other];
      const sum = together(flags(one), flags(other));
      expect([sum.isWritten, sum.isNamed, sum.isSampled]).toEqual([both, either, either]);
    }
  });

  it('has the earliest and the latest of the times that were given', () => {
    expect(
      together({ firstSeenAt: at(1), lastSeenAt: at(2) }, { firstSeenAt: at(3), lastSeenAt: at(1) }),
    ).toMatchObject({ firstSeenAt: at(1), lastSeenAt: at(2) });
    expect(together({}, {})).toMatchObject({ firstSeenAt: null, lastSeenAt: null });
  });
});

it('whatever is put in and taken out, the counts are those of the markets', () => {
  const act = fc.tuple(fc.constantFrom('add', 'written', 'increment', 'take', 'fresh'), fc.constantFrom('a', 'b', 'c'));
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), acts => {
      const buffer = new SightingBuffer();
      let told = 0;
      let taken = 0;
      for (const [what, id] of acts) {
        if (what === 'take') taken += buffer.take(sighting(id))?.occurrences ?? 0;
        else if (what === 'fresh') for (const market of buffer.takeFresh().markets()) buffer.put(market);
        else if (what !== 'increment' || !buffer.increment(sighting(id))) {
          buffer.add(sighting(id), what === 'written');
          told++;
        } else told++;
        const markets = buffer.markets();
        expect(counts(buffer)).toEqual({
          size: markets.length,
          fresh: markets.filter(market => !market.isWritten).length,
          sightings: markets.reduce((sum, market) => sum + market.occurrences, 0),
        });
      }
      expect(taken + buffer.sightings).toBe(told);
    }),
  );
});

describe('what a statement is given of a market', () => {
  it('is all there is, the hints only as far as they are to be sent', () => {
    const buffer = new SightingBuffer();
    const missingOutcomes = [outcome('Über'), outcome('Under', '13')];
    buffer.add(
      sighting('S_OU', {
        marketName: 'Über/Unter',
        sampleOutcomes: ['O'],
        parameter: '2.5',
        reason: 'UNKNOWN_OUTCOMES',
        missingOutcomes,
        event: { sport: 'football' } as never,
        seenAt: at(1),
        occurrences: 3,
      }),
      false,
      asked('7'),
    );
    const under = { id: '13', name: 'Under', parameter: '2.5' };
    const all = {
      source: 'bet9ja',
      externalMarketId: 'S_OU',
      marketName: 'Über/Unter',
      sampleOutcomes: '["O"]',
      occurrences: 3,
      firstSeenAt: at(1),
      lastSeenAt: at(1),
      oldestAgeMs: null,
      newestAgeMs: null,
      days: new Map([[20_579, 3]]),
      parameter: '2.5',
      sport: 'football',
      reason: 'UNKNOWN_OUTCOMES',
      missingOutcomes: [{ id: null, name: 'Über', parameter: '2.5' }, under],
      asked: asked('7'),
    };
    expect(toSumAt(0, only(buffer), 'all')).toStrictEqual(all);
    expect(toSumAt(0, only(buffer), 'ascii')).toStrictEqual({ ...all, marketName: null, missingOutcomes: [under] });
    const bare = { ...all, marketName: null, sampleOutcomes: null, parameter: null, missingOutcomes: [] };
    expect(toSumAt(0, only(buffer), 'none')).toStrictEqual(bare);
  });

  it('leaves out what nobody said, and is no number that the database would refuse', () => {
    const buffer = new SightingBuffer();
    const huge = sighting('S_OU', { occurrences: Number.MAX_SAFE_INTEGER });
    buffer.add(huge);
    buffer.add(huge);
    const sum = toSumAt(performance.now(), only(buffer), 'all');
    expect(sum).toStrictEqual({
      source: 'bet9ja',
      externalMarketId: 'S_OU',
      marketName: null,
      sampleOutcomes: null,
      occurrences: Number.MAX_SAFE_INTEGER,
      firstSeenAt: null,
      lastSeenAt: null,
      oldestAgeMs: 0,
      newestAgeMs: 0,
      parameter: null,
      sport: null,
      missingOutcomes: [],
    });
  });
});
