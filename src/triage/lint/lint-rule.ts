import type { Source } from '../../model/index.js';
import type { LintContext } from './lint-context.js';
import type { LintFix } from './lint-fix.js';
import type { LintSeverity } from './lint-severity.js';
import type { LintedMapping } from './linted-mapping.js';

/** What a rule says of one mapping. */
export interface Found {
  readonly source?: Source;
  readonly message: string;
  /** What it names: canonical outcomes, names, or the canonical ids of other mappings. */
  readonly about?: readonly string[];
  /** Other mappings that the finding depends on. */
  readonly with?: readonly LintedMapping[];
  readonly fix?: LintFix;
}

/** One check. Its section in `docs/lint.md` has its examples, which are its tests too. */
export interface LintRule<Id extends string = string> {
  readonly id: Id;
  readonly severity: LintSeverity;
  /** Whether it needs to know what was seen. */
  readonly needsObserved: boolean;
  /** What it finds, in a few words. */
  readonly summary: string;
  /** Asked for every active mapping. */
  readonly check: (mapping: LintedMapping, context: LintContext) => Iterable<Found>;
}

/** Keeps the id of a rule as a literal type. */
export function lintRule<const Id extends string>(rule: LintRule<Id>): LintRule<Id> {
  return rule;
}
