import { assertKnownOptions } from '../../input/known-options.js';
import { refuseUnreadable } from '../../input/refuse-unreadable.js';
import { invalid } from '../../input/validate.js';
import type { ScrapedEvent, ScrapedMarket } from '../../model/index.js';
import { SourceRegistry } from '../../sources/registry.js';
import type { SourceDefinition, SourceOptions } from '../../sources/source-definition.js';
import { bySeverity, findingsOf } from './findings-of.js';
import { LintContext } from './lint-context.js';
import type { LintFinding } from './lint-finding.js';
import { LINT_RULES, type LintRuleId } from './lint-rules.js';
import { type LintableMapping, toLintedMapping } from './linted-mapping.js';
import { type LintObserved, type LoggedMarketRow, ObservedMarkets } from './observed-markets.js';

/** What `lintMappings` can be told in addition. */
export interface LintOptions {
  /** Only these rules; all by default. */
  rules?: readonly LintRuleId[];
  /** Bookmakers that the package does not know, as `defineSource` returns them. */
  sources?: readonly (SourceDefinition | SourceOptions)[];
}

/**
 * Looks for what is wrong with mappings, or looks wrong: outcomes that nothing can be, two mappings that claim one market, names that
 * say another period than the id, and some thirty more. `docs/lint.md` has a section for each rule. With what was seen, it also tells
 * names that never occur and outcomes that nobody has mapped. Pure; nothing is changed.
 *
 * @param mappings What `listMappings`, `exportMappings` or `parseMappings` returned, or base mappings. They need not be valid. Inactive
 *   ones are only compared with the active ones.
 * @param observed Events, markets or rows of the log of unmapped markets, in one list or by kind, and when mappings were last used.
 * @param options `rules` and `sources`.
 * @returns The findings: errors first, then warnings, then the rest; within these in the order of the mappings.
 * @throws `VALIDATION` if something is not a mapping, or not something that can have been seen.
 *
 * @example
 * ```ts
 * import { lintMappings } from 'market-mapping';
 *
 * const outcome = { betpawaName: null, bet9jaSuffix: null };
 * const findings = lintMappings([
 *   {
 *     canonicalId: 'btts_ft',
 *     name: 'Both Teams To Score',
 *     sportybetId: '29',
 *     outcomeMapping: [
 *       { ...outcome, canonicalId: 'yes', sportybetDesc: 'Yes', position: 0 },
 *       { ...outcome, canonicalId: 'no', sportybetDesc: 'yes', position: 1 },
 *     ],
 *   },
 * ]);
 * for (const { severity, rule, mapping, source, message } of findings) console.log(severity, rule, mapping, source, message);
 * ```
 */
export function lintMappings(
  mappings: readonly LintableMapping[],
  observed?: LintObserved | readonly (ScrapedEvent | ScrapedMarket | LoggedMarketRow)[],
  options: LintOptions = {},
): LintFinding[] {
  assertKnownOptions(options, ['rules', 'sources']);
  if (!Array.isArray(mappings)) throw invalid('mappings', 'must be a list of mappings');
  return refuseUnreadable('mappings, observed or options', () => lintAll(mappings, observed, options));
}

function lintAll(
  mappings: readonly LintableMapping[],
  observed: LintObserved | readonly (ScrapedEvent | ScrapedMarket | LoggedMarketRow)[] | undefined,
  options: LintOptions,
): LintFinding[] {
  const linted = mappings.map(toLintedMapping);
  const context = new LintContext(linted, new ObservedMarkets(observed), new SourceRegistry(options.sources));
  const rules = rulesOf(options.rules);
  return bySeverity(context.active.flatMap(mapping => findingsOf(mapping, context, rules)));
}

function rulesOf(ids: readonly LintRuleId[] | undefined): typeof LINT_RULES {
  if (ids === undefined) return LINT_RULES;
  const unknown = ids.find(id => !LINT_RULES.some(rule => rule.id === id));
  if (unknown !== undefined) {
    throw invalid(
      'options.rules',
      `has "${unknown}", which is no rule; the rules are ${LINT_RULES.map(({ id }) => id).join(', ')}`,
    );
  }
  return LINT_RULES.filter(({ id }) => ids.includes(id));
}
