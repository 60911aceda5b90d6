import { listUnmappedMarkets } from 'market-mapping';
import type { Context } from './context.js';
import { NotFoundError, UsageError } from './explain-error.js';
import { source } from './options.js';

/** The ids in the log of `17 18 19`, or of `bet9ja S_OUA`. */
export async function findAddressed(context: Context, words: readonly string[]): Promise<number[]> {
  if (words.length > 0 && words.every(word => /^\d{1,10}$/.test(word))) return words.map(Number);
  const [bookmaker, externalMarketId, ...more] = words;
  if (bookmaker === undefined || externalMarketId === undefined || more.length > 0 || /^\d+$/.test(bookmaker)) {
    throw new UsageError('give ids of the log, such as 17 18, or one market as SOURCE ID, such as bet9ja S_OUA');
  }
  const filter = { source: source(bookmaker), externalMarketId, limit: 500 };
  const { items } = await listUnmappedMarkets(context.db, filter, context.inSchema);
  const found = items.find(market => market.externalMarketId === externalMarketId);
  if (found) return [found.id];
  throw new NotFoundError(
    `There is no unmapped market ${externalMarketId} of ${filter.source}: "unmapped list" shows those there are.`,
  );
}
