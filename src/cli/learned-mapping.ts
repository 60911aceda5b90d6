import type { OutcomeMapping, PortableMapping, ScrapedMarket, Source } from 'market-mapping';
import type { NotLearned } from './learn-ids.js';

/** A mapping as it is exported. */
export type LearnedMapping = PortableMapping;

/** The bookmakers that have fields of their own, and what these are called. */
const OWN_FIELDS = {
  betpawa: { id: 'betpawaId', name: 'betpawaName' },
  sportybet: { id: 'sportybetId', name: 'sportybetDesc' },
  bet9ja: { id: 'bet9jaKey', name: 'bet9jaSuffix' },
} as const;

/** A mapping's id at a bookmaker. */
export function sourceIdIn(mapping: LearnedMapping, source: Source): string | null {
  return isOwn(source) ? mapping[OWN_FIELDS[source].id] : (mapping.sourceIds[source] ?? null);
}

/** The bookmakers that a mapping can have an id at. */
export function sourcesIn(mapping: LearnedMapping): Source[] {
  return [...Object.keys(OWN_FIELDS), ...Object.keys(mapping.sourceIds)];
}

function outcomeNameIn(outcome: OutcomeMapping, source: Source): string | null {
  return isOwn(source) ? outcome[OWN_FIELDS[source].name] : (outcome.names?.[source] ?? null);
}

function isOwn(source: Source): source is keyof typeof OWN_FIELDS {
  return Object.hasOwn(OWN_FIELDS, source);
}

/** The outcomes of a mapping that have no id at a bookmaker that has one for each, though its market was seen there. */
export function outcomesLeft(mapping: LearnedMapping, markets: readonly ScrapedMarket[]): NotLearned[] {
  const sources = new Set(
    markets
      .filter(market => market.externalMarketId === sourceIdIn(mapping, market.source))
      .filter(market => market.outcomes.some(({ id }) => id !== null))
      .map(({ source }) => source),
  );
  return [...sources].flatMap(source => {
    const nameless = mapping.outcomeMapping.filter(
      outcome => outcomeNameIn(outcome, source) !== null && outcome.ids?.[source] === undefined,
    );
    if (nameless.length === 0) return [];
    const outcomes = nameless.map(({ canonicalId }) => canonicalId);
    return [{ canonicalId: mapping.canonicalId, source, reason: 'OUTCOMES_NOT_SURE' as const, outcomes }];
  });
}
