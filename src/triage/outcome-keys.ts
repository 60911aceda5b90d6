import { pure } from '../model/pure.js';
import { fold } from '../rules/fold.js';
import { type Lexicon, readWords, wordsOf } from './lexicon.js';
import { replaceTeams, type Teams } from './replace-teams.js';

/**
 * What an outcome may be compared by, the most certain first: the name itself, its parts, its parts without lines, these in any order,
 * and that it is neither side's.
 */
export type OutcomeKeys = readonly [string, string, string, string, string];

/** What an outcome's name or canonical id says, part by part. */
export function outcomeKeys(text: string, lexicon: Lexicon, teams: Teams): OutcomeKeys {
  const parts = partsOf(text, lexicon, teams);
  return toKeys(
    text,
    parts,
    parts.flatMap(splitCode).filter(part => !isLine(part)),
  );
}

function toKeys(text: string, parts: readonly string[], bare: readonly string[]): OutcomeKeys {
  return [fold(text), parts.join(' '), bare.join(' '), sortedKey(bare), NEITHER.has(bare.join(' ')) ? 'neither' : ''];
}

/**
 * The keys of all outcomes of one market. What all names begin or end with tells nothing: `NS20M` and `YS20M` are no and yes, and both
 * `O` and `E` stand for several words until they stand together.
 */
export function keysOfOutcomes(names: readonly string[], lexicon: Lexicon, teams: Teams): OutcomeKeys[] {
  const isOfTeams = names.some(name => /^AT\s*>?\s*\d/i.test(name));
  const keys = names.map(name => outcomeKeys(isOfTeams ? withTeam(name) : name, lexicon, teams));
  const isOddEven =
    names.length === 2 && keys.some(([, , bare]) => bare === 'over') && keys.some(([, , bare]) => bare === 'equal');
  if (isOddEven)
    return keys.map(each =>
      each[2] === 'over' ? toKeys(each[0], [each[1]], ['odd']) : toKeys(each[0], [each[1]], ['even']),
    );
  const split = keys.map(([, , bare]) => bare.split(' '));
  if (names.length < 2) return keys;
  const isKnown = split.every(parts => parts.every(part => WHOLE.has(part) || /^\d+\+?$/.test(part)));
  const ended = withoutCommonEnd(split);
  if (isKnown && !(ended !== split && isSides(ended))) return keys;
  const bare = isKnown ? ended : stripped(names, lexicon, teams);
  if (bare === null) return keys;
  return keys.map((each, at) => toKeys(each[0], [each[1]], bare[at] ?? []));
}

/** `HT1` is the first half by itself; beside `AT1`, it is the home team. */
function withTeam(name: string): string {
  return name.replace(/^([HA])T(?=\s*>?\s*\d)/i, (_, side: string) => (/h/i.test(side) ? 'home ' : 'away '));
}

/** The side that all of a market's outcomes are about, where a bookmaker has both teams' lines under one name; null if there is none. */
export function onlySide(keys: readonly OutcomeKeys[]): 'home' | 'away' | null {
  const sides = new Set(keys.map(([, , bare]) => /^([12]) (?:over|under)$/.exec(bare)?.[1]));
  const [side] = sides;
  return sides.size !== 1 || side === undefined ? null : side === '1' ? 'home' : 'away';
}

/** The keys of an outcome without the side in front. */
export function withoutSide([name, parts, bare]: OutcomeKeys): OutcomeKeys {
  return toKeys(name, [parts], [bare.slice(2)]);
}

/** `X1`, `11` and `21` are the sides of a bet that all of them call `1`. */
function withoutCommonEnd(split: readonly string[][]): readonly string[][] {
  const last = split[0]?.at(-1);
  const isCommon = split.every(parts => parts.length === 2 && parts[1] === last);
  return isCommon ? split.map(parts => parts.slice(0, 1)) : split;
}

function isSides(split: readonly string[][]): boolean {
  return new Set(split.map(parts => parts.join(' '))).size === split.length;
}

/** The parts of codes without what all of them begin and end with; null if that does not make them all readable. */
function stripped(names: readonly string[], lexicon: Lexicon, teams: Teams): string[][] | null {
  const codes = names.map(name => name.trim().toLowerCase());
  if (!codes.every(code => /^[a-z0-9:+>-]{1,14}$/.test(code))) return null;
  const ends = [...new Set(codes.map(code => /[a-z]+$/.exec(code)?.[0] ?? ''))];
  const start = commonStart(codes);
  const end = ends.length === 1 ? (ends[0] ?? '').length : commonStart(codes.map(reversed));
  for (const [from, to] of [
    [start, 0],
    [0, end],
    [start, end],
  ] as const) {
    const cut = codes.map(code => code.slice(from, code.length - to));
    if (from + to === 0 || cut.some(code => code === '')) continue;
    const parts = cut.map(code => partsOf(code, lexicon, teams).flatMap(splitCode));
    const isRead = parts.every(each => each.length > 0 && each.every(part => WHOLE.has(part) || /^\d+\+?$/.test(part)));
    if (isRead) return parts;
  }
  return null;
}

function commonStart(codes: readonly string[]): number {
  const [first = '', ...others] = codes;
  let length = 0;
  while (length < first.length && others.every(code => code[length] === first[length])) length++;
  return length;
}

function reversed(text: string): string {
  return [...text].reverse().join('');
}

/** What the outcomes of a market are about, taken together. */
export function shapeOf(keys: readonly OutcomeKeys[]): Set<string> {
  const shape = new Set<string>();
  for (const [name, , bare] of keys) {
    if (/^\d+\s*[-_]\s*\d+$/.test(name)) shape.add('range');
    for (const part of bare.split(' ')) shape.add(SHAPES[part] ?? part);
  }
  return shape;
}

