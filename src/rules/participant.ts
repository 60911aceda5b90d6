import { ValidationError } from '../model/errors.js';

/** Letters that Unicode does not decompose, as they are written without the special letter. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/**
 * Returns what all spellings of a player's name have in common: its words in alphabetical order, without accents, case and
 * punctuation.
 *
 * @example
 * ```ts
 * import { participantKey } from 'market-mapping';
 *
 * console.log(participantKey('Ødegaard, Martin') === participantKey('martin Odegaard')); // true
 * ```
 */
export function participantKey(name: string): string {
  if (typeof name !== 'string') throw new ValidationError([{ field: 'name', message: 'must be a string' }]);
  return wordsOf(name).sort().join(' ');
}

function wordsOf(name: string): string[] {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    // `N'Golo` and `NGolo` are one word, `Alexander-Arnold` are two.
    .replace(/['’‘ʼ`]/g, '')
    .replace(/[ßæœøłđðþı]/g, letter => PLAIN[letter] ?? letter);
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** A player's name as served, without the team in parentheses after it: `Digne, Lucas (France)`. */
export function withoutTeam(name: string): string {
  const text = name.trim();
  const end = text.endsWith(')') ? text.lastIndexOf('(') : -1;
  return (end > 0 ? text.slice(0, end) : text).trim();
}

/**
 * Pairs the names of the same players in two lists, those of one market at two bookmakers. Two names are one player if their keys
 * are equal, or if all words of one are in the other and no third name in either list is related like that. Names that appear
 * twice in a list, or could be two players, are left out.
 *
 * @returns For each name of the first list that has one, the name of the second list.
 */
export function pairParticipants(first: readonly string[], second: readonly string[]): Map<string, string> {
  const [own, others] = [toSpellings(first), toSpellings(second)];
  const keys = new Set([...own.keys(), ...others.keys()]);
  const all = [...keys].map(key => ({ key, words: new Set(key.split(' ')) }));
  const related = new Map(
    all.map(one => [
      one.key,
      all.filter(each => each !== one && isRelated(one.words, each.words)).map(({ key }) => key),
    ]),
  );
  const pairs = new Map<string, string>();
  for (const [key, name] of own) {
    const [only, ...more] = related.get(key) ?? [];
    const isBothWays = more.length === 0 && only !== undefined && !own.has(only) && related.get(only)?.length === 1;
    const found = others.has(key) ? others.get(key) : isBothWays ? others.get(only) : undefined;
    if (name !== null && found !== undefined && found !== null) pairs.set(name, found);
  }
  return pairs;
}

/** Each name by its key; null if two names have the same key. */
function toSpellings(names: readonly string[]): Map<string, string | null> {
  const spellings = new Map<string, string | null>();
  for (const name of new Set(names)) {
    const key = participantKey(name);
    if (key !== '') spellings.set(key, spellings.has(key) ? null : name);
  }
  return spellings;
}

function isRelated(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [fewer, more] = a.size < b.size ? [a, b] : [b, a];
  for (const word of fewer) if (!more.has(word)) return false;
  return true;
}
