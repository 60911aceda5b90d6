import { outcomeIdOf, type Source, sourceIdOf } from '../model/index.js';
import { conventionAt, isAskedFor } from '../rules/binding.js';
import { candidateIdsBy } from '../rules/candidate-ids.js';
import { type Pairing, pairOutcomes } from './pair-outcomes.js';
import type { Prepared } from './prepare-candidates.js';
import { UNITS } from './prepare-candidates.js';
import type { MarketReading } from './read-market.js';
import type { Reading } from './read-name.js';
import type { SuggestionEvidence } from './suggestion.js';
import { weighLine } from './weigh-line.js';
import { weighOutcomes } from './weigh-outcomes.js';

/** A candidate with what speaks for and against it. */
export interface Weighed {
  readonly candidate: Prepared;
  readonly evidence: SuggestionEvidence[];
  readonly pairing: Pairing;
  /** Whether the names say the same bet, word for word of what is known of it. */
  readonly isSameBet: boolean;
  /** How many words stand in one of the names only. */
  readonly otherWords: number;
  readonly isOfFamily: boolean;
  /** Whether nothing is open about the outcomes. */
  readonly isComplete: boolean;
  /** Whether the mapping can't take the market's id as well. */
  readonly isTaken: boolean;
}

/** The bookmakers that share a feed with the market's, of those at which candidates have ids. */
export type Family = readonly Source[];

/** The most that outcomes and line add. */
const MOST_BESIDE_NAMES = 0.35;

/** Weighs one candidate by its ids, outcomes, name and line; null if its name alone keeps it below the least score. */
export function weighCandidate(
  market: MarketReading,
  candidate: Prepared,
  family: Family,
  least: number,
): Weighed | null {
  const { source, externalMarketId } = market.market;
  const relative = relativeOf(market, candidate, family);
  const names = weighNames(market.reading, candidate.reading, relative !== null);
  const ownId = sourceIdOf(candidate.mapping, source);
  const ids = candidateIdsBy(market.definition, externalMarketId);
  const isOwn = ownId !== null && ids.includes(ownId);
  const said = names.evidence.reduce((sum, { weight }) => sum + weight, 0);
  // Most candidates are of another bet, whatever their outcomes are.
  if (relative === null && !isOwn && said + MOST_BESIDE_NAMES < least) return null;
  const pairing = pairOutcomes(market.outcomes, candidate, relative === null ? [] : family);
  const outcomes = weighOutcomes(market, candidate, pairing);
  const evidence = [...outcomes.evidence, ...names.evidence, ...weighLine(market, candidate, relative !== null)];
  if (isOwn) {
    evidence.unshift({
      feature: 'source-ids',
      weight: roomFor(evidence, 0.4),
      text: `It has the id ${ownId} at ${source} already; what is new are outcomes, or the market's parameter.`,
    });
  } else if (relative !== null) {
    evidence.unshift({
      feature: 'source-ids',
      weight: roomFor(evidence, 0.4),
      text: `${relative} has the id ${externalMarketId} for it, and ${source} serves the same feed.`,
    });
  }
  const isTaken = ownId !== null && !isOwn;
  if (isTaken) {
    evidence.push({ feature: 'taken', weight: -0.3, text: `It has another id at ${source} already: ${ownId}.` });
  }
  return {
    candidate,
    evidence,
    pairing,
    isSameBet: names.isSame,
    otherWords: names.otherWords,
    isOfFamily: relative !== null,
    isComplete: outcomes.isComplete,
    isTaken,
  };
}

/** Ids decide where names are unlike, and add nothing to what is certain already. */
function roomFor(evidence: readonly SuggestionEvidence[], most: number): number {
  return Math.max(0, Math.min(most, 1 - evidence.reduce((sum, { weight }) => sum + weight, 0)));
}

/** A bookmaker of the same feed at which the candidate has the market's id and answers for its parameter. */
function relativeOf({ market, parameter }: MarketReading, { mapping }: Prepared, family: Family): Source | null {
  for (const source of family) {
    if (sourceIdOf(mapping, source) !== market.externalMarketId) continue;
    const { where } = conventionAt(mapping, source);
    if (where !== undefined && !isAskedFor(where, parameter)) continue;
    const ids = mapping.outcomeMapping.flatMap(outcome => outcomeIdOf(outcome, source) ?? []);
    const own = market.outcomes.flatMap(({ id }) => id ?? []);
    // Above the feed's own numbers every bookmaker counts for itself: equal ids of outcomes show that it is the feed's market.
    if (ids.length > 0 && own.length > 0 && !own.some(id => ids.includes(id))) continue;
    return source;
  }
  return null;
}

interface Names {
  readonly evidence: SuggestionEvidence[];
  readonly isSame: boolean;
  readonly otherWords: number;
}

