import { type Lexicon, lexiconOf } from '../lexicon.js';
import { readName } from '../read-name.js';

/** What a text says of a bet that another text can contradict. */
export interface Said {
  /** The one part of the match that it names; null if it names none or several. */
  readonly period: string | null;
  readonly side: string | null;
  readonly subject: string | null;
}

let lexicon: Lexicon | undefined;
const NO_TEAMS = { home: [], away: [] };
const NO_SHAPE: ReadonlySet<string> = new Set();

/** The part of the match, the side and the subject that a name or a canonical id tells. */
export function sayOf(text: string): Said {
  lexicon ??= lexiconOf(undefined);
  const { period, side, subject } = readName(text.replaceAll('_', ' '), lexicon, NO_TEAMS, NO_SHAPE);
  return {
    period: PARTS.test(period) ? period : null,
    side: onlyOne(side),
    subject: PARTS_TOO.has(subject) ? null : onlyOne(subject),
  };
}

/** What two texts of one bet agree on. */
export function bothSay(one: Said, other: Said): Said {
  const agreed = (part: keyof Said) => (one[part] === other[part] ? one[part] : null);
  return { period: agreed('period'), side: agreed('side'), subject: agreed('subject') };
}

/** How one text contradicts another, in words; null if it doesn't. What one of them leaves open is no contradiction. */
export function contradictionOf(one: Said, other: Said): string | null {
  for (const part of ['period', 'side', 'subject'] as const) {
    const [a, b] = [one[part], other[part]];
    if (a !== null && b !== null && a !== b) return `"${wordsFor(a)}" against "${wordsFor(b)}"`;
  }
  return null;
}

/** The whole match or a half: of others, such as minutes and overtime, many names say nothing. */
const PARTS = /^(?:ft|[12]h)$/;

/** What is counted, and a part of the match too. */
const PARTS_TOO: ReadonlySet<string> = new Set(['sets', 'games', 'points']);

function onlyOne(told: string): string | null {
  return told === '' || told.includes('+') ? null : told;
}

const WORDS: Readonly<Record<string, string>> = { '1h': '1st half', '2h': '2nd half', ft: 'full time' };

function wordsFor(told: string): string {
  return WORDS[told] ?? told;
}
