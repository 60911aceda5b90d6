/** `overUnder1h` is three words, as ids have them; and where ids have `over_25`, the line is 2.5. */
export function spaceId(text: string): string {
  if (/\s/.test(text)) return text;
  const told = text.replace(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{L}{3})(?=\d)|(?<=[\d+])(?=\p{Lu}\p{Ll})/gu, ' ');
  return told.replace(/(?<![a-z])(over|under)([ _-])(\d)5(?!\d)/gi, '$1$2$3.5');
}
