import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/catalogue.js';
import { type LintableMapping, type LintFinding, lintMappings } from '../../src/index.js';
import { SourceRegistry } from '../../src/sources/registry.js';
import { lintBeside } from '../../src/triage/lint/lint-beside.js';
import { NeighbourIndex } from '../../src/triage/lint/neighbour-index.js';

/** The catalogue, and mappings that are in its way: with one id, of one bet, without a sport, before others. */
const mappings: LintableMapping[] = [
  ...catalogue,
  ...catalogue.flatMap((mapping, at): LintableMapping[] => {
    const canonicalId = `${mapping.canonicalId}_${at % 4}`;
    if (at % 7 !== 0) return [];
    if (at % 4 === 0) return [{ ...mapping, canonicalId }];
    if (at % 4 === 1) return [{ ...mapping, canonicalId, name: 'Another', priority: 9 }];
    if (at % 4 === 2) return [{ ...mapping, canonicalId, name: 'Another', sport: null }];
    return [{ canonicalId, name: mapping.name, sportybetId: `x${at}`, outcomeMapping: mapping.outcomeMapping }];
  }),
].map((mapping, at) => ({ ...mapping, id: 1 + at }));

const index = new NeighbourIndex<LintableMapping>();
for (const mapping of mappings) index.add(mapping);

const told = ({ rule, mapping, source, message }: LintFinding) => `${rule} ${mapping} ${source} ${message}`;

describe('lint of one mapping beside its neighbours', () => {
  it('finds in it what lint of all mappings finds, and in others what is because of it', () => {
    const all = lintMappings(mappings);
    const about = all.filter(({ rule }) => rule !== 'unreachable-mapping');
    let pairs = 0;
    for (const mapping of mappings) {
      const found = lintBeside(mapping, index.of(mapping), new SourceRegistry());
      const ids = new Set(mappings.map(({ canonicalId }) => canonicalId));
      const isOf = (finding: LintFinding) =>
        finding.mapping === mapping.canonicalId ||
        (finding.about.includes(mapping.canonicalId) && finding.about.every(each => ids.has(each)));
      const expected = about.filter(isOf).map(told);
      pairs += expected.filter(text => !text.includes(` ${mapping.canonicalId} `)).length;
      const own = found.filter(({ rule }) => rule !== 'unreachable-mapping').map(told);
      expect([mapping.canonicalId, own.sort()]).toEqual([mapping.canonicalId, expected.sort()]);
    }
    expect(pairs).toBeGreaterThan(20);
  });

  it('forgets what was taken out', () => {
    const small = new NeighbourIndex<LintableMapping>();
    const [first, other] = [mappings[0], { ...mappings[0], canonicalId: 'other' } as LintableMapping];
    if (!first) throw new Error('the catalogue is empty');
    small.add(other);
    expect(small.of(first)).toEqual([other]);
    small.remove({ ...other, name: 'never put in' });
    small.remove(other);
    expect(small.of(first)).toEqual([]);
  });
});
