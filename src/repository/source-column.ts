import type { Source } from '../model.js';

/** The column of user_market_mappings that holds each source's id; fixed by the code, so it may be written into SQL. */
export const SOURCE_COLUMN = {
  betpawa: 'betpawa_id',
  sportybet: 'sportybet_id',
  bet9ja: 'bet9ja_key',
} as const satisfies Readonly<Record<Source, string>>;
