import {
  findSource,
  learnOutcomeIds,
  learnSourceIds,
  type PortableMapping,
  type ScrapedEvent,
  type ScrapedMarket,
  type Source,
  type SourceDefinition,
  type SourceIdNotLearned,
} from 'market-mapping';
import { UsageError } from './explain-error.js';
import { outcomeNameIn, sourceIdIn, sourcesIn } from './source-fields.js';

/** A bookmaker whose ids are to be filled in, and the one of the same feed whose ids the mappings have. */
export interface SamePair {
  source: Source;
  like: Source;
}

/** What a mapping was not taught, and why. */
export interface NotLearned {
  canonicalId: string;
  source: Source;
  reason: SourceIdNotLearned | 'OUTCOMES_NOT_SURE';
  /** The outcomes that have no id; empty where the whole market has none. */
  outcomes: string[];
}

export interface Learned {
  pairs: SamePair[];
  mappings: PortableMapping[];
  left: NotLearned[];
}

/** Fills in what payloads can teach of mappings: the ids of outcomes, and those of bookmakers that serve one feed. */
export function learnIds(
  mappings: readonly PortableMapping[],
  events: readonly ScrapedEvent[],
  sources: readonly SourceDefinition[],
  asked: Partial<SamePair>,
): Learned {
  const markets = events.flatMap(event => event.markets);
  const pairs = pairsOf(mappings, markets, sources, asked);
  let learned = mappings.map(mapping => learnOutcomeIds(mapping, markets));
  const left: NotLearned[] = [];
  for (const pair of pairs) {
    const taught = learnSourceIds(learned, markets, pair);
    // The names that the mapping has at the bookmaker may tell more outcomes than the feed's ids.
    learned = taught.mappings.map(mapping => learnOutcomeIds(mapping, markets));
    for (const { canonicalId, reason } of taught.left) {
      left.push({ canonicalId, source: pair.source, reason, outcomes: [] });
    }
  }
  for (const mapping of learned) left.push(...outcomesLeft(mapping, markets));
  return { pairs, mappings: learned, left };
}

/**
 * Who is to learn from whom. A family is what the bookmakers' definitions declare: equal numbers prove nothing. Of each feed, the
 * bookmaker that most mappings have an id at teaches those whose payloads are there.
 */
function pairsOf(
  mappings: readonly PortableMapping[],
  markets: readonly ScrapedMarket[],
  sources: readonly SourceDefinition[],
  asked: Partial<SamePair>,
): SamePair[] {
  const feedOf = (source: Source) => (sources.find(({ id }) => id === source) ?? findSource(source))?.feed ?? null;
  const count = (source: Source) => mappings.filter(mapping => sourceIdIn(mapping, source) !== null).length;
  const known = [...new Set(mappings.flatMap(sourcesIn))];
  const candidates = known.filter(each => feedOf(each) !== null && count(each) > 0);
  const learners = asked.source === undefined ? [...new Set(markets.map(({ source }) => source))] : [asked.source];
  return learners.flatMap(source => {
    if (asked.like !== undefined) return askedPair(source, asked.like, feedOf, asked.source !== undefined);
    const family = candidates.filter(each => each !== source && feedOf(each) === feedOf(source));
    const [like] = family.sort((a, b) => count(b) - count(a));
    // Whoever teaches the others has nothing to learn from them.
    const isPupil = like !== undefined && (asked.source !== undefined || count(like) > count(source));
    return isPupil ? [{ source, like }] : [];
  });
}

function askedPair(
  source: Source,
  like: Source,
  feedOf: (source: Source) => string | null,
  isNamed: boolean,
): SamePair[] {
  const feed = feedOf(like);
  if (feed === null) throw new UsageError(`--like ${like}: no feed is declared for it, so that nobody has its ids`);
  if (source !== like && feedOf(source) === feed) return [{ source, like }];
  if (!isNamed) return [];
  if (source === like) throw new UsageError('--source and --like are the same bookmaker');
  throw new UsageError(
    `--like ${like}: ${source} does not declare its feed, "${feed}". Equal numbers can mean other things; ` +
      'a definition (feed of defineSource) says that they do not',
  );
}

/** The outcomes of a mapping that have no id at a bookmaker that has one for each, though its market was seen there. */
function outcomesLeft(mapping: PortableMapping, markets: readonly ScrapedMarket[]): NotLearned[] {
  const { canonicalId, outcomeMapping } = mapping;
  const seen = markets.filter(market => market.externalMarketId === sourceIdIn(mapping, market.source));
  const sources = new Set(
    seen.filter(({ outcomes }) => outcomes.some(({ id }) => id !== null)).map(({ source }) => source),
  );
  return [...sources].flatMap(source => {
    // Where a market's keys have the outcome in them, as in S_OU@2.5_O, they are no ids to be learned.
    const nameless = outcomeMapping.filter(
      outcome => source !== 'bet9ja' && outcomeNameIn(outcome, source) !== null && outcome.ids?.[source] === undefined,
    );
    if (nameless.length === 0) return [];
    const outcomes = nameless.map(outcome => outcome.canonicalId);
    return [{ canonicalId, source, reason: 'OUTCOMES_NOT_SURE' as const, outcomes }];
  });
}
