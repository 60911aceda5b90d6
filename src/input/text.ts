/** Why Postgres would refuse this text, or null: neither text nor jsonb can store a NUL or half a surrogate pair. */
export function unstorable(text: string): string | null {
  if (text.includes('\0')) return 'must not contain a NUL character';
  if (!text.isWellFormed()) return 'must not contain half of a surrogate pair';
  return null;
}

/** Whether a text has more than `max` characters as Postgres counts them, which is by code point. */
export function isLongerThan(text: string, max: number): boolean {
  if (text.length <= max) return false;
  return text.length > max * 2 || codePoints(text) > max;
}

/** The first `max` characters as Postgres counts them; never half a character. */
export function cutTo(text: string, max: number): string {
  return isLongerThan(text, max)
    ? Array.from(text.slice(0, max * 2))
        .slice(0, max)
        .join('')
    : text;
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
