import { describe, expect, it } from 'vitest';
import { type Part, planRevert, type StoredRow } from '../../src/history/plan-revert.js';

const row = (fields: object): StoredRow => ({ id: 1, name: 'BTTS', priority: 0, source_ids: null, ...fields });
const plan = (parts: [Part, ...Part[]], current: StoredRow | null) =>
  planRevert([{ id: 1, canonicalId: 'btts_ft', parts, current }]);

describe('the revert of an act that wrote a mapping several times', () => {
  const [none, one, two] = [row({}), row({ source_ids: { a: '1' } }), row({ source_ids: { a: '1', b: '2' } })];

  it('goes back to before the first time', () => {
    expect(
      plan(
        [
          { before: none, after: one },
          { before: one, after: two },
        ],
        two,
      ),
    ).toEqual({
      steps: [{ kind: 'update', id: 1, row: { source_ids: null } }],
      changedSince: [],
    });
  });

  it('leaves what somebody else changed in between', () => {
    const renamed = { ...one, name: 'GG' };
    const last = { ...two, name: 'GG' };
    expect(
      plan(
        [
          { before: none, after: one },
          { before: renamed, after: last },
        ],
        last,
      ),
    ).toEqual({
      steps: [{ kind: 'update', id: 1, row: { source_ids: null } }],
      changedSince: [],
    });
  });

  it('tells of it where it is what would be put back', () => {
    const others = row({ source_ids: { a: '1', c: '3' } });
    const last = row({ source_ids: { a: '1', b: '2', c: '3' } });
    expect(
      plan(
        [
          { before: none, after: one },
          { before: others, after: last },
        ],
        last,
      ).changedSince,
    ).toEqual([{ what: 'btts_ft', fields: ['source_ids'] }]);
  });

  it('tells of it where the mapping would be deleted', () => {
    const renamed = { ...one, name: 'GG' };
    const last = { ...two, name: 'GG' };
    expect(
      plan(
        [
          { before: null, after: one },
          { before: renamed, after: last },
        ],
        last,
      ),
    ).toEqual({
      steps: [{ kind: 'delete', id: 1 }],
      changedSince: [{ what: 'btts_ft', fields: ['name'] }],
    });
  });
});
