/** A bookmaker a market was scraped from. */
export type Source = 'betpawa' | 'sportybet' | 'bet9ja';

/** Every source, in the order in which the library lists them. */
export const SOURCES = ['betpawa', 'sportybet', 'bet9ja'] as const satisfies readonly Source[];
