import type { Side, ToldNumber } from './told-numbers.js';

/** A decimal number or a score as people write them, with point or comma. */
const FIGURE = String.raw`[+\-\u2212]?\d{1,6}(?:\.\d{1,4}|,\d{1,2})?|\d{1,3}:\d{1,3}`;

/** A figure after something, bare or in parentheses: ` 2.5`, ` (+1.5)`, `(0:1)`. Nothing in `2.5.5` is one. */
const PLACED = new RegExp(String.raw`(?:\s+|(?=\())(?:\(\s*(${FIGURE})\s*\)|(${FIGURE})(?=$|[\s/&|;,)]))`, 'g');

/** The value of a figure: a number as a number, a score as text. */
export function readFigure(text: string): number | string {
  return text.includes(':') ? text : Number(text.replace(',', '.').replace('\u2212', '-')) + 0;
}

/** More than any real name leads to. */
const MAX_FORMS = 32;

interface Place {
  readonly start: number;
  readonly end: number;
  readonly value: number | string;
}

/**
 * A name without the numbers of the market's own parameter, each removed at most once: `Over 2.5 & Yes` at a total of 2.5 becomes
 * `Over & Yes`. If a number appears twice, there is a form for each. The unchanged name is not among the forms.
 *
 * @param side The side that the outcome would be about; a handicap has that side's sign.
 */
export function nameForms(name: string, told: readonly ToldNumber[], side: Side): string[] {
  if (told.length === 0) return [];
  const places = findNumbers(name);
  let ways: readonly (readonly Place[])[] = [[]];
  for (const number of told) {
    const equal = places.filter(({ value }) => value === number[side]);
    const longer = ways.flatMap(way => equal.filter(place => !way.includes(place)).map(place => [...way, place]));
    ways = [...ways, ...longer].slice(0, MAX_FORMS);
  }
  return [...new Set(ways.filter(way => way.length > 0).map(way => without(name, way)))];
}

function findNumbers(name: string): Place[] {
  return [...name.matchAll(PLACED)].flatMap(({ index, 0: text, 1: bracketed, 2: bare = '' }) => {
    // A bare number needs a word before it: in a list of scores, no number is the line.
    const before = name.slice(0, index);
    const isPlaced = bracketed === undefined ? /\p{L}/u.test(before) : before !== '';
    return isPlaced ? [{ start: index, end: index + text.length, value: readFigure(bracketed ?? bare) }] : [];
  });
}

function without(name: string, places: readonly Place[]): string {
  let text = '';
  let from = 0;
  for (const { start, end } of [...places].sort((a, b) => a.start - b.start)) {
    text += name.slice(from, start);
    from = end;
  }
  return (text + name.slice(from)).trim();
}
