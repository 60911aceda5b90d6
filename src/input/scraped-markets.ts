import * as z from 'zod';
import type { ScrapedMarket } from '../model/index.js';
import { pure } from '../model/pure.js';
import { sourceSchema } from './schemas.js';
import { validate } from './validate.js';

/** What of a scraped market is read by the rules. The rest is passed on as it is. */
const scrapedMarketsSchema = /* @__PURE__ */ pure(() =>
  z.array(
    z.looseObject({
      source: sourceSchema,
      externalMarketId: z.string({ error: 'must be a string' }),
      parameter: z.string({ error: 'must be a string or null' }).nullable(),
      outcomes: z.array(z.looseObject({ name: z.string({ error: 'must be a string' }) }), {
        error: 'must be an array',
      }),
    }),
    { error: 'must be an array of scraped markets' },
  ),
);

/** Scraped markets that were given as an option; a ValidationError names the first field that is no scraped market's. */
export function checkScrapedMarkets(markets: readonly ScrapedMarket[], field: string): readonly ScrapedMarket[] {
  validate(scrapedMarketsSchema, markets, field);
  return markets;
}
