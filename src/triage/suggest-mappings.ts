import { assertKnownOptions } from '../input/known-options.js';
import { refuseUnreadable } from '../input/refuse-unreadable.js';
import { invalid } from '../input/validate.js';
import type { ScrapedMarket } from '../model/index.js';
import type { PricedResolution } from '../prices/books.js';
import { candidateIdsBy } from '../rules/candidate-ids.js';
import { SourceRegistry } from '../sources/registry.js';
import type { SourceDefinition } from '../sources/source-definition.js';
import { draftNewMapping } from './draft-new-mapping.js';
import { lexiconOf } from './lexicon.js';
import {
  type Candidate,
  type Prepared,
  type PreparedCandidates,
  prepareCandidates,
  readingKey,
  UNITS,
} from './prepare-candidates.js';
import { type MarketReading, readMarket } from './read-market.js';
import type { Suggestion } from './suggestion.js';
import type { VocabularyExtension } from './vocabulary.js';
import { type Weighed, weighCandidate } from './weigh-candidate.js';
import { type PriceWeight, weighPrices } from './weigh-prices.js';

export interface SuggestOptions {
  /**
   * What markets of the same event resolved to, with their prices: those of other bookmakers, and better also the further ones of this
   * one, which show how closely it follows the others, and which mappings are taken. Pass the same array for all markets of an event.
   */
  sameEvent?: readonly PricedResolution[];
  /** The most suggestions to return; 3 by default. */
  limit?: number;
  /** Phrases of other languages or of a bookmaker's house style, by what they stand for. */
  vocabulary?: VocabularyExtension;
  /** Definitions of bookmakers that the package does not know: they tell whose ids are the same feed's. */
  sources?: readonly SourceDefinition[];
}

/** What a suggestion needs to be shown at all. */
const LEAST = 0.7;
/** From here on a suggestion claims to be right. */
const CLAIM = 0.8;
/** How far the second must be behind for the first to be safe. */
const LEAD = 0.1;
/** Prices are compared for so many of the best, as a person looks at no more. */
const PRICED = 8;

/**
 * Suggests which mappings an unmapped market may belong to: by the ids of the feed that its bookmaker shares with others, by its
 * outcomes, by what the names say, by its line, and by what other bookmakers ask for the same event. Pure and deterministic: nothing is
 * downloaded, asked or kept, and the same question has the same answer.
 *
 * @param market The market as its reader gives it, with its event where that is known: teams in names are told from words by it.
 * @param candidates Mappings, from the database, from code or from the catalogue. Inactive ones are left out. They are read once for
 *   each array, so pass the same array for many markets.
 * @param options `sameEvent`: resolutions of the same event at other bookmakers, whose prices are compared; `limit`: 3 by default;
 *   `vocabulary`: phrases of other languages and house styles; `sources`: bookmakers of your own.
 * @returns The best first, each with its evidence and with its outcomes; empty where nothing is good enough. Where none claims to be
 *   right, the last is a draft of a new mapping (`isNew`), if one can be made.
 * @throws `VALIDATION` for an option that it does not have, or a `limit` that is no whole number from 1 to 50.
 *
 * @example
 * ```ts
 * import { type BaseMapping, type ScrapedMarket, suggestMappings } from 'market-mapping';
 *
 * const none = { betpawaName: null, sportybetDesc: null, bet9jaSuffix: null };
 * const candidates: BaseMapping[] = [
 *   {
 *     canonicalId: 'btts_ft',
 *     name: 'Both Teams To Score - Full Time',
 *     sportybetId: '29',
 *     outcomeMapping: [
 *       { ...none, canonicalId: 'yes', sportybetDesc: 'Yes', position: 0 },
 *       { ...none, canonicalId: 'no', sportybetDesc: 'No', position: 1 },
 *     ],
 *   },
 * ];
 * const market: ScrapedMarket = {
 *   source: 'mybookmaker',
 *   externalMarketId: '4711',
 *   marketName: 'GG/NG',
 *   parameter: null,
 *   outcomes: [
 *     { id: null, name: 'GG', odds: 1.8, active: true },
 *     { id: null, name: 'NG', odds: 1.9, active: true },
 *   ],
 * };
 * for (const { mapping, score, match, evidence } of suggestMappings(market, candidates)) {
 *   console.log(mapping.canonicalId, score, match, evidence.map(({ text }) => text));
 * }
 * ```
 */
export function suggestMappings(
  market: ScrapedMarket,
  candidates: readonly Candidate[],
  options: SuggestOptions = {},
): Suggestion[] {
  assertKnownOptions(options, ['sameEvent', 'limit', 'vocabulary', 'sources']);
  const { limit = 3 } = options;
  if (!Number.isInteger(limit) || limit < 1 || limit > 50)
    throw invalid('options.limit', 'must be a whole number from 1 to 50');
  return refuseUnreadable('market, candidates or options', () => suggest(market, candidates, { ...options, limit }));
}

