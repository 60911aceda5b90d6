import {
  type MarketMapping,
  type OutcomeMapping,
  seedFieldsOf,
  sourceIdOf,
  type UnmappedMarket,
} from '../model/index.js';
import { candidateIds } from '../rules/candidate-ids.js';
import { mergeOutcomes } from '../rules/merge-outcomes.js';
import { outcomesOfSuggestion } from '../triage/outcomes-of-suggestion.js';
import type { Candidate } from '../triage/prepare-candidates.js';
import { suggestMappings } from '../triage/suggest-mappings.js';
import type { Suggestion } from '../triage/suggestion.js';
import { toScrapedMarket } from '../triage/to-scraped-market.js';
import type { MapTarget } from '../unmapped/map-target.js';
import { targetOfSuggestion } from '../unmapped/target-of-suggestion.js';
import { type MappingDraft, toDraft } from './mapping-draft.js';

const MAX_SUGGESTIONS = 9;

/** What a market of the log may be, the best first. */
export function suggestFor(
  market: UnmappedMarket,
  candidates: readonly Candidate[],
  limit = MAX_SUGGESTIONS,
): Suggestion[] {
  return suggestMappings(toScrapedMarket(market), candidates, { limit });
}

/** Whether a suggestion is a row of the database. */
export function isStored(mapping: Candidate): mapping is MarketMapping {
  return 'id' in mapping;
}

/** The version of a mapping that somebody looks at; a mapping that is not in the database has none. */
export function versionOf(mapping: Candidate): string {
  return isStored(mapping) ? mapping.updatedAt.toISOString() : '-';
}

/** The fields of a mapping that people choose. */
function fieldsOf(mapping: Candidate): MappingDraft {
  return isStored(mapping) ? toDraft(mapping) : mapping;
}

/** What to hand to `mapUnmappedMarket` to accept a suggestion. */
export function targetFor(market: UnmappedMarket, suggestion: Suggestion): MapTarget {
  return targetOfSuggestion(toScrapedMarket(market), suggestion);
}

/** What a mapping has to learn to know the market's outcomes, as far as the suggestion pairs them. */
export function outcomesToAdd(market: UnmappedMarket, suggestion: Suggestion): OutcomeMapping[] {
  return suggestion.isNew ? [] : outcomesOfSuggestion(toScrapedMarket(market), suggestion);
}

/** A mapping as it would be with the market's id and these outcomes. */
export function withMarket(
  mapping: Candidate,
  market: UnmappedMarket,
  outcomes: readonly OutcomeMapping[],
): MappingDraft {
  const { source, externalMarketId } = market;
  const draft = fieldsOf(mapping);
  const merged = { ...draft, outcomeMapping: mergeOutcomes(draft.outcomeMapping, outcomes) };
  if (sourceIdOf(draft, source) !== null) return merged;
  const field = seedFieldsOf(source)?.idField;
  // Of all parameters, where the id contains one.
  const id = candidateIds(source, externalMarketId).at(-1) ?? externalMarketId;
  return field ? { ...merged, [field]: id } : { ...merged, sourceIds: { ...draft.sourceIds, [source]: id } };
}
