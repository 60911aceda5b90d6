import { describe, expect, it } from 'vitest';
import { hasHints, keptHint, keptOutcomes } from '../../../src/mapper/hints.js';

describe('of the texts that only help a person', () => {
  it('all are sent, or those in ASCII, or none', () => {
    expect(['all', 'ascii', 'none'].map(hints => keptHint('Über', hints as never))).toEqual(['Über', null, null]);
    expect(['all', 'ascii', 'none'].map(hints => keptHint('Over\x7f', hints as never))).toEqual([
      'Over\x7f',
      'Over\x7f',
      null,
    ]);
    expect(keptHint('\x80', 'ascii')).toBeNull();
    expect(keptHint(`${'x'.repeat(40)}é`, 'ascii')).toBeNull();
    expect(keptHint(null, 'all')).toBeNull();
    expect(keptHint(null, 'ascii')).toBeNull();
    expect(keptHint('', 'ascii')).toBe('');
  });

  it('also of the missing outcomes, whichever text of theirs it is', () => {
    const over = { id: '12', name: 'Over' };
    const outcomes = [over, { id: null, name: 'Über' }, { id: null, name: 'Home', home: 'Malmö' }];
    expect(keptOutcomes(outcomes, 'all')).toEqual(outcomes);
    expect(keptOutcomes(outcomes, 'ascii')).toEqual([over]);
    expect(keptOutcomes(outcomes, 'none')).toEqual([]);
  });

  it('any is one that can be left out', () => {
    const bare = {
      source: 'bet9ja',
      externalMarketId: 'S_OU',
      marketName: null,
      sampleOutcomes: null,
      occurrences: 1,
      firstSeenAt: null,
      lastSeenAt: null,
    };
    expect(hasHints(bare)).toBe(false);
    expect(hasHints({ ...bare, parameter: null, missingOutcomes: [], sport: 'football' })).toBe(false);
    expect(hasHints({ ...bare, marketName: 'Over/Under' })).toBe(true);
    expect(hasHints({ ...bare, sampleOutcomes: '[]' })).toBe(true);
    expect(hasHints({ ...bare, parameter: '2.5' })).toBe(true);
    expect(hasHints({ ...bare, missingOutcomes: [{ id: null, name: 'Over' }] })).toBe(true);
  });
});