function suggest(
  market: ScrapedMarket,
  candidates: readonly Candidate[],
  { sameEvent = [], limit, vocabulary, sources = [] }: SuggestOptions & { limit: number },
): Suggestion[] {
  const registry = new SourceRegistry(sources);
  const lexicon = lexiconOf(vocabulary);
  const prepared = prepareCandidates(candidates, lexicon);
  const read = readMarket(market, lexicon, registry.definitionOf(market.source));
  const { feed } = read.definition;
  const family =
    feed === null
      ? []
      : [...prepared.sources].filter(each => each !== market.source && registry.definitionOf(each).feed === feed);
  const ranked = rank(read, selectCandidates(read, prepared, family), family, sameEvent);
  const found = ranked.slice(0, limit).map(toSuggestion);
  if ((found[0]?.score ?? 0) >= CLAIM) return found;
  const draft = draftNewMapping(read, lexicon, prepared.canonicalIds);
  if (draft === null) return found;
  const kept = found.slice(0, Math.max(limit - 1, 0));
  return [...kept, { ...draft, score: Math.min(draft.score, kept.at(-1)?.score ?? 1) }];
}

/** Those whose names say the same period, side and subject, and those that ids point to; none of another sport. */
function selectCandidates(read: MarketReading, prepared: PreparedCandidates, family: readonly string[]): Set<Prepared> {
  const { market, definition, reading } = read;
  const sport = market.event?.sport ?? null;
  const ids = candidateIdsBy(definition, market.externalMarketId).map(id => `${market.source} ${id}`);
  const keys = [...ids, ...family.map(source => `${source} ${market.externalMarketId}`)];
  const subjects = UNITS.includes(reading.subject) ? UNITS : [reading.subject];
  const selected = [
    ...keys.flatMap(key => prepared.byId.get(key) ?? []),
    ...subjects.flatMap(subject => prepared.byReading.get(readingKey({ ...reading, subject })) ?? []),
  ];
  return new Set(selected.filter(({ mapping }) => !sport || !mapping.sport || mapping.sport === sport));
}

interface Ranked extends Weighed {
  isTaken: boolean;
  score: number;
  prices: PriceWeight['verdict'];
  match: boolean;
}

function rank(
  read: MarketReading,
  candidates: ReadonlySet<Prepared>,
  family: readonly string[],
  sameEvent: NonNullable<SuggestOptions['sameEvent']>,
): Ranked[] {
  const weighed = [...candidates]
    .flatMap((candidate): Ranked[] => {
      const found = weighCandidate(read, candidate, family, LEAST);
      return found === null ? [] : [{ ...found, score: scoreOf(found), prices: 'unknown', match: false }];
    })
    .filter(({ score }) => score >= LEAST)
    .sort(byScore);
  for (const each of weighed.slice(0, PRICED)) addPrices(each, read, sameEvent);
  const left = weighed.filter(({ score }) => score >= LEAST).sort(byScore);
  settleRivals(left);
  return left;
}

function addPrices(ranked: Ranked, read: MarketReading, sameEvent: NonNullable<SuggestOptions['sameEvent']>): void {
  const { verdict, evidence, isTaken } = weighPrices(read, ranked.candidate, ranked.pairing.pairs, sameEvent);
  ranked.prices = verdict;
  ranked.isTaken ||= isTaken;
  ranked.evidence.push(...evidence);
  ranked.score = scoreOf(ranked);
}

/** Where two are as good as each other, neither claims to be right; where the first leads, it may be safe. */
function settleRivals(ranked: Ranked[]): void {
  const [first, second] = ranked;
  if (first === undefined) return;
  const lead = first.score - (second?.score ?? 0);
  first.match = lead >= LEAD && isSafe(first);
  if (second === undefined || lead >= 0.02) return;
  const names = ranked.filter(({ score }) => first.score - score < 0.02);
  for (const each of names) {
    const least = each.score - (CLAIM - 0.01);
    if (least <= 0) continue;
    const others = names.filter(other => other !== each).map(({ candidate }) => candidate.mapping.canonicalId);
    each.evidence.push({ feature: 'rival', weight: -least, text: `As much speaks for ${others.join(', ')}.` });
    each.score = scoreOf(each);
  }
}

function isSafe({ score, prices, isSameBet, otherWords, isOfFamily, isComplete, isTaken }: Ranked): boolean {
  if (score < 0.85 || prices === 'differ' || prices === 'mixed' || !isComplete || isTaken) return false;
  if (prices === 'agree') return isSameBet ? otherWords <= 2 : isOfFamily;
  return isSameBet && otherWords === 0;
}

function scoreOf({ evidence }: Pick<Weighed, 'evidence'>): number {
  const sum = evidence.reduce((total, { weight }) => total + weight, 0);
  return Math.round(Math.min(1, Math.max(0, sum)) * 1000) / 1000;
}

function byScore(a: Ranked, b: Ranked): number {
  const [one, two] = [a.candidate.mapping.canonicalId, b.candidate.mapping.canonicalId];
  return b.score - a.score || (one < two ? -1 : one > two ? 1 : 0);
}

function toSuggestion({ candidate, score, match, evidence, pairing }: Ranked): Suggestion {
  return {
    mapping: candidate.mapping,
    score,
    match,
    evidence: [...evidence].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)),
    outcomes: [...pairing.pairs],
    isNew: false,
  };
}
