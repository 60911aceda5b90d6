import { fold } from '../rules/fold.js';
import { type Lexicon, readWords, wordsOf } from './lexicon.js';
import { replaceTeams, type Teams } from './replace-teams.js';

/** What an outcome may be compared by, the most certain first: the name itself, its parts, its parts without lines, and parts in any order. */
export type OutcomeKeys = readonly [string, string, string, string];

/** What an outcome's name or canonical id says, part by part. */
export function outcomeKeys(text: string, lexicon: Lexicon, teams: Teams): OutcomeKeys {
  const parts = partsOf(text, lexicon, teams);
  const bare = parts.flatMap(splitCode).filter(part => !isLine(part));
  return [fold(text), parts.join(' '), bare.join(' '), sortedKey(bare)];
}

/** What the outcomes of a market are about, taken together. */
export function shapeOf(keys: readonly OutcomeKeys[]): Set<string> {
  const shape = new Set<string>();
  for (const [, , bare] of keys) for (const part of bare.split(' ')) shape.add(SHAPES[part] ?? part);
  return shape;
}

const SHAPES: Readonly<Record<string, string>> = { 1: 'home', x: 'draw', 2: 'away' };

function partsOf(text: string, lexicon: Lexicon, teams: Teams): string[] {
  const told = text.replace(/\(\s*[+\-\u2212]?\d+(?:[.:]\d+)?\s*\)/g, ' ');
  const words = replaceTeams(wordsOf(told), teams, word => lexicon.outcome.has(word));
  return readWords(words, lexicon.outcome).flatMap(read => {
    if ('word' in read) return splitNumbers(read.word);
    const part = PARTS[read.concept];
    return part === undefined ? [] : [part];
  });
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
  ['and', []],
  ['or', []],
  ['over', ['over']],
  ['under', ['under']],
  ['yes', ['yes']],
  ['2ht', []],
  ['2t', []],
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

/** The parts of a code, or the word itself where it is none. */
function splitCode(word: string): readonly string[] {
  if (!/^[12xa-z]{2,12}$/.test(word) || WHOLE.has(word)) return [word];
  const parts: string[] = [];
  for (let rest = word; rest !== ''; ) {
    const code = CODES.find(([text]) => rest.startsWith(text));
    if (code === undefined) return [word];
    parts.push(...code[1]);
    rest = rest.slice(code[0].length);
  }
  return parts;
}

const WHOLE = /* @__PURE__ */ new Set(Object.values(PARTS));

function isLine(part: string): boolean {
  return /^\d+[.,]\d+$/.test(part);
}

/** Whoever has none of several names for it: a draw, no goal, equal halves. */
const NEUTRAL = /* @__PURE__ */ new Set(['x', 'none', 'equal', '0', 'no', 'e']);

function sortedKey(parts: readonly string[]): string {
  if (parts.length === 1 && NEUTRAL.has(parts[0] ?? '')) return 'neutral';
  return parts
    .map(part => (part === 'only' ? '' : part))
    .filter(Boolean)
    .sort()
    .join(' ');
}
