import { newMappingSchema } from '../input/schemas.js';
import { toStoredMarketId } from '../input/stored-market-id.js';
import { type LineKind, type NewMapping, SPORTS, seedFieldsOf } from '../model/index.js';
import { candidateIdsBy } from '../rules/candidate-ids.js';
import { MappingIndex } from '../rules/mapping-index.js';
import { toActiveMapping } from '../rules/to-active-mapping.js';
import { draftCanonicalId, draftTitle } from './draft-identity.js';
import { bareNames, draftOutcomes } from './draft-outcomes.js';
import type { Lexicon } from './lexicon.js';
import type { MarketReading } from './read-market.js';
import type { Suggestion } from './suggestion.js';

/** What a draft says for itself: nothing but that no mapping fits. */
const WEIGHT = 0.3;

/**
 * A draft of a new mapping for a market that fits none, in the catalogue's grammar; null where none can be made that `createMapping`
 * accepts and that resolves the market.
 */
export function draftNewMapping(read: MarketReading, lexicon: Lexicon, taken: ReadonlySet<string>): Suggestion | null {
  if (read.outcomes.length === 0) return null;
  const lineKind = kindOf(read);
  // Names as the market has them are good for one line and one event; they are all there is where the others are not understood.
  const served = read.outcomes.map(({ scraped }) => scraped.name);
  for (const names of [bareNames(read, lineKind), served]) {
    const mapping = draft(read, lexicon, taken, lineKind, names);
    if (mapping !== null) return toSuggestion(read, mapping);
  }
  return null;
}

function draft(
  read: MarketReading,
  lexicon: Lexicon,
  taken: ReadonlySet<string>,
  lineKind: LineKind,
  names: readonly string[],
): NewMapping | null {
  const { market, definition } = read;
  const id = toStoredMarketId(candidateIdsBy(definition, market.externalMarketId).at(-1) ?? market.externalMarketId);
  const field = seedFieldsOf(market.source)?.idField;
  const sport = SPORTS.find(each => each === market.event?.sport);
  const mapping: NewMapping = {
    canonicalId: draftCanonicalId(read, taken),
    name: draftTitle(read, lexicon),
    ...(field === undefined ? { sourceIds: { [market.source]: id } } : { [field]: id }),
    outcomeMapping: draftOutcomes(read, names),
    lineKind,
    ...(sport === undefined ? {} : { sport }),
  };
  if (!newMappingSchema.safeParse(mapping).success) return null;
  const index = new MappingIndex([toActiveMapping(mapping)], [], () => definition);
  return index.resolveMarket(market).status === 'mapped' ? mapping : null;
}

function kindOf({ kind, hasLine, shape, reading }: MarketReading): LineKind {
  if (kind !== null) return kind;
  if (!hasLine) return 'none';
  if (reading.bets.has('handicap')) return shape.has('draw') ? 'european-handicap' : 'asian-handicap';
  return shape.has('over') && shape.has('under') ? 'total' : 'other';
}

function toSuggestion({ market, definition, outcomes }: MarketReading, mapping: NewMapping): Suggestion {
  const index = new MappingIndex([toActiveMapping(mapping)], [], () => definition);
  const resolution = index.resolveMarket(market);
  const resolved = resolution.status === 'unmapped' ? [] : resolution.outcomes;
  const isOneToOne = new Set(resolved.map(({ canonicalId }) => canonicalId)).size === outcomes.length;
  const text = 'No mapping fits well: this is a draft of a new one, made from what the market says of itself.';
  return {
    mapping,
    score: WEIGHT,
    match: false,
    evidence: [{ feature: 'draft', weight: WEIGHT, text }],
    outcomes: isOneToOne
      ? outcomes.flatMap(({ scraped }, at) => {
          const canonicalId = resolved[at]?.canonicalId;
          return canonicalId === undefined ? [] : [{ scraped, canonicalId }];
        })
      : [],
    isNew: true,
  };
}
