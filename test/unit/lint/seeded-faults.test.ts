import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/catalogue.js';
import { type LintableMapping, type LintFinding, lintMappings } from '../../../src/index.js';
import { lintExamples } from '../../support/lint-examples.js';

/** All that two mappings can have in common: canonical ids, names, and the bookmakers' ids of the market. */
function identitiesOf({ canonicalId, name, betpawaId, sportybetId, bet9jaKey, sourceIds }: LintableMapping): unknown[] {
  const ids = { betpawa: betpawaId, sportybet: sportybetId, bet9ja: bet9jaKey, ...sourceIds };
  return [canonicalId, name, ...Object.entries(ids).flatMap(([source, id]) => (id == null ? [] : [`${source} ${id}`]))];
}

/** Those of the catalogue that are about nothing that the example is about: beside it, nobody else is at fault. */
function besides(rule: string, bad: readonly LintableMapping[]): LintableMapping[] {
  const taken = new Set(bad.flatMap(identitiesOf));
  // In the many events of this example nobody saw the ids of the others either.
  const isSeen = ({ sportybetId }: LintableMapping) => rule !== 'id-never-seen' || sportybetId == null;
  return catalogue.filter(mapping => isSeen(mapping) && !identitiesOf(mapping).some(each => taken.has(each)));
}

const inOrder = (findings: readonly LintFinding[]) =>
  findings.map(finding => JSON.stringify(finding)).sort((a, b) => (a < b ? -1 : 1));

describe.each(lintExamples())('a fault of $rule', ({ rule, bad, observed }) => {
  const clean = besides(rule, bad);
  const alone = lintMappings(bad, observed);

  it('is found among mappings of the catalogue, and nothing else is', () => {
    expect(clean.length).toBeGreaterThan(20);
    expect(new Set(alone.map(finding => finding.rule))).toEqual(new Set([rule]));
    const sets = fc.tuple(fc.subarray(clean, { minLength: 10, maxLength: 30 }), fc.nat());
    fc.assert(
      fc.property(sets, ([others, at]) => {
        const where = at % (others.length + 1);
        const found = lintMappings([...others.slice(0, where), ...bad, ...others.slice(where)], observed);
        expect(inOrder(found)).toEqual(inOrder(alone));
      }),
      { numRuns: 3 },
    );
  });
});
