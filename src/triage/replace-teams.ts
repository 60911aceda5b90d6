import type { ScrapedMarket } from '../model/index.js';
import { wordsOf } from './lexicon.js';

/** The teams of an event as words; empty where they are not known. */
export interface Teams {
  readonly home: readonly string[];
  readonly away: readonly string[];
}

const NOBODY: Teams = { home: [], away: [] };

export function teamsOf({ event }: Pick<ScrapedMarket, 'event'>): Teams {
  if (!event) return NOBODY;
  return { home: wordsOf(event.home ?? ''), away: wordsOf(event.away ?? '') };
}

/**
 * The words of a text with `home` and `away` in the place of the teams. A part of a team's name is enough if it is of that team alone
 * and has a word of some length: bookmakers shorten names, and `CF` is many teams'.
 */
export function replaceTeams(
  words: readonly string[],
  { home, away }: Teams,
  isKnown: (word: string) => boolean,
): string[] {
  if (home.length === 0 && away.length === 0) return [...words];
  const told = replaceRuns(words, home, away, 'home', isKnown);
  return replaceRuns(told, away, home, 'away', isKnown);
}

function replaceRuns(
  words: readonly string[],
  team: readonly string[],
  other: readonly string[],
  side: string,
  isKnown: (word: string) => boolean,
): string[] {
  if (team.length === 0) return [...words];
  const replaced: string[] = [];
  for (let at = 0; at < words.length; ) {
    const whole = team.every((word, n) => words[at + n] === word);
    const length = whole ? team.length : partAt(words, at, team, other, isKnown);
    replaced.push(length > 0 ? side : (words[at] ?? ''));
    at += Math.max(1, length);
  }
  return replaced;
}

/** How many words from here on are of the team's name and tell it from the other's. */
function partAt(
  words: readonly string[],
  start: number,
  team: readonly string[],
  other: readonly string[],
  isKnown: (word: string) => boolean,
): number {
  let end = start;
  while (end < words.length && team.includes(words[end] ?? '')) end++;
  const isTelling = words
    .slice(start, end)
    .some(word => word.length > 3 && !/\d/.test(word) && !other.includes(word) && !isKnown(word));
  return isTelling ? end - start : 0;
}
