import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LINT_RULES, type LintableMapping, lintMappings } from '../../../src/index.js';
import { lintExamples } from '../../support/lint-examples.js';

const examples = lintExamples();
const page = readFileSync('docs/lint.md', 'utf8');

describe('docs/lint.md', () => {
  it('has a section for each rule, in their order', () => {
    expect(examples.map(({ rule }) => rule)).toEqual(LINT_RULES.map(({ id }) => id));
  });

  it('has a row for each rule in its table', () => {
    const rows = [...page.matchAll(/^\| \[([a-z0-9-]+)\]\(#\1\) \| (\w+) \| (.+?)( \\?\*)? \|$/gm)].map(
      ([, id, severity, summary = '', star]) => ({
        id,
        severity,
        summary: summary.toLowerCase(),
        needsObserved: star !== undefined,
      }),
    );
    expect(rows).toEqual(
      LINT_RULES.map(({ id, severity, summary, needsObserved }) => ({
        id,
        severity,
        summary: summary.toLowerCase(),
        needsObserved,
      })),
    );
  });
});

describe.each(examples)('the rule $rule', ({ rule, bad, good, observed }) => {
  it('finds its bad example, and no other rule does', () => {
    const findings = lintMappings(bad, observed);
    expect([...new Set(findings.map(finding => finding.rule))]).toEqual([rule]);
  });

  it('finds nothing in its good example', () => {
    expect(lintMappings(good, observed)).toEqual([]);
  });

  it('finds nothing more where its fix was applied', () => {
    const fixed = lintMappings(bad, observed).reduce(
      (mappings, { mapping, fix }) => applied(mappings, mapping, fix?.patch),
      bad,
    );
    const left = lintMappings(fixed, observed).filter(finding => finding.rule === rule && finding.fix !== undefined);
    expect(left).toEqual([]);
  });

  it('says nothing of inactive mappings', () => {
    if (rule === 'inactive-twin') return;
    expect(
      lintMappings(
        bad.map(mapping => ({ ...mapping, isActive: false })),
        observed,
      ),
    ).toEqual([]);
  });
});

/** The mappings as `updateMapping` or `deactivateMapping` would leave them. */
function applied(
  mappings: readonly LintableMapping[],
  canonicalId: string,
  patch: NonNullable<ReturnType<typeof lintMappings>[number]['fix']>['patch'] | undefined,
): LintableMapping[] {
  return mappings.map(mapping => {
    if (mapping.canonicalId !== canonicalId || patch === undefined) return mapping;
    if (patch === 'deactivate') return { ...mapping, isActive: false };
    const { sourceIds, ...fields } = patch;
    return { ...mapping, ...fields, sourceIds: { ...mapping.sourceIds, ...sourceIds } };
  });
}
