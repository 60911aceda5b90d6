import type { Side } from './told-numbers.js';

/**
 * The side that an outcome is about, by its canonical id and its name at a source: `home`, `away_over`, `2`. If they name both
 * sides, it is about neither.
 */
export function sideOf(canonicalId: string, name: string): Side {
  const said = new Set([...sidesIn(canonicalId), ...sidesIn(name)]);
  const [side, ...more] = said;
  return side === undefined || more.length > 0 ? 'neither' : side;
}

function sidesIn(text: string): ('home' | 'away')[] {
  const words: readonly string[] = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const [word, ...others] = words;
  const alone = others.length === 0 ? word : undefined;
  const isHome = alone === '1' || words.some(each => each === 'home');
  const isAway = alone === '2' || words.some(each => each === 'away');
  return [...(isHome ? (['home'] as const) : []), ...(isAway ? (['away'] as const) : [])];
}
