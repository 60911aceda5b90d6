import { isSeedSource, type OutcomeMapping, type ScrapedMarket, SEED, type SourceIds } from '../model/index.js';
import { MappingIndex } from '../rules/mapping-index.js';
import { mergeOutcomes } from '../rules/merge-outcomes.js';
import { toActiveMapping } from '../rules/to-active-mapping.js';
import { definitionOf } from '../sources/registry.js';
import { bareNames, toNamedOutcome } from './draft-outcomes.js';
import { lexiconOf } from './lexicon.js';
import { readMarket } from './read-market.js';
import type { Suggestion } from './suggestion.js';

/**
 * What a mapping has to learn to know the market's outcomes as a suggestion pairs them: the bookmaker's ids of them, and its names
 * without line and teams; or as they were served, where the mapping would not know them otherwise.
 */
export function outcomesOfSuggestion(market: ScrapedMarket, { mapping, outcomes }: Suggestion): OutcomeMapping[] {
  const read = readMarket(market, lexiconOf(undefined), definitionOf(market.source));
  const bare = bareNames(read, mapping.lineKind ?? 'other');
  const named = (names: readonly string[]) =>
    outcomes.map(({ scraped, canonicalId }) => {
      const at = market.outcomes.findIndex(({ id, name }) => id === scraped.id && name === scraped.name);
      const position = mapping.outcomeMapping.length + Math.max(at, 0);
      return toNamedOutcome(market.source, canonicalId, names[at] ?? scraped.name, scraped.id, position);
    });
  const learned = named(bare);
  const full = {
    ...mapping,
    ...idAt(market, mapping.sourceIds),
    outcomeMapping: mergeOutcomes(mapping.outcomeMapping, learned),
  };
  const index = new MappingIndex([toActiveMapping(full)]);
  return index.resolveMarket(market).status === 'mapped' ? learned : named([]);
}

function idAt({ source, externalMarketId }: ScrapedMarket, others: SourceIds['sourceIds']): SourceIds {
  return isSeedSource(source)
    ? { [SEED[source].idField]: externalMarketId }
    : { sourceIds: { ...others, [source]: externalMarketId } };
}
