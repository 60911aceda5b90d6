import type { MappingPatch, Source } from '../../model/index.js';
import type { LintRuleId } from './lint-rules.js';

/**
 * How bad a finding is: an `error` gives wrong or ambiguous prices, or none at all; a `warning` loses some prices or will go wrong
 * with the next market; `info` is untidy.
 */
export type LintSeverity = 'error' | 'warning' | 'info';

/** Every severity, the worst first. */
export const LINT_SEVERITIES = ['error', 'warning', 'info'] as const satisfies readonly LintSeverity[];

/** What would put a finding right. */
export interface LintFix {
  /** Whether no price of any market comes out differently afterwards, so that nobody needs to look first. */
  readonly isSafe: boolean;
  /** What it does, for people. */
  readonly text: string;
  /** What `updateMapping` takes, or `deactivate` for `deactivateMapping`. */
  readonly patch: MappingPatch | 'deactivate';
}

/** One thing that is or looks wrong with a mapping. */
export interface LintFinding {
  /** The stable id of the rule; `docs/lint.md` has a section for each. */
  readonly rule: LintRuleId;
  readonly severity: LintSeverity;
  /** The mapping's canonical id. */
  readonly mapping: string;
  /** The bookmaker it is about; null if it is about none or all of them. */
  readonly source: Source | null;
  readonly message: string;
  /** What it names: canonical outcomes, names, or the canonical ids of other mappings. */
  readonly about: readonly string[];
  /** The same as long as the mappings that it is about stay as they are; a dismissal holds that long. */
  readonly fingerprint: string;
  readonly fix?: LintFix;
}
