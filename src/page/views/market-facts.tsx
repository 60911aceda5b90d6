import type { UnmappedMarket } from '../../model/index.js';
import { Facts } from './facts.js';
import { Moment } from './moment.js';
import { Status } from './queue-view.js';
import { SourceLabel } from './sources.js';

const REASONS = {
  UNKNOWN_MARKET: 'No mapping has its id',
  UNKNOWN_OUTCOMES: 'A mapping has its id, but not its outcomes',
  BOUND_AWAY: 'Mappings with its id are bound to another line or sport',
} as const;

const MAX_NAMED = 12;

/** What the log says of a market. */
export function MarketFacts({ market, now }: { readonly market: UnmappedMarket; readonly now: Date }) {
  const missing = market.missingOutcomes?.map(({ name }) => name) ?? [];
  const further = missing.length - MAX_NAMED;
  const named = missing.slice(0, MAX_NAMED).join(', ');
  return (
    <Facts
      of={[
        ['Source', <SourceLabel key="source" source={market.source} />],
        ['Id there', <bdi key="id">{market.externalMarketId}</bdi>],
        ['State', <Status key="status" status={market.status} />],
        ['Seen', `${market.occurrenceCount.toLocaleString('en')} times`],
        ['Last seen', <Moment key="last" at={market.lastSeenAt} now={now} />],
        ['First seen', <Moment key="first" at={market.firstSeenAt} now={now} />],
        ['Sport', market.sport],
        ['Parameter', market.parameter === undefined ? null : <bdi key="parameter">{market.parameter}</bdi>],
        ['Why it is open', market.reason === undefined ? null : REASONS[market.reason]],
        [
          'Missing outcomes',
          named === '' ? null : <bdi key="missing">{further > 0 ? `${named} and ${further} more` : named}</bdi>,
        ],
        ['Notes', market.notes === null ? null : <bdi key="notes">{market.notes}</bdi>],
      ]}
    />
  );
}
