import { describe, expect, it } from 'vitest';
import { findTakenId, type Part, planRevert, type StoredRow } from '../../src/history/plan-revert.js';

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

describe('the revert of one entry', () => {
  const before = row({ updated_at: '1' });
  const after = row({ name: 'GG', priority: 3, updated_at: '2' });
  const changed: [Part] = [{ before, after }];

  it('puts back the fields that it changed, and nothing else', () => {
    expect(plan(changed, after)).toEqual({
      steps: [{ kind: 'update', id: 1, row: { name: 'BTTS', priority: 0 } }],
      changedSince: [],
    });
    expect(plan(changed, { ...after, source_ids: { a: '1' }, updated_at: '3' })).toEqual(plan(changed, after));
  });

  it('tells the fields that somebody has changed since, and leaves alone what is already as it was', () => {
    expect(plan(changed, { ...after, name: 'Both' })).toEqual({
      steps: [{ kind: 'update', id: 1, row: { name: 'BTTS', priority: 0 } }],
      changedSince: [{ what: 'btts_ft', fields: ['name'] }],
    });
    expect(plan(changed, { ...after, name: 'BTTS' })).toEqual({
      steps: [{ kind: 'update', id: 1, row: { priority: 0 } }],
      changedSince: [],
    });
    expect(plan(changed, { ...before, updated_at: '9', id: 1 })).toEqual({ steps: [], changedSince: [] });
  });

  it('takes a field that one of the two releases did not know as null', () => {
    const older: [Part] = [{ before: row({}), after: row({ line_kind: null, name: 'GG' }) }];
    expect(plan(older, row({ line_kind: null, name: 'GG' })).steps).toEqual([
      { kind: 'update', id: 1, row: { name: 'BTTS' } },
    ]);
    const since: [Part] = [{ before: row({}), after: row({ line_kind: 'total' }) }];
    expect(plan(since, row({ line_kind: 'total' })).steps).toEqual([
      { kind: 'update', id: 1, row: { line_kind: null } },
    ]);
  });

  it('deletes what it created, if it is still there, and tells what was changed since', () => {
    const created: [Part] = [{ before: null, after }];
    expect(plan(created, after)).toEqual({ steps: [{ kind: 'delete', id: 1 }], changedSince: [] });
    expect(plan(created, { ...after, name: 'Both', updated_at: '3' })).toEqual({
      steps: [{ kind: 'delete', id: 1 }],
      changedSince: [{ what: 'btts_ft', fields: ['name'] }],
    });
    expect(plan(created, null)).toEqual({ steps: [], changedSince: [] });
    // It created the mapping and deleted it again.
    expect(plan([...created, { before: after, after: null }], after)).toEqual({ steps: [], changedSince: [] });
  });

  it('restores what it deleted, and over what was made in its place only by force', () => {
    const deleted: [Part] = [{ before, after: null }];
    expect(plan(deleted, null)).toEqual({ steps: [{ kind: 'restore', row: before }], changedSince: [] });
    expect(plan(deleted, after)).toEqual({
      steps: [{ kind: 'update', id: 1, row: { name: 'BTTS', priority: 0 } }],
      changedSince: [{ what: 'btts_ft', fields: ['name', 'priority'] }],
    });
  });

  it('restores what was deleted since, and says so', () => {
    expect(plan(changed, null)).toEqual({
      steps: [{ kind: 'restore', row: before }],
      changedSince: [{ what: 'btts_ft', fields: ['deleted'] }],
    });
  });
});

describe('a canonical id that a mapping would get back', () => {
  const renamed = { kind: 'update', id: 1, row: { canonical_id: 'btts_ft' } } as const;

  it('is taken where another mapping has it that is not reverted with it', () => {
    expect(findTakenId([renamed], [{ id: 2, canonicalId: 'btts_ft' }])).toBe('btts_ft');
    expect(findTakenId([renamed], [{ id: 2, canonicalId: 'other' }])).toBeUndefined();
    expect(findTakenId([renamed], [{ id: 1, canonicalId: 'btts_ft' }])).toBeUndefined();
    const swapped = { kind: 'update', id: 2, row: { canonical_id: 'other' } } as const;
    expect(findTakenId([renamed, swapped], [{ id: 2, canonicalId: 'btts_ft' }])).toBeUndefined();
    expect(findTakenId([renamed, { kind: 'delete', id: 2 }], [{ id: 2, canonicalId: 'btts_ft' }])).toBeUndefined();
  });

  it('is none where the revert renames nothing', () => {
    const existing = [{ id: 2, canonicalId: 'btts_ft' }];
    expect(findTakenId([{ kind: 'update', id: 1, row: { name: 'btts_ft' } }], existing)).toBeUndefined();
    expect(findTakenId([{ kind: 'restore', row: row({ canonical_id: 'btts_ft' }) }], existing)).toBeUndefined();
  });
});
