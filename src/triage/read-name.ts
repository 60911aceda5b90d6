import { type Lexicon, readWords, wordsOf } from './lexicon.js';
import { replaceTeams, type Teams } from './replace-teams.js';
import { spaceId } from './space-id.js';
import type { Concept } from './vocabulary.js';

/** What a name says of a bet. */
export interface Reading {
  /** Parts of the match, sorted and joined: `1h`, `1h+ft`; the whole match if it says none. */
  readonly period: string;
  /** Whose: `home`, `away+home`; empty if nobody's. */
  readonly side: string;
  /** Of what: `corners`; empty for what the sport counts itself. */
  readonly subject: string;
  readonly bets: ReadonlySet<string>;
  /** Numbers that tell one bet from another (`1-2`, `2+`). */
  readonly numbers: ReadonlySet<string>;
  /** Numbers that may be the line. */
  readonly lines: ReadonlySet<string>;
  /** Numbers of the parameter, which the name need not repeat. */
  readonly told: ReadonlySet<string>;
  /** Words that the vocabulary does not have. */
  readonly words: ReadonlySet<string>;
}

/** What the outcomes of a market tell of the bet. */
export type Shape = ReadonlySet<string>;

/** What the market's parameter says besides its line. */
export interface Told {
  readonly period: string | null;
  /** The numbers in it, which a name may repeat. */
  readonly numbers: ReadonlySet<string>;
  readonly isOfPlayer: boolean;
  /** Whether it counts goals, cards or the like, so that the bet is on one of them. */
  readonly isCounted: boolean;
  /** Whether it names the score that the bet counts from. */
  readonly isFromScore: boolean;
}

export const NOTHING_TOLD: Told = {
  period: null,
  numbers: new Set(),
  isOfPlayer: false,
  isCounted: false,
  isFromScore: false,
};

/** Reads the name of a market or a mapping. */
export function readName(
  text: string,
  lexicon: Lexicon,
  teams: Teams,
  shape: Shape,
  told: Told = NOTHING_TOLD,
): Reading {
  const { rest, minutes } = takeMinutes(replaceTeams(wordsOf(spaceId(text)), teams, word => lexicon.market.has(word)));
  const found = new Findings(told);
  if (minutes !== null) found.period.add(minutes);
  for (const read of readWords(rest, lexicon.market)) {
    if ('word' in read) found.addWord(read.word);
    else found.addConcepts(read.concepts);
  }
  const { side, subject, bet, numbers, lines, words } = found;
  if (told.isOfPlayer) words.clear();
  // What a match is about goes without saying.
  subject.delete('goals');
  // `1-2` is a span of goals, or the two sides.
  if (isTwoWay(shape) && !isOfSpans(bet) && numbers.delete('1-2')) bet.add('result');
  settleBets(bet, shape, told, found.period);
  // Of bets that the vocabulary has no word for, the outcomes would only say what all of them are.
  if (bet.size === 0 && words.size === 0 && !subject.has('players') && isNumeric(shape))
    bet.add(shape.has('range') ? 'range' : 'exact');
  const period = settlePeriod(found, told);
  return { period, side: join(side), subject: join(subject), bets: bet, numbers, lines, told: told.numbers, words };
}

/** What was found in a name so far. */
class Findings {
  readonly period = new Set<string>();
  readonly side = new Set<string>();
  readonly subject = new Set<string>();
  readonly bet = new Set<string>();
  readonly numbers = new Set<string>();
  readonly lines = new Set<string>();
  readonly words = new Set<string>();
  /** Whether a period stands between two bets, and so is of the second. */
  isBetween = false;
  /** Whether it says `match result`, which a half has as well. */
  isOfMatch = false;
  #isAfterBet = false;

  constructor(private readonly told: Told) {}

  addWord(word: string): void {
    if (!/^\d/.test(word) || /\p{L}/u.test(word)) this.words.add(word.length > 3 ? word.replace(/s$/, '') : word);
    else if (/^\d+[.,]\d+$/.test(word)) this.lines.add(word.replace(',', '.'));
    else {
      const number = word.replace(':', '-');
      this[this.told.numbers.has(number) ? 'lines' : 'numbers'].add(number);
    }
  }

  addConcepts(concepts: readonly Concept[]): void {
    // `First half - Match result` is a result of the half; a second result is of the whole.
    const isResult = concepts.includes('period:ft') && concepts.includes('bet:result') && !this.bet.has('result');
    this.isOfMatch ||= isResult;
    for (const concept of concepts) if (!isResult || concept !== 'period:ft') this.#addConcept(concept);
  }

  #addConcept(concept: Concept): void {
    const [dimension = '', value = ''] = concept.split(':');
    const isBet = dimension === 'bet' || value === 'over' || value === 'under';
    if (dimension === 'period') this.#isAfterBet = this.bet.size > 0;
    else if (isBet) this.isBetween ||= this.#isAfterBet;
    if (isBet) this.bet.add(value);
    else if (dimension === 'period' || dimension === 'side' || dimension === 'subject') this[dimension].add(value);
    else if (dimension === 'outcome' && value !== 'yes') this.words.add(value);
    else if (dimension === 'or') this.bet.add('or');
  }
}

