import { createMarketMapper, type MarketMapper, type MarketMapperOptions } from 'market-mapping';
import type { Context } from './context.js';

/** What a command's mapper can be given beside what every one of them has. */
export type MapperFlags = Pick<MarketMapperOptions, 'baseMappings'>;

/** A day: a command writes when it is told to, not before. */
const NEVER_MS = 24 * 60 * 60 * 1000;
/** Every market of the payloads that a command can be given. */
const MAX_BUFFERED = 1_000_000;

/** Lets a command ask the database's mappings as a scraper does. What it records is written when it flushes. */
export async function withMapper<Result>(
  context: Context,
  work: (mapper: MarketMapper) => Result | Promise<Result>,
  flags: MapperFlags = {},
): Promise<Result> {
  const mapper = await createMarketMapper(context.db, {
    ...context.inSchema,
    ...flags,
    sources: context.sources,
    listen: false,
    flushIntervalMs: NEVER_MS,
    maxBuffered: MAX_BUFFERED,
    logger: { warn: message => context.note(message) },
  });
  try {
    return await work(mapper);
  } finally {
    await mapper.close();
  }
}
