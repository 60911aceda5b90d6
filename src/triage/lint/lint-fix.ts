import type { MappingPatch } from '../../model/index.js';

/** What would put a finding right. */
export interface LintFix {
  /** Whether no price of any market comes out differently afterwards, so that nobody needs to look first. */
  readonly isSafe: boolean;
  /** What it does, for people. */
  readonly text: string;
  /** What `updateMapping` takes, or `deactivate` for `deactivateMapping`. */
  readonly patch: MappingPatch | 'deactivate';
}
