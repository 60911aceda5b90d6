/** Copies a string. A slice keeps the string it was taken from in memory, perhaps a whole payload; the name of a property does not. */
export function ownCopy(text: string): string {
  return Object.keys({ [text]: null })[0] ?? text;
}
