import { type Dismissal, LINT_SEVERITIES, type LintFinding } from 'market-mapping';
import type { Context } from './context.js';

/** A finding, and if somebody let it stand, the dismissal. */
export interface ListedFinding extends LintFinding {
  readonly dismissal?: Dismissal;
}

/** Findings for people: one line each, a second one for its fix, a third one for who dismissed it. */
export function printFindings(context: Context, findings: readonly ListedFinding[], leftOut: number): void {
  for (const { severity, rule, mapping, source, message, fix, dismissal } of findings) {
    context.write(`${severity} ${rule}: ${mapping}${source === null ? '' : ` at ${source}`}: ${message}`);
    if (fix !== undefined) context.write(`  ${fix.isSafe ? 'fix (--fix)' : 'fix by hand'}: ${fix.text}`);
    if (dismissal !== undefined) {
      context.write(
        `  dismissed${dismissal.createdBy === null ? '' : ` by ${dismissal.createdBy}`}: ${dismissal.reason}`,
      );
    }
  }
  const open = findings.filter(({ dismissal }) => dismissal === undefined);
  const [errors, warnings, infos] = LINT_SEVERITIES.map(
    severity => open.filter(finding => finding.severity === severity).length,
  );
  const rest = leftOut === 0 ? '' : `; ${leftOut} dismissed (--all shows them)`;
  context.write(`errors: ${errors}, warnings: ${warnings}, information: ${infos}${rest}`);
}
