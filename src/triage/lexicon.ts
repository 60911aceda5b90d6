import { type Concept, VOCABULARY, type VocabularyExtension } from './vocabulary.js';

/** A vocabulary, ready to be looked up word by word. */
export interface Lexicon {
  /** By their first word, the phrases that stand for something in the name of a market, the longest first. */
  readonly market: ReadonlyMap<string, readonly Phrase[]>;
  /** The same in the name of an outcome. */
  readonly outcome: ReadonlyMap<string, readonly Phrase[]>;
}

interface Phrase {
  readonly words: readonly string[];
  readonly concepts: readonly Concept[];
}

/** A word of a text that no phrase has, or what a phrase of it stands for. */
export type Read = { readonly concepts: readonly Concept[] } | { readonly word: string };

let own: Lexicon | undefined;
/** By the object that extends the vocabulary, since the same is passed for market after market. */
const extensions = /* @__PURE__ */ new WeakMap<VocabularyExtension, Lexicon>();

/** The vocabulary with what the consumer adds to it. */
export function lexiconOf(extension: VocabularyExtension | undefined): Lexicon {
  if (extension === undefined) {
    own ??= build([VOCABULARY]);
    return own;
  }
  let extended = extensions.get(extension);
  if (extended === undefined) {
    extended = build([VOCABULARY, extension]);
    extensions.set(extension, extended);
  }
  return extended;
}

/** Later vocabularies win where two give one phrase a meaning; within one, a phrase may have several. */
function build(vocabularies: readonly VocabularyExtension[]): Lexicon {
  const market = new Map<string, readonly Concept[]>();
  const outcome = new Map<string, readonly Concept[]>();
  for (const vocabulary of vocabularies) {
    for (const [words, concepts] of byPhrase(vocabulary)) {
      // `o` and `gg` are outcomes only where outcomes stand; a market's name says `Over`.
      const named = words.length < 3 ? concepts.filter(concept => !concept.startsWith('outcome:')) : concepts;
      // `Yes/No` is nothing in a market's name, and two answers in an outcome's.
      const isPhrase = words.includes(' ');
      const called = concepts.filter(concept => !concept.startsWith('bet:') && !(isPhrase && concept === 'ignored'));
      if (named.length > 0) market.set(words, named);
      if (called.length > 0) outcome.set(words, called);
    }
  }
  return { market: byFirstWord(market), outcome: byFirstWord(outcome) };
}

function byPhrase(vocabulary: VocabularyExtension): Map<string, Concept[]> {
  const phrases = new Map<string, Concept[]>();
  for (const [concept, listed] of Object.entries(vocabulary) as [Concept, readonly string[]][]) {
    for (const phrase of listed) {
      const words = wordsOf(phrase).join(' ');
      if (words !== '') phrases.set(words, [...(phrases.get(words) ?? []), concept]);
    }
  }
  return phrases;
}

function byFirstWord(phrases: ReadonlyMap<string, readonly Concept[]>): Map<string, Phrase[]> {
  const index = new Map<string, Phrase[]>();
  for (const [text, concepts] of phrases) {
    const words = text.split(' ');
    const first = words[0] ?? '';
    index.set(first, [...(index.get(first) ?? []), { words, concepts }]);
  }
  for (const list of index.values()) list.sort((a, b) => b.words.length - a.words.length);
  return index;
}

/** Numbers with what belongs to them (`2.5`, `1-2`, `0:1`, `3+`), and words. */
const WORD = /\d+(?:[.,:-]\d+)*\+?(?![\p{L}\p{N}])|[\p{L}\p{N}]+/gu;

/** `1°` as other languages write `1st`. */
const ORDINALS: Readonly<Record<string, string>> = { 1: '1st', 2: '2nd', 3: '3rd' };
const FIGURES: Readonly<Record<string, string>> = { one: '1', two: '2', three: '3' };

/** The words of a text, without case and accents. What joins words (`/`, `_`, `-`) parts them. */
export function wordsOf(text: string): string[] {
  const plain = withoutPlaceholders(text)
    .replace(/(\d)\s?['’′](?![\p{L}\p{N}])/gu, '$1 min ')
    .replace(/(\d)\s?plus\b/gi, '$1+ ')
    .replace(/([123])\s?[°º](?![\p{L}\p{N}])/gu, (_, place: string) => ORDINALS[place] ?? place)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’‘`]/g, '')
    .replace(/&|(?<=\D|^)\+(?!\d)|(?<=\s)\+/g, ' and ')
    .replace(/[_/]/g, ' ');
  return (plain.match(WORD) ?? []).map(word => FIGURES[word] ?? word);
}

/** Templates that a bookmaker left unfilled: `{!goalnr} goal` and `{$competitor1} total`, and the `X` of `after X minutes`. */
function withoutPlaceholders(text: string): string {
  if (!/\{|\bx\b|\bfrom 1\b/i.test(text)) return text;
  return text
    .replace(/\{[^{}]*competitor([12])[^{}]*\}/gi, ' competitor$1 ')
    .replace(/\{(?:player|n)\}/gi, ' ')
    .replace(/\{[^{}]*\}(?=\s+(?:goal|corner|card|booking|point|set|game))/gi, ' nth ')
    .replace(/\{[^{}]*\}/g, ' ')
    .replace(/\bfrom 1 to (?=\d+ min)/gi, ' ')
    .replace(/\bx:y\b/gi, ' ')
    .replace(/\b(over|under)\s+x(?:\.\d+)?(?=\s|$)/gi, '$1 ')
    .replace(/\b(?:after|from \d+ to|first|until)?\s*x\s+min(?:ute)?s?\b/gi, ' ');
}

/** Reads words from left to right; of the phrases that begin at a word, the longest counts. */
export function readWords(words: readonly string[], phrases: Lexicon['market']): Read[] {
  const read: Read[] = [];
  for (let at = 0; at < words.length; ) {
    const found = phrases.get(words[at] ?? '')?.find(phrase => phrase.words.every((word, n) => words[at + n] === word));
    read.push(found ? { concepts: found.concepts } : { word: words[at] ?? '' });
    at += found?.words.length ?? 1;
  }
  return read;
}
