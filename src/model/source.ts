declare global {
  /**
   * The bookmakers that an editor suggests for a source. Each bookmaker that the package knows adds itself in its own folder. You can
   * add yours too, but need not.
   */
  interface MarketMappingSources {
    betpawa: true;
    sportybet: true;
    bet9ja: true;
  }
}

/** The bookmakers that the package knows. */
export type KnownSource = keyof MarketMappingSources;

/** A bookmaker that a market was scraped from: one that the package knows, or any id of the same form, such as `mybook`. */
export type Source = KnownSource | (string & {});

/** What a source's id looks like: lower-case letters, digits, `_` and `-`, at most 20 of them. */
export const SOURCE_PATTERN = /^[a-z0-9][a-z0-9_-]{0,19}$/;

/** Whether a text can be the id of a source. */
export function isSource(value: unknown): value is Source {
  return typeof value === 'string' && SOURCE_PATTERN.test(value) && value !== 'null';
}
