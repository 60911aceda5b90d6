import type { SourceRegistry } from '../../sources/registry.js';
import { bySeverity, findingsOf } from './findings-of.js';
import { LintContext } from './lint-context.js';
import type { LintFinding } from './lint-finding.js';
import { type LintableMapping, toLintedMapping } from './linted-mapping.js';
import { ObservedMarkets } from './observed-markets.js';

/**
 * What `lintMappings` finds of all mappings together, as far as it is about one of them: in it, and in the others because of it. The others
 * are compared with it alone and not with each other, so that it takes no longer than there are neighbours. Pure.
 *
 * @param others Active mappings that may be in its way (`NeighbourIndex`).
 */
export function lintBeside(
  mapping: LintableMapping,
  others: readonly LintableMapping[],
  sources: SourceRegistry,
): LintFinding[] {
  const own = toLintedMapping({ ...mapping, isActive: true }, 0);
  const beside = others.filter(({ canonicalId }) => canonicalId !== own.canonicalId).map(toLintedMapping);
  // What is not in the database yet will be the newest.
  const context = new LintContext([...beside, own], new ObservedMarkets(), sources, own);
  const elsewhere = beside
    .filter(other => context.troublesOf(other).length > 0)
    .flatMap(other => findingsOf(other, context, undefined, ({ with: about = [] }) => about.includes(own)));
  return bySeverity([...findingsOf(own, context), ...elsewhere]);
}
