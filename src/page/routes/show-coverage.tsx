import { given } from '../read-query.js';
import { respondPage } from '../respond.js';
import { CoverageView } from '../views/coverage-view.js';
import { Layout } from '../views/layout.js';
import { Moment } from '../views/moment.js';
import type { Route } from './route.js';

/** How much is mapped, bookmaker by bookmaker. */
export const showCoverage: Route = {
  method: 'GET',
  path: /^\/coverage$/,
  answer: async visit => {
    const { value, at } = await visit.counts({ isFresh: given(visit.query, 'count') === 'now' });
    return respondPage(
      <Layout visit={visit} title="Coverage" section="Coverage">
        <h1>Coverage</h1>
        <CoverageView visit={visit} stats={value} />
        <p class="hint">
          Counted <Moment at={at} now={visit.now} />.{' '}
          <a href={visit.link('/coverage', { count: 'now' })}>Count again</a>
        </p>
      </Layout>,
    );
  },
};
