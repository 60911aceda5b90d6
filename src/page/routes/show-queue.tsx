import { KNOWN_SOURCES } from '../../sources/registry.js';
import { listUnmappedMarkets } from '../../unmapped/list-unmapped-markets.js';
import { given } from '../read-query.js';
import { respondPage } from '../respond.js';
import { BulkForm } from '../views/bulk-form.js';
import { Layout } from '../views/layout.js';
import { noticeOf } from '../views/notice.js';
import { Pager } from '../views/pager.js';
import { QueueFilters, QueueTable } from '../views/queue-view.js';
import { queueFilter, queueParameters } from './queue-filter.js';
import type { Route } from './route.js';

/** The markets that nobody has mapped. */
export const showQueue: Route = {
  method: 'GET',
  path: /^\/(queue)?$/,
  answer: async visit => {
    const { db, query, settings } = visit;
    const filter = queueFilter(query);
    const cursor = given(query, 'cursor');
    const { items, nextCursor } = await listUnmappedMarkets(db, { ...filter, cursor }, settings.inSchema);
    const parameters = queueParameters(query);
    const sources = new Set<string>([...KNOWN_SOURCES, ...items.map(({ source }) => source)]);
    return respondPage(
      <Layout visit={visit} title="Queue" section="Queue">
        <h1>Unmapped markets</h1>
        {noticeOf(visit)}
        <nav class="tabs" aria-label="Parts of the queue">
          <a href={visit.link('/', { only: 'regressed' })}>Mapped before</a>
          <a href={visit.link('/', { only: 'escalating' })}>Seen more and more</a>
          <a href={visit.link('/', { status: 'IGNORED' })}>Ignored</a>
          <a href={visit.link('/rules')}>Ignore rules</a>
        </nav>
        <QueueFilters visit={visit} filter={filter} sources={[...sources]} />
        {items.length === 0 ? (
          <p class="empty">No market is like that. With no filter at all, it means that everything is mapped.</p>
        ) : (
          <>
            <QueueTable visit={visit} markets={items} parameters={{ ...parameters, cursor }} />
            <BulkForm visit={visit} parameters={parameters} />
          </>
        )}
        <Pager visit={visit} path="/" parameters={parameters} isFirst={cursor === undefined} nextCursor={nextCursor} />
      </Layout>,
    );
  },
};
