import { describe, expect, it } from 'vitest';
import { LoadedConflicts } from '../../../src/mapper/loaded-conflicts.js';
import type { ActiveMapping } from '../../../src/model/index.js';
import { MappingIndex } from '../../../src/rules/mapping-index.js';
import { toActiveMapping } from '../../../src/rules/to-active-mapping.js';

function row(id: number | null, fields: Partial<ActiveMapping> = {}): ActiveMapping {
  const base = toActiveMapping({ canonicalId: `m${id}`, name: 'M', sportybetId: '18', outcomeMapping: [] });
  return { ...base, id, ...fields };
}

function of(...mappings: ActiveMapping[]) {
  const index = new MappingIndex(mappings);
  const conflicts = new LoadedConflicts();
  conflicts.replace(index);
  return { index, conflicts };
}

describe('rows on equal terms', () => {
  it('are told in pairs, with an id that both have', () => {
    expect(of(row(1), row(2)).conflicts.messages).toEqual(['"m1" and "m2" (sportybet "18")']);
    expect(of(row(1), row(2), row(3)).conflicts.messages).toHaveLength(3);
    const both = { betpawaId: '5000' };
    expect(of(row(1, both), row(2, both)).conflicts.messages).toHaveLength(1);
  });

  it('are neither base mappings nor those of another priority', () => {
    expect(of(row(null), row(1)).conflicts.messages).toEqual([]);
    expect(of(row(1, { priority: 1 }), row(2)).conflicts.messages).toEqual([]);
    const four = [row(1, { priority: 1 }), row(2, { priority: 1 }), row(3), row(4)];
    expect(of(...four).conflicts.messages).toEqual([
      '"m1" and "m2" (sportybet "18")',
      '"m3" and "m4" (sportybet "18")',
    ]);
    expect(of(row(1, { sport: 'football' }), row(2, { sport: 'tennis' })).conflicts.messages).toEqual([]);
  });

  it('are told as rows come and go', () => {
    const [one, two, other, third] = [row(1), row(2), row(3, { sportybetId: '19' }), row(4, { sportybetId: '19' })];
    const { index, conflicts } = of(one, two, other);
    const patch = (removed: ActiveMapping[], added: ActiveMapping[]) => {
      index.patch(removed, added);
      conflicts.patch(index, removed, added);
      return conflicts.messages;
    };
    expect(patch([], [third])).toEqual(['"m1" and "m2" (sportybet "18")', '"m3" and "m4" (sportybet "19")']);
    expect(patch([two], [])).toEqual(['"m3" and "m4" (sportybet "19")']);
    const renamed = row(4, { sportybetId: '18', canonicalId: 'renamed' });
    expect(patch([third], [renamed])).toEqual(['"m1" and "renamed" (sportybet "18")']);
    conflicts.replace(new MappingIndex([other]));
    expect(conflicts.messages).toEqual([]);
  });

  it('are told twenty times at most, and of one id only the first forty rows are compared', () => {
    const many = Array.from({ length: 10 }, (_, at) => row(at + 1));
    expect(of(...many).conflicts.messages).toHaveLength(20);
    const apart = (from: number, count: number) =>
      Array.from({ length: count }, (_, at) => {
        const where = `minute=${from + at}`;
        return row(from + at, { lineConventions: { sportybet: { where } } });
      });
    const twins = (at: number) => row(at, { lineConventions: { sportybet: { where: 'minute=0' } } });
    expect(of(...apart(1, 38), twins(101), twins(102)).conflicts.messages).toHaveLength(1);
    expect(of(...apart(1, 39), twins(101), twins(102)).conflicts.messages).toEqual([]);
  });
});
