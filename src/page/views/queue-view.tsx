import { UNMAPPED_STATUSES, type UnmappedMarket } from '../../model/index.js';
import type { UnmappedFilter } from '../../unmapped/list-unmapped-markets.js';
import type { LinkParameters, Visit } from '../visit.js';
import { Field, Select } from './fields.js';
import { Moment } from './moment.js';
import { SourceLabel } from './sources.js';

interface QueueFilterProps {
  readonly visit: Visit;
  readonly filter: UnmappedFilter;
  readonly sources: readonly string[];
}

/** The filters of the queue, as a form that makes a link. */
export function QueueFilters({ visit, filter, sources }: QueueFilterProps) {
  const { query } = visit;
  return (
    <search>
      <form class="filters" action={visit.link('/')} method="get">
        <Field label="Search">
          <input type="search" name="search" value={filter.search ?? ''} data-key="/" maxLength={255} />
        </Field>
        <Field label="Source">
          <input name="source" value={filter.source ?? ''} list="sources" size={10} maxLength={20} autoComplete="off" />
          <datalist id="sources">
            {sources.map(source => (
              <option key={source} value={source} />
            ))}
          </datalist>
        </Field>
        <Select
          label="State"
          name="status"
          value={typeof filter.status === 'string' ? filter.status : 'ALL'}
          options={[
            ...UNMAPPED_STATUSES.map(status => [status, nameOfStatus(status)] as const),
            ['ALL', 'Any'] as const,
          ]}
        />
        <Field label="Seen at least">
          <input type="number" name="min" min={1} max={2147483647} value={filter.minOccurrences ?? ''} />
        </Field>
        <Select
          label="Only"
          name="only"
          value={filter.regressed ? 'regressed' : filter.escalating ? 'escalating' : ''}
          options={[
            ['', 'All'],
            ['regressed', 'Mapped before'],
            ['escalating', 'Seen more and more'],
          ]}
        />
        <Select
          label="Sort"
          name="sort"
          value={filter.sortBy ?? 'occurrenceCount'}
          options={[
            ['occurrenceCount', 'Seen most'],
            ['lastSeenAt', 'Seen last'],
            ['firstSeenAt', 'Newest'],
          ]}
        />
        <Select
          label="Order"
          name="order"
          value={filter.order ?? 'desc'}
          options={[
            ['desc', 'Most or latest first'],
            ['asc', 'Least or oldest first'],
          ]}
        />
        <div class="actions">
          <button type="submit">Show</button>
          {[...query.keys()].length > 0 ? <a href={visit.link('/')}>Clear</a> : null}
        </div>
      </form>
    </search>
  );
}

interface QueueTableProps {
  readonly visit: Visit;
  readonly markets: readonly UnmappedMarket[];
  /** What a link to a market keeps, so that its page knows what comes next. */
  readonly parameters: LinkParameters;
}

/** The markets of one page of the queue. */
export function QueueTable({ visit, markets, parameters }: QueueTableProps) {
  return (
    <table class="list" data-list>
      <thead>
        <tr>
          {visit.mayWrite ? (
            <th scope="col" class="pick">
              <span class="hidden">Selected</span>
            </th>
          ) : null}
          <th scope="col">Market</th>
          <th scope="col">Source</th>
          <th scope="col" class="number">
            Seen
          </th>
          <th scope="col">Last</th>
          <th scope="col">First</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {markets.map(market => (
          <QueueRow key={market.id} visit={visit} market={market} parameters={parameters} />
        ))}
      </tbody>
    </table>
  );
}

function QueueRow({ visit, market, parameters }: Omit<QueueTableProps, 'markets'> & { market: UnmappedMarket }) {
  const name = market.marketName ?? market.externalMarketId;
  return (
    <tr>
      {visit.mayWrite ? (
        <td class="pick">
          <input type="checkbox" name="id" value={market.id} form="bulk" aria-label={`Select ${name}`} />
        </td>
      ) : null}
      <th scope="row">
        <a href={visit.link(`/market/${market.id}`, parameters)} data-row>
          <bdi>{name}</bdi>
        </a>
        <span class="detail">
          <bdi>{market.externalMarketId}</bdi>
          {market.sport === undefined ? null : ` · ${market.sport}`}
        </span>
      </th>
      <td data-label="Source">
        <SourceLabel source={market.source} />
      </td>
      <td data-label="Seen" class="number">
        {market.occurrenceCount.toLocaleString('en')}
      </td>
      <td data-label="Last">
        <Moment at={market.lastSeenAt} now={visit.now} />
      </td>
      <td data-label="First">
        <Moment at={market.firstSeenAt} now={visit.now} />
      </td>
      <td data-label="State">
        <Status status={market.status} />
        {market.regressed ? <span class="badge warning">Mapped before</span> : null}
        {market.escalating ? <span class="badge warning">More and more</span> : null}
      </td>
    </tr>
  );
}

/** The state of a market, told by its word and not by its colour alone. */
export function Status({ status }: Pick<UnmappedMarket, 'status'>) {
  return <span class={`badge ${status.toLowerCase()}`}>{nameOfStatus(status)}</span>;
}

function nameOfStatus(status: string): string {
  return status.charAt(0) + status.slice(1).toLowerCase();
}
