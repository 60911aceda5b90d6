/** A slice of a text keeps all of the text in memory, perhaps a whole payload; as the name of a property it is on its own. */
export function ownCopy(text: string): string {
  return Object.keys({ [text]: null })[0] ?? text;
}
