import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HeldSightings } from '../../../src/mapper/held-sightings.js';
import { SightingBuffer } from '../../../src/mapper/sighting-buffer.js';
import { DatabaseError } from '../../../src/model/errors.js';

const REFUSED = new DatabaseError('a check of somebody has refused it', '23514');
const id = (externalMarketId: string) => ({ source: 'bet9ja', externalMarketId });

function market(externalMarketId: string, occurrences = 1) {
  const buffer = new SightingBuffer();
  buffer.add({ ...id(externalMarketId), occurrences });
  const [only] = buffer.markets();
  if (only === undefined) throw new Error('one market');
  return only;
}

let warned: unknown[][] = [];
let held: HeldSightings;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setImmediate', 'clearImmediate'] });
  // The longest wait there is.
  vi.spyOn(Math, 'random').mockReturnValue(1);
  warned = [];
  held = new HeldSightings((...warning) => warned.push(warning));
});
afterEach(() => {
  vi.runOnlyPendingTimers();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('markets that the database refuses', () => {
  it('are counted on, and no other market is', () => {
    expect(held.add(id('S_OU'))).toBe(false);
    held.hold(market('S_OU', 3), REFUSED);
    expect(held.add({ ...id('S_OU'), occurrences: 2 })).toBe(true);
    expect(held.add(id('S_1X2'))).toBe(false);
    expect([held.size, held.sightings]).toEqual([1, 5]);
    expect(held.error).toBe(REFUSED);
  });

  it('are told once, by the first of them', () => {
    held.hold(market('S_OU'), REFUSED);
    held.hold(market('S_1X2'), REFUSED);
    expect(warned).toEqual([['SIGHTING_REFUSED', expect.stringContaining('bet9ja "S_OU"'), REFUSED]]);
  });

  it('are due again after a wait that doubles with each attempt that failed', () => {
    let ms = 5_000;
    for (let attempt = 1; attempt < 9; attempt++) {
      held.hold(market('S_OU'), REFUSED);
      held.hold(market('S_1X2'), REFUSED);
      vi.advanceTimersByTime(ms - 1);
      expect(held.isDue).toBe(false);
      vi.advanceTimersByTime(1);
      expect(held.isDue).toBe(true);
      held.takeAll();
      expect(held.isDue).toBe(false);
      ms = Math.min(ms * 2, 300_000);
    }
    expect(warned).toHaveLength(1);
  });

  it('are taken together, with all that was counted, and nothing is held then', () => {
    held.hold(market('S_OU'), REFUSED);
    held.hold(market('S_1X2', 4), REFUSED);
    held.hold(market('S_OU', 2), REFUSED);
    const taken = held.takeAll().map(({ externalMarketId, occurrences }) => [externalMarketId, occurrences]);
    expect(taken.sort()).toEqual([
      ['S_1X2', 4],
      ['S_OU', 3],
    ]);
    expect([held.size, held.sightings, held.error, held.isDue]).toEqual([0, 0, null, false]);
    expect(held.takeAll()).toEqual([]);
  });

  it('are another matter once none was held: told again, and tried again as soon as at first', () => {
    held.hold(market('S_OU'), REFUSED);
    held.recover();
    held.hold(market('S_1X2'), REFUSED);
    expect(warned).toHaveLength(1);
    held.takeAll();
    held.recover();
    held.hold(market('S_1X2'), REFUSED);
    expect(warned).toHaveLength(2);
    vi.advanceTimersByTime(5_000);
    expect(held.isDue).toBe(true);
  });
});
