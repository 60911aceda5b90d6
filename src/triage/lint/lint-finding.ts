import type { Source } from '../../model/index.js';
import type { LintFix } from './lint-fix.js';
import type { LintRuleId } from './lint-rules.js';
import type { LintSeverity } from './lint-severity.js';

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
