import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toMarketMapping } from '../../src/database/mapping-row.js';
import { LoadedMapping, type TextRow } from '../../src/mapper/loaded-mapping.js';

const ROW: TextRow = {
  id: 7,
  canonical_id: 'over_under_ft',
  name: 'Over/Under',
  betpawa_id: null,
  sportybet_id: '18',
  bet9ja_key: 'S_OU',
  outcome_mapping: '[{"canonical_id": "over", "position": 0, "bet9ja_suffix": "O"}]',
  priority: 3,
  is_active: true,
  created_at: '2026-05-06 11:00:00.123456+00',
  updated_at: '2026-05-06 11:00:00+00',
  created_by: 'ada',
  line_kind: 'total',
  line_conventions: '{"bet9ja": {"unit": 0.25}}',
  source_ids: '{"sunnybet": "OU"}',
  sport: 'football',
};

describe('a row that was read', () => {
  it('becomes the mapping that the row is, once, and nobody can change it', () => {
    const loaded = new LoadedMapping(ROW, 1);
    const row = {
      ...ROW,
      outcome_mapping: JSON.parse(ROW.outcome_mapping),
      line_conventions: { bet9ja: { unit: 0.25 } },
      source_ids: { sunnybet: 'OU' },
    };
    expect(loaded.fault).toBeNull();
    expect({ ...loaded.toMapping() }).toEqual({ ...toMarketMapping(row), origin: 'database' });
    expect(loaded.toMapping()).toBe(loaded.toMapping());
    const { outcomeMapping, lineConventions } = loaded.toMapping();
    for (const part of [
      loaded.toMapping(),
      outcomeMapping,
      outcomeMapping[0],
      lineConventions,
      lineConventions?.bet9ja,
    ]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
    loaded.toMapping().createdAt.setTime(0);
    expect(loaded.toMapping().createdAt).toEqual(new Date('2026-05-06T11:00:00.123Z'));
    expect(Object.keys(loaded.toMapping()).sort()).toEqual(Object.keys({ ...toMarketMapping(row), origin: '' }).sort());
  });

  it('is the same one only where every column is the same', () => {
    const loaded = new LoadedMapping(ROW, 1);
    expect(loaded.hasSameColumns({ ...ROW })).toBe(true);
    for (const column of Object.keys(ROW))
      expect(loaded.hasSameColumns({ ...ROW, [column]: 'other' }), column).toBe(false);
  });

  it.each([
    [{ outcome_mapping: '{}' }, 'not an array'],
    [{ outcome_mapping: '[{}]' }, 'outcome_mapping[0]'],
    [{ updated_at: 'infinity' }, 'not a timestamp'],
    [{ line_conventions: '{"bet9ja": {"side": "left"}}' }, 'line_conventions'],
  ])('%o can not serve', (fields, fault) => {
    expect(new LoadedMapping({ ...ROW, ...fields }, 1).fault).toContain(fault);
  });

  it('has the times of its text, to the millisecond, whatever the digits', () => {
    const time = fc.date({ min: new Date(0), max: new Date(Date.UTC(9999, 0)), noInvalidDate: true });
    fc.assert(
      fc.property(time, fc.constantFrom('', '4', '45', '456'), (at, rest) => {
        const text = `${at.toISOString().slice(0, 23).replace('T', ' ')}${rest}+00`;
        expect(new LoadedMapping({ ...ROW, created_at: text }, 1).toMapping().createdAt).toEqual(at);
      }),
    );
  });
});
