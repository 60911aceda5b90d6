import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Dismissal, isDismissed, type LintFinding } from '../../../src/index.js';

const finding: LintFinding = {
  rule: 'unmapped-outcome',
  severity: 'warning',
  mapping: 'btts_ft',
  source: 'sportybet',
  message: 'no mapping knows the outcome "Both"',
  about: ['Both', 'Neither'],
  fingerprint: 'f1',
};

function dismissalOf({ rule, mapping, source, message, about, fingerprint }: LintFinding): Dismissal {
  const whom = { id: 1, reason: 'looked at', createdAt: new Date(0), createdBy: 'ada' };
  return { ...whom, rule, mapping, source, message, about, fingerprint };
}

describe('isDismissed', () => {
  it('is so by its own dismissal, whatever the message and the severity', () => {
    expect(isDismissed(finding, [dismissalOf(finding)])).toBe(true);
    const reworded: LintFinding = { ...finding, message: 'other words', severity: 'error' };
    expect(isDismissed(reworded, [dismissalOf(finding)])).toBe(true);
  });

  it('is not so by the dismissal of anything else', () => {
    const others: Partial<LintFinding>[] = [
      { rule: 'name-never-seen' },
      { mapping: 'btts_1h' },
      { source: null },
      { source: 'msport' },
      { fingerprint: 'f2' },
    ];
    for (const other of others) expect(isDismissed(finding, [dismissalOf({ ...finding, ...other })])).toBe(false);
    expect(isDismissed(finding, [])).toBe(false);
  });

  it('is so where it names nothing that one dismissal did not name', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'));
    fc.assert(
      fc.property(names, fc.array(names, { maxLength: 3 }), (about, dismissed) => {
        const dismissals = dismissed.map(each => dismissalOf({ ...finding, about: each }));
        const covered = dismissed.some(each => new Set([...each, ...about]).size === each.length);
        expect(isDismissed({ ...finding, about }, dismissals)).toBe(covered);
      }),
    );
  });
});
