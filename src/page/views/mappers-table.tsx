import type { MapperInfo } from '../../mapper/list-mappers.js';
import type { Visit } from '../visit.js';
import { Moment } from './moment.js';

/** Running mappers, each with how stale its mappings are. */
export function MappersTable({ visit: { now }, mappers }: { visit: Visit; mappers: readonly MapperInfo[] }) {
  return (
    <table class="list" data-list>
      <thead>
        <tr>
          <th scope="col">Service</th>
          <th scope="col">Mappings</th>
          <th scope="col">Runs since</th>
          <th scope="col">Told of itself</th>
          <th scope="col">Wrote unmapped markets</th>
          <th scope="col">Version</th>
        </tr>
      </thead>
      <tbody>
        {mappers.map(mapper => (
          <tr key={mapper.id}>
            <th scope="row">
              <bdi>{mapper.application ?? 'without a name'}</bdi>
              <span class="detail">
                <bdi>{mapper.host ?? 'unknown host'}</bdi>
                {mapper.pid === null ? null : `, process ${mapper.pid}`}
              </span>
            </th>
            <td data-label="Mappings">
              <Staleness mapper={mapper} now={now} />
            </td>
            <td data-label="Runs since">
              {mapper.startedAt ? <Moment at={mapper.startedAt} now={now} /> : 'not told'}
            </td>
            <td data-label="Told of itself">
              <Moment at={mapper.seenAt} now={now} />
            </td>
            <td data-label="Wrote">{mapper.lastFlushAt ? <Moment at={mapper.lastFlushAt} now={now} /> : 'not yet'}</td>
            <td data-label="Version">{mapper.packageVersion ?? 'not told'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Staleness({ mapper, now }: { readonly mapper: MapperInfo; readonly now: Date }) {
  const { isStale, behind, behindSince } = mapper;
  if (!isStale) return <span class="badge good">Current</span>;
  return (
    <>
      <span class="badge stale">{behind === null ? 'Of another history' : `${behind} changes behind`}</span>
      {behindSince === null ? null : (
        <span class="detail">
          since <Moment at={behindSince} now={now} />
        </span>
      )}
    </>
  );
}
