import { getStats } from '../../unmapped/get-stats.js';
import { respondPage } from '../respond.js';
import { CoverageView } from '../views/coverage-view.js';
import { Layout } from '../views/layout.js';
import type { Route } from './route.js';

/** How much is mapped, bookmaker by bookmaker. */
export const showCoverage: Route = {
  method: 'GET',
  path: /^\/coverage$/,
  answer: async visit => {
    const stats = await getStats(visit.db, visit.settings.inSchema);
    return respondPage(
      <Layout visit={visit} title="Coverage" section="Coverage">
        <h1>Coverage</h1>
        <CoverageView visit={visit} stats={stats} />
      </Layout>,
    );
  },
};