/** The parts of the match. The whole of it goes without saying where a part is told; beside one, it is of another bet. */
function settlePeriod({ period, bet, isBetween, isOfMatch }: Findings, told: Told): string {
  if (isOfMatch && ![...period].every(each => HALVES.has(each))) period.add('ft');
  if (told.period !== null) {
    period.delete('ft');
    period.add(told.period);
  }
  // `Double chance & 2nd half both teams score`: what stands before the period is of the whole match.
  const isOfWhole = (isBetween && period.size === 1) || (bet.has('half_full') && period.size > 0);
  if (isOfWhole) period.add('ft');
  if (period.has('both') || period.has('either') || [...period].some(each => each.startsWith('min')))
    period.delete('ft');
  return period.size === 0 ? 'ft' : join(period);
}

const HALVES = /* @__PURE__ */ new Set(['1h', '2h']);

/** What the outcomes say better than the name: `Total` may be a line or a number, and `1X2` stands in many names. */
function settleBets(bets: Set<string>, shape: Shape, told: Told, periods: ReadonlySet<string>): void {
  if (bets.has('half_full') && [...periods].some(period => period.startsWith('set')))
    replace(bets, ['half_full'], 'result');
  if (bets.has('half_full')) bets.delete('result');
  // `Team with highest scoring half` is about teams, `Highest scoring half` about halves.
  if (bets.has('most_half') && shape.has('teams')) bets.add('result');
  // What a market counts from is a score, too, and not what it asks for: `Match to end 2:0` is answered by yes and no.
  if (bets.has('correct_score') && told.isFromScore && !shape.has('yes')) bets.add('from_score');
  if (bets.has('when')) for (const bet of ['next', 'range']) bets.delete(bet);
  if (bets.has('scorer') && (told.isCounted || bets.has('next'))) replace(bets, ['scorer', 'next'], 'first_scorer');
  if (bets.has('scorer') && bets.has('last')) replace(bets, ['scorer', 'last'], 'last_scorer');
  if (bets.has('next') || bets.has('last')) bets.delete('score');
  const isOverUnder = shape.has('over') && shape.has('under');
  if (isOverUnder) {
    bets.delete('over');
    bets.delete('under');
    bets.add('over_under');
  }
  const isWho = shape.has('home') && shape.has('away') && !isOverUnder && !shape.has('yes') && !isNumeric(shape);
  if (bets.has('score') && shape.has('home') && (shape.has('both') || shape.has('yes'))) {
    bets.delete('score');
    bets.add('which_scores');
  }
  if (isWho && bets.size === 0) bets.add('result');
  if (isWho && bets.has('result') && [...bets].some(bet => ABOUT_WHO.has(bet))) bets.delete('result');
  if (bets.has('win') && isWho) {
    bets.delete('win');
    bets.add('result');
  }
  if (bets.has('asian')) bets.add('over_under');
}

function replace(bets: Set<string>, gone: readonly string[], by: string): void {
  for (const bet of gone) bets.delete(bet);
  bets.add(by);
}

function isTwoWay(shape: Shape): boolean {
  return shape.has('home') && shape.has('away') && !shape.has('draw') && !shape.has('range');
}

function isOfSpans(bets: ReadonlySet<string>): boolean {
  return ['range', 'multigoals', 'multiscores', 'exact', 'correct_score', 'result'].some(bet => bets.has(bet));
}

function isNumeric(shape: Shape): boolean {
  return [...shape].some(part => /^(?:0|[3-9]|\d\d+|\d+\+)$/.test(part)) && !shape.has('draw');
}

/** Bets on one of the sides, whose names often add that there are three ways. */
const ABOUT_WHO = /* @__PURE__ */ new Set([
  'next',
  'last',
  'handicap',
  'draw_no_bet',
  'no_bet',
  'rest',
  'one_up',
  'two_up',
  'three_up',
]);

/** Takes what a name says of minutes: `First 10 Minutes`, `from 1 to 10`. */
function takeMinutes(words: readonly string[]): { rest: string[]; minutes: string | null } {
  const at = words.findIndex((word, n) => /^\d{1,3}$/.test(word) && MINUTES.has(words[n + 1] ?? ''));
  const compact = words.findIndex(word => /^\d{1,2}(?:min|mins|m)$/.test(word));
  const place = at >= 0 ? at : compact;
  if (place < 0 || words[place] === '90') return { rest: [...words], minutes: null };
  const before = words.slice(0, place);
  if (FIRST.has(before.at(-1) ?? '')) before.pop();
  const after = words.slice(place + (at >= 0 ? 2 : 1));
  const span = after.findIndex((word, n) => word === 'from' && after[n + 2] === 'to');
  if (span >= 0) after.splice(span, 4);
  return { rest: [...before, ...after], minutes: `min${Number.parseInt(words[place] ?? '', 10)}` };
}

const MINUTES = /* @__PURE__ */ new Set(['minutes', 'minute', 'min', 'mins']);
const FIRST = /* @__PURE__ */ new Set(['first', '1st']);

function join(values: ReadonlySet<string>): string {
  return [...values].sort().join('+');
}
