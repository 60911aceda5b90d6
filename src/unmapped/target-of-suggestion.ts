import { refuseUnreadable } from '../input/refuse-unreadable.js';
import type { ScrapedMarket } from '../model/index.js';
import { outcomesOfSuggestion } from '../triage/outcomes-of-suggestion.js';
import type { Suggestion } from '../triage/suggestion.js';
import type { MapTarget } from './map-target.js';

/**
 * What `mapUnmappedMarket` and `previewMapping` are given to accept a suggestion: the mapping, with the market's names and ids of the
 * outcomes as the suggestion pairs them. A candidate that is no row of the database comes along as `base`; a draft is created. Pure.
 *
 * @param market The market that the suggestion was made for.
 * @param suggestion One of those that `suggestMappings` or `suggestForUnmapped` gave for it.
 *
 * @example
 * ```ts
 * import { type Db, mapUnmappedMarket, type ScrapedMarket, type Suggestion, targetOfSuggestion } from 'market-mapping';
 *
 * async function accept(db: Db, id: number, market: ScrapedMarket, suggestion: Suggestion): Promise<void> {
 *   await mapUnmappedMarket(db, id, targetOfSuggestion(market, suggestion), { actor: 'ada', reason: 'suggested' });
 * }
 * ```
 */
export function targetOfSuggestion(market: ScrapedMarket, suggestion: Suggestion): MapTarget {
  return refuseUnreadable('market or suggestion', () => {
    const { mapping, isNew } = suggestion;
    if (isNew) return { create: mapping };
    const target = { to: mapping.canonicalId, outcomes: outcomesOfSuggestion(market, suggestion) };
    return 'id' in mapping ? target : { ...target, base: mapping };
  });
}
