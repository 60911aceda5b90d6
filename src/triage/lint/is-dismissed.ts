import { refuseUnreadable } from '../../input/refuse-unreadable.js';
import type { Dismissal } from '../../model/index.js';
import type { LintFinding } from './lint-finding.js';

/**
 * Whether a finding of `lintMappings` was dismissed: by the same rule, on the same mapping and bookmaker, while the mappings it is about
 * were as they are, and about nothing that the dismissed one was not about. Pure.
 *
 * @param finding The finding.
 * @param dismissals What `listDismissals` returned.
 *
 * @example
 * ```ts
 * import { isDismissed, lintMappings } from 'market-mapping';
 *
 * const [finding] = lintMappings([{ canonicalId: 'btts_ft', name: 'Both Teams To Score', sportybetId: '29', outcomeMapping: [] }]);
 * console.log(finding !== undefined && isDismissed(finding, [])); // false
 * ```
 */
export function isDismissed(
  finding: Pick<LintFinding, 'rule' | 'mapping' | 'source' | 'fingerprint' | 'about'>,
  dismissals: readonly Dismissal[],
): boolean {
  return refuseUnreadable('finding or dismissals', () =>
    dismissals.some(
      ({ rule, mapping, source, fingerprint, about }) =>
        rule === finding.rule &&
        mapping === finding.mapping &&
        source === finding.source &&
        fingerprint === finding.fingerprint &&
        finding.about.every(each => about.includes(each)),
    ),
  );
}
