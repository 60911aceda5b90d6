import type { MarketMapping, Source } from './index.js';

/** Where a mapping has its id at each source. */
export const SOURCE_ID_FIELD = {
  betpawa: 'betpawaId',
  sportybet: 'sportybetId',
  bet9ja: 'bet9jaKey',
} as const satisfies Readonly<Record<Source, keyof MarketMapping>>;

/** The same as columns of user_market_mappings; fixed by the code, so they may be written into SQL. */
export const SOURCE_ID_COLUMN = {
  betpawa: 'betpawa_id',
  sportybet: 'sportybet_id',
  bet9ja: 'bet9ja_key',
} as const satisfies Readonly<Record<Source, string>>;
