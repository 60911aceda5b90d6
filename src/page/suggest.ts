import {
  type MarketMapping,
  type OutcomeMapping,
  type ScrapedMarket,
  seedFieldsOf,
  sourceIdOf,
  type UnmappedMarket,
} from '../model/index.js';
import { MappingIndex } from '../rules/mapping-index.js';
import { mergeOutcomes } from '../rules/merge-outcomes.js';
import { toActiveMapping } from '../rules/to-active-mapping.js';
import { SourceRegistry } from '../sources/registry.js';
import { bareNames } from '../triage/draft-outcomes.js';
import { lexiconOf } from '../triage/lexicon.js';
import type { Candidate } from '../triage/prepare-candidates.js';
import { readMarket } from '../triage/read-market.js';
import { suggestMappings } from '../triage/suggest-mappings.js';
import type { Suggestion } from '../triage/suggestion.js';
import { toScrapedMarket } from '../triage/to-scraped-market.js';
import type { MapTarget } from '../unmapped/map-target.js';
import { type MappingDraft, toDraft } from './mapping-draft.js';

const MAX_SUGGESTIONS = 9;
const REGISTRY = /* @__PURE__ */ new SourceRegistry();

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

/** What to hand to `mapUnmappedMarket` to accept a suggestion. */
export function targetOf({ mapping, isNew }: Suggestion, outcomes: OutcomeMapping[]): MapTarget {
  if (isNew) return { create: mapping };
  return isStored(mapping)
    ? { to: mapping.canonicalId, outcomes }
    : { to: mapping.canonicalId, outcomes, base: mapping };
}

/** The fields of a mapping that people choose. */
function fieldsOf(mapping: Candidate): MappingDraft {
  return isStored(mapping) ? toDraft(mapping) : mapping;
}

/**
 * The outcomes of a mapping with what the market calls them, as far as the suggestion pairs them: without the line and the teams, as they
 * are in every event, or as they were served where that is not enough. Ids are left out: those of one event may be of that event alone.
 */
export function outcomesToAdd(market: UnmappedMarket, suggestion: Suggestion): OutcomeMapping[] {
  if (suggestion.isNew) return [];
  const scraped = toScrapedMarket(market);
  const read = readMarket(scraped, lexiconOf(undefined), REGISTRY.definitionOf(market.source));
  const bare = bareNames(read, suggestion.mapping.lineKind ?? 'none');
  const served = scraped.outcomes.map(({ name }) => name);
  const made = [bare, served].map(names => named(market, suggestion, scraped, names));
  return made.find(outcomes => resolves(market, suggestion, scraped, outcomes)) ?? made[0] ?? [];
}

function named(
  { source }: UnmappedMarket,
  { outcomes }: Suggestion,
  scraped: ScrapedMarket,
  names: readonly string[],
): OutcomeMapping[] {
  const field = seedFieldsOf(source)?.nameField;
  return outcomes.flatMap(({ scraped: outcome, canonicalId }, position) => {
    const name = names[scraped.outcomes.findIndex(each => each.id === outcome.id && each.name === outcome.name)];
    if (name === undefined) return [];
    const none = { betpawaName: null, sportybetDesc: null, bet9jaSuffix: null };
    const own = field ? { [field]: name } : { names: { [source]: name } };
    return [{ canonicalId, ...none, ...own, position }];
  });
}

/** Whether a mapping with these outcomes would know every outcome of the market. */
function resolves(
  market: UnmappedMarket,
  { mapping }: Suggestion,
  scraped: ScrapedMarket,
  outcomes: readonly OutcomeMapping[],
): boolean {
  const after = withMarket(mapping, market, outcomes);
  const definition = REGISTRY.definitionOf(market.source);
  return new MappingIndex([toActiveMapping(after)], [], () => definition).resolveMarket(scraped).status === 'mapped';
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
  const id = source === 'bet9ja' ? externalMarketId.replace(/@.*$/, '') : externalMarketId;
  return field ? { ...merged, [field]: id } : { ...merged, sourceIds: { ...draft.sourceIds, [source]: id } };
}