/** Compares what two names say. */
function weighNames(own: Reading, other: Reading, isOfFamily: boolean): Names {
  const evidence: SuggestionEvidence[] = [];
  let isSame = true;
  for (const feature of ['period', 'side', 'subject'] as const) {
    const isEqual = own[feature] === other[feature];
    const isUnsaid =
      feature === 'subject' &&
      isUnit(own.subject) &&
      isUnit(other.subject) &&
      (own.subject === '' || other.subject === '');
    isSame &&= isEqual;
    const weight = isEqual ? 0.1 : isUnsaid ? 0.02 : isOfFamily ? -0.1 : -0.5;
    evidence.push({ feature, weight, text: TEXTS[feature](own[feature], other[feature], isEqual) });
  }
  const shared = [...own.bets].filter(bet => other.bets.has(bet)).length;
  const all = new Set([...own.bets, ...other.bets]).size;
  const isSameBet = shared === all;
  const weight =
    all === 0 ? 0.15 : isSameBet ? 0.3 : isOfFamily ? 0.3 * (shared / all) : 0.3 * (2 * (shared / all) - 1) - 0.1;
  evidence.push({ feature: 'bet', weight, text: betText(own, other, isSameBet) });
  const numbers = compareNumbers(own, other);
  if (numbers !== null) evidence.push(numbers);
  const words = compareWords(own.words, other.words, all === 0);
  if (words.evidence !== null) evidence.push(words.evidence);
  return { evidence, isSame: isSame && isSameBet && all > 0 && numbers === null, otherWords: words.differing };
}

/** What a match is counted in, which a name may leave unsaid: `Total` of a tennis match. */
function isUnit(subject: string): boolean {
  return UNITS.includes(subject);
}

const TEXTS = {
  period: (own: string, other: string, isEqual: boolean) =>
    isEqual
      ? `Both are about ${partText(own)}.`
      : `The market is about ${partText(own)}, the mapping about ${partText(other)}.`,
  side: (own: string, other: string, isEqual: boolean) =>
    isEqual
      ? own === ''
        ? 'Neither name is about one side.'
        : `Both names are about ${own}.`
      : `The market's name is about ${own || 'no side'}, the mapping's about ${other || 'none'}.`,
  subject: (own: string, other: string, isEqual: boolean) =>
    isEqual
      ? own === ''
        ? 'Neither name counts anything special.'
        : `Both names are about ${own.replaceAll('_', ' ')}.`
      : `The market is about ${own.replaceAll('_', ' ') || 'the score'}, the mapping about ${other.replaceAll('_', ' ') || 'the score'}.`,
};

/** A part of the match, for people. */
function partText(period: string): string {
  return PARTS[period] ?? period.replace(/(?=\d$)/, ' ');
}

const PARTS: Readonly<Record<string, string>> = {
  ft: 'full time',
  '1h': 'the first half',
  '2h': 'the second half',
  both: 'both halves',
  either: 'either half',
};

function betText(own: Reading, other: Reading, isSame: boolean): string {
  const list = (bets: ReadonlySet<string>) => [...bets].sort().join(' and ').replaceAll('_', ' ') || 'no kind of bet';
  return isSame
    ? `Both names say ${list(own.bets)}.`
    : `The market's name says ${list(own.bets)}, the mapping's ${list(other.bets)}.`;
}

function compareNumbers(own: Reading, other: Reading): SuggestionEvidence | null {
  const missing = [...other.numbers].filter(
    number => !own.numbers.has(number) && !own.lines.has(number) && !own.told.has(number),
  );
  const extra = [...own.numbers].filter(number => !other.numbers.has(number) && !other.lines.has(number));
  const differing = [...missing, ...extra];
  const lines = [...own.lines, ...own.told];
  if (lines.length > 0 && other.lines.size > 0 && !lines.some(line => other.lines.has(line)))
    differing.push(...other.lines);
  if (differing.length === 0) return null;
  return { feature: 'numbers', weight: -0.4, text: `Only one of the names has ${differing.join(', ')}.` };
}

/**
 * A word that the vocabulary lacks may well say what the bet is about: `Total tries`. One that the mapping adds is likelier to explain,
 * but claims nothing: `Race to corners` is another bet than `Corners`.
 */
function compareWords(own: ReadonlySet<string>, other: ReadonlySet<string>, isAllThereIs: boolean) {
  const shared = [...own].filter(word => other.has(word));
  const extra = [...own].filter(word => !other.has(word));
  const missing = [...other].filter(word => !own.has(word));
  const against =
    (extra.length === 0 ? 0 : 0.2 + 0.06 * extra.length) + (missing.length === 0 ? 0 : 0.12 + 0.05 * missing.length);
  const weight = round((isAllThereIs && shared.length > 0 ? 0.15 : 0) - Math.min(0.5, against));
  const differing = [...extra, ...missing];
  const text =
    differing.length === 0
      ? `Both names have ${shared.join(', ')}.`
      : `Only one of the names has ${differing.join(', ')}.`;
  const isSilent = differing.length === 0 && shared.length === 0;
  return {
    evidence: isSilent ? null : ({ feature: 'words', weight, text } satisfies SuggestionEvidence),
    differing: differing.length,
  };
}

/** Hundredths, without what adding them up leaves behind. */
function round(weight: number): number {
  return Math.round(weight * 100) / 100;
}
