import { findMarket } from './find-market.js';
import { respondMarket } from './market-page.js';
import type { Route } from './route.js';

/** One market that nobody has mapped. */
export const showMarket: Route = {
  method: 'GET',
  path: /^\/market\/\d+$/,
  answer: async visit => respondMarket(visit, await findMarket(visit)),
};
