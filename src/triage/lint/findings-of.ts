import { fingerprintOf } from './fingerprint.js';
import type { LintContext } from './lint-context.js';
import type { LintFinding } from './lint-finding.js';
import type { Found } from './lint-rule.js';
import { LINT_RULES } from './lint-rules.js';
import { LINT_SEVERITIES } from './lint-severity.js';
import type { LintedMapping } from './linted-mapping.js';

/** What some rules find in one mapping, as far as it is wanted. */
export function findingsOf(
  mapping: LintedMapping,
  context: LintContext,
  rules: typeof LINT_RULES = LINT_RULES,
  isWanted: (found: Found) => boolean = () => true,
): LintFinding[] {
  return rules.flatMap(({ id, severity, check }) =>
    [...check(mapping, context)]
      .filter(isWanted)
      .map(({ source = null, message, about = [], with: others = [], fix }) => ({
        rule: id,
        severity,
        mapping: mapping.canonicalId,
        source,
        message,
        about,
        fingerprint: fingerprintOf(id, source, mapping, others),
        ...(fix === undefined ? {} : { fix }),
      })),
  );
}

/** Errors first, then warnings, then the rest. */
export function bySeverity(findings: readonly LintFinding[]): LintFinding[] {
  return LINT_SEVERITIES.flatMap(severity => findings.filter(finding => finding.severity === severity));
}
