import type { Route } from './route.js';
import { showCoverage } from './show-coverage.js';
import { showMarket } from './show-market.js';
import { showQueue } from './show-queue.js';
import { showSet } from './show-set.js';

/** Every address that the page answers. A new one is a file of its own and a line here. */
export const routes: readonly Route[] = [showQueue, showMarket, showSet, showCoverage];
