/**
 * How bad a finding is: an `error` gives wrong or ambiguous prices, or none at all; a `warning` loses some prices or will go wrong
 * with the next market; `info` is untidy.
 */
export type LintSeverity = 'error' | 'warning' | 'info';

/** Every severity, the worst first. */
export const LINT_SEVERITIES = ['error', 'warning', 'info'] as const satisfies readonly LintSeverity[];
