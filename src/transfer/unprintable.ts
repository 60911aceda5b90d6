/**
 * Characters that control a terminal or an editor instead of being shown: controls (C0, DEL and C1), bidirectional controls,
 * and the line separators that only some programs treat as line ends.
 */
export const UNPRINTABLE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** JSON text in which everything is visible: the same value, with such characters in its strings written as \uXXXX. */
export function printableJson(json: string): string {
  return json.replaceAll(UNPRINTABLE, char => (char === '\n' ? char : escapeOf(char)));
}

function escapeOf(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