const SHAPES: Readonly<Record<string, string>> = { 1: 'home', x: 'draw', 2: 'away' };

function partsOf(text: string, lexicon: Lexicon, teams: Teams): string[] {
  const told = text
    .replace(/\(\s*[+\-\u2212]?\d+(?:[.:]\d+)?\s*\)/g, ' ')
    .replace(/>\s*(\d+)/g, (_, below: string) => ` ${Number(below) + 1}+`);
  const words = replaceTeams(wordsOf(told), teams, word => lexicon.outcome.has(word));
  return readWords(words, lexicon.outcome).flatMap(read => {
    if ('word' in read) return splitNumbers(read.word);
    return read.concepts.flatMap(concept => PARTS[concept] ?? []);
  });
}

/** Whether an outcome's name has a side in words, and not only as a figure. */
export function tellsTeam(name: string, lexicon: Lexicon, teams: Teams): boolean {
  const words = replaceTeams(wordsOf(name), teams, word => lexicon.outcome.has(word));
  const read = readWords(words, lexicon.outcome);
  return read.some(
    each => 'concepts' in each && each.concepts.some(concept => concept === 'side:home' || concept === 'side:away'),
  );
}

/** The sides as figures, since many bookmakers call them `1`, `X` and `2`. What is not listed adds nothing to an outcome. */
const PARTS: Readonly<Record<string, string>> = {
  'side:home': '1',
  'side:away': '2',
  'side:draw': 'x',
  'period:1h': '1',
  'period:2h': '2',
  'outcome:over': 'over',
  'outcome:under': 'under',
  'outcome:yes': 'yes',
  'outcome:no': 'no',
  'outcome:odd': 'odd',
  'outcome:even': 'even',
  'outcome:none': 'none',
  'outcome:other': 'other',
  'outcome:equal': 'equal',
  'outcome:both': 'both',
};

/** `0-1` and `1:0` are two numbers, `1st` is one. */
function splitNumbers(word: string): string[] {
  const [, ordinal] = /^(\d+)(?:st|nd|rd|th)$/.exec(word) ?? [];
  if (ordinal !== undefined) return [ordinal];
  if (word === 'first') return ['1'];
  if (word === 'second') return ['2'];
  return /^\d+(?:[:-]\d+)+\+?$/.test(word) ? word.split(/[:-]/) : [word];
}

/** What stands in the codes of outcomes that some bookmakers have instead of names: `1XGG`, `XU`, `2ANDNG`. */
const CODES: readonly (readonly [string, readonly string[]])[] = [
  ['1stgoal', []],
  ['and', []],
  ['or', []],
  ['over', ['over']],
  ['under', ['under']],
  ['yes', ['yes']],
  ['nogoal', ['none']],
  ['ho', ['1', 'over']],
  ['hu', ['1', 'under']],
  ['ao', ['2', 'over']],
  ['au', ['2', 'under']],
  ['oh', ['1', 'over']],
  ['uh', ['1', 'under']],
  ['oa', ['2', 'over']],
  ['ua', ['2', 'under']],
  ['no', ['no']],
  ['gg', ['yes']],
  ['ng', ['no']],
  ['ov', ['over']],
  ['un', ['under']],
  ['1', ['1']],
  ['2', ['2']],
  ['x', ['x']],
  ['o', ['over']],
  ['u', ['under']],
  ['y', ['yes']],
  ['n', ['no']],
];

/** The period in a code; a side stands first, so that `2HTANDNG` begins with the away side. */
const PERIODS = ['1ht', '2ht', '1t', '2t', 'ht'];

/** The parts of a code, or the word itself where it is none. */
function splitCode(word: string): readonly string[] {
  if (!/^[a-z0-9]{2,12}$/.test(word) || WHOLE.has(word) || /^\d+$/.test(word.replace(/[12]/g, ''))) return [word];
  const parts: string[] = [];
  for (let rest = word; rest !== ''; ) {
    const period = rest === word ? undefined : PERIODS.find(text => rest.startsWith(text));
    const code = CODES.find(([text]) => rest.startsWith(text));
    if (period === undefined && code === undefined) return [word];
    if (period === undefined && code !== undefined) parts.push(...code[1]);
    rest = rest.slice((period ?? code?.[0] ?? '').length);
  }
  return parts;
}

const WHOLE = /* @__PURE__ */ pure(() => new Set<string>(Object.values(PARTS)));

/** Whether all parts of an outcome are sides, numbers and words of bets. */
export function isUnderstood([, , bare]: OutcomeKeys): boolean {
  return bare !== '' && bare.split(' ').every(part => WHOLE.has(part) || /^\d{1,2}\+?$/.test(part));
}

function isLine(part: string): boolean {
  return /^\d+[.,]\d+$/.test(part);
}

/** Whoever has none of several names for it: a draw, no goal, equal halves. */
const NEITHER = /* @__PURE__ */ new Set(['x', 'none', 'equal', 'no']);

const SAME: Readonly<Record<string, string>> = { none: '0', both: 'yes' };

/** `only` is said or not, nothing is 0 or none, and a code may stand for a span: `12` for `1-2`. */
function sortedKey(parts: readonly string[]): string {
  const told = parts
    .filter(part => part !== 'only')
    .flatMap(part => (/^\d\d$/.test(part) ? [...part] : [SAME[part] ?? part]));
  return told.sort().join(' ');
}
