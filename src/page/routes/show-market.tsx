import { UnmappedMarketNotFoundError } from '../../model/errors.js';
import { getUnmappedMarket } from '../../unmapped/get-unmapped-market.js';
import { rowId } from '../read-query.js';
import { respondPage } from '../respond.js';
import { Facts } from '../views/facts.js';
import { Layout } from '../views/layout.js';
import { Moment } from '../views/moment.js';
import { Status } from '../views/queue-view.js';
import { Sample } from '../views/sample.js';
import { SourceLabel } from '../views/sources.js';
import type { Route } from './route.js';

const PATH = /^\/market\/(\d+)$/;

/** One unmapped market. */
export const showMarket: Route = {
  method: 'GET',
  path: PATH,
  answer: async visit => {
    const id = rowId(PATH.exec(visit.path)?.[1]);
    const market = await getUnmappedMarket(visit.db, id, visit.settings.inSchema);
    if (!market) throw new UnmappedMarketNotFoundError(id);
    const name = market.marketName ?? market.externalMarketId;
    return respondPage(
      <Layout visit={visit} title={name} section="Queue">
        <h1>
          <bdi>{name}</bdi>
        </h1>
        <Facts
          of={[
            ['Source', <SourceLabel key="source" source={market.source} />],
            ['Id there', <bdi key="id">{market.externalMarketId}</bdi>],
            ['State', <Status key="status" status={market.status} />],
            ['Seen', `${market.occurrenceCount.toLocaleString('en')} times`],
            ['Last seen', <Moment key="last" at={market.lastSeenAt} now={visit.now} />],
            ['First seen', <Moment key="first" at={market.firstSeenAt} now={visit.now} />],
            ['Sport', market.sport],
            ['Parameter', market.parameter],
            ['Notes', market.notes],
          ]}
        />
        <h2>What scrapers saw</h2>
        <Sample outcomes={market.sampleOutcomes} />
      </Layout>,
    );
  },
};
