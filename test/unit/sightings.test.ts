import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UnmappedSighting } from '../../src/model/index.js';
import { MAX_SAMPLE_BYTES, sumSightings, toSample } from '../../src/unmapped/sightings.js';
import { newSighting } from '../support/builders.js';

const at = (minute: number) => new Date(Date.UTC(2026, 4, 6, 11, minute));

describe('sumSightings', () => {
  it('is nothing of nothing', () => {
    expect(sumSightings([])).toEqual([]);
  });

  it('keeps markets apart that differ in source or id, in the order in which they were first seen', () => {
    const sums = sumSightings([
      newSighting({ source: 'sportybet', externalMarketId: '2' }),
      newSighting({ source: 'betpawa', externalMarketId: '2' }),
      newSighting({ source: 'sportybet', externalMarketId: '1' }),
      newSighting({ source: 'sportybet', externalMarketId: '2' }),
    ]);
    expect(sums.map(sum => [sum.source, sum.externalMarketId, sum.occurrences])).toEqual([
      ['sportybet', '2', 2],
      ['betpawa', '2', 1],
      ['sportybet', '1', 1],
    ]);
  });

  it('adds occurrences up, one where none are given, and never past what a number holds exactly', () => {
    expect(sumSightings([newSighting({ occurrences: 5 }), newSighting()])[0]?.occurrences).toBe(6);
    const huge = newSighting({ occurrences: Number.MAX_SAFE_INTEGER });
    expect(sumSightings([huge, huge, huge])[0]?.occurrences).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('keeps the first name and the first sample there are', () => {
    const [sum] = sumSightings([
      newSighting({ marketName: null, sampleOutcomes: null }),
      newSighting({ marketName: 'First' }),
      newSighting({ marketName: 'Second', sampleOutcomes: [1] }),
      newSighting({ sampleOutcomes: [2] }),
    ]);
    expect(sum).toMatchObject({ marketName: 'First', sampleOutcomes: '[1]' });
  });

  it('spans the times that were given', () => {
    const [sum] = sumSightings([2, 1, 3].map(minute => newSighting({ seenAt: at(minute) })));
    expect(sum).toMatchObject({ firstSeenAt: at(1), lastSeenAt: at(3), oldestAgeMs: null, newestAgeMs: null });
  });

  it('leaves "now" to the clock of the database', () => {
    expect(sumSightings([newSighting()])).toMatchObject([
      { firstSeenAt: null, lastSeenAt: null, oldestAgeMs: 0, newestAgeMs: 0 },
    ]);
  });

  it('knows both the times given and that some were "now", in any order', () => {
    const expected = [{ firstSeenAt: at(1), lastSeenAt: at(1), oldestAgeMs: 0, newestAgeMs: 0 }];
    expect(sumSightings([newSighting(), newSighting({ seenAt: at(1) })])).toMatchObject(expected);
    expect(sumSightings([newSighting({ seenAt: at(1) }), newSighting()])).toMatchObject(expected);
  });

  it('cuts names to 255 characters, not units of UTF-16', () => {
    const [sum] = sumSightings([newSighting({ marketName: '😀'.repeat(256) })]);
    expect(sum?.marketName).toBe('😀'.repeat(255));
  });

  it('comes to the same whatever batches the sightings were in', () => {
    const sighting: fc.Arbitrary<UnmappedSighting> = fc.record(
      {
        source: fc.constantFrom('betpawa', 'bet9ja'),
        externalMarketId: fc.constantFrom('1', '2'),
        occurrences: fc.integer({ min: 1, max: 9 }),
        seenAt: fc.integer({ min: 0, max: 59 }).map(at),
      },
      { requiredKeys: ['source', 'externalMarketId'] },
    );
    fc.assert(
      fc.property(fc.array(sighting), sightings => {
        const sums = sumSightings(sightings);
        for (const sum of sums) {
          const same = sightings.filter(
            one => one.source === sum.source && one.externalMarketId === sum.externalMarketId,
          );
          const times = same.flatMap(one => one.seenAt?.getTime() ?? []);
          expect(sum.occurrences).toBe(same.reduce((total, one) => total + (one.occurrences ?? 1), 0));
          expect(sum.firstSeenAt?.getTime()).toBe(times.length === 0 ? undefined : Math.min(...times));
          expect(sum.lastSeenAt?.getTime()).toBe(times.length === 0 ? undefined : Math.max(...times));
          expect(sum.oldestAgeMs === null).toBe(times.length === same.length);
        }
        expect(sums.length).toBe(new Set(sightings.map(one => `${one.source} ${one.externalMarketId}`)).size);
      }),
    );
  });
});

describe('toSample', () => {
  it('is the JSON of the value', () => {
    expect(toSample([{ id: 1, name: 'é😀' }])).toBe('[{"id":1,"name":"é😀"}]');
    expect(toSample('')).toBe('""');
    expect(toSample(0)).toBe('0');
    expect(toSample(false)).toBe('false');
    expect(toSample([])).toBe('[]');
  });

  it('is nothing where there is nothing', () => {
    expect(toSample(null)).toBeNull();
    expect(toSample(undefined)).toBeNull();
  });

  it('keeps a value of exactly 8,192 bytes whole, and drops one of a byte more', () => {
    const text = 'x'.repeat(MAX_SAMPLE_BYTES - 2);
    expect(toSample(text)).toBe(`"${text}"`);
    expect(toSample(`${text}x`)).toBeNull();
    expect(toSample({ text })).toBeNull();
    expect(toSample('é'.repeat(MAX_SAMPLE_BYTES / 2 - 1))).toHaveLength(MAX_SAMPLE_BYTES / 2 + 1);
    expect(toSample('é'.repeat(MAX_SAMPLE_BYTES / 2))).toBeNull();
  });

  it('drops an array whose first item alone is too large', () => {
    expect(toSample(['x'.repeat(9000), 1])).toBeNull();
  });

  it('keeps of a large array as many of the first items as fit, to the byte', () => {
    const item = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.integer(), fc.constant(null));
    fc.assert(
      fc.property(fc.array(item, { minLength: 30, maxLength: 120, size: 'max' }), items => {
        const text = toSample(items) ?? expect.fail('none of these items is too large alone');
        const kept: unknown = JSON.parse(text);
        const count = Array.isArray(kept) ? kept.length : expect.fail('no array');
        expect(text).toBe(JSON.stringify(items.slice(0, count)));
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_SAMPLE_BYTES);
        if (count < items.length) {
          const oneMore = JSON.stringify(items.slice(0, count + 1));
          expect(Buffer.byteLength(oneMore)).toBeGreaterThan(MAX_SAMPLE_BYTES);
        }
      }),
    );
  });
});
