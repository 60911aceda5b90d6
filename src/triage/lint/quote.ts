const MAX_LISTED = 5;

/** Some texts in quotation marks, and how many more there are. */
export function quote(texts: readonly string[]): string {
  const listed = texts.slice(0, MAX_LISTED).map(text => JSON.stringify(text));
  const more = texts.length - listed.length;
  return more > 0 ? `${listed.join(', ')} and ${more} more` : listed.join(', ');
}
