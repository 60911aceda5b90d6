import type { AuditEntry } from '../../model/index.js';
import type { Visit } from '../visit.js';
import { ExactMoment } from './moment.js';

/** Changes of mappings, the latest first. */
export function ChangeList({ visit, entries }: { visit: Visit; entries: readonly AuditEntry[] }) {
  if (entries.length === 0) return <p class="empty">No change is like that.</p>;
  return (
    <table class="list" data-list>
      <thead>
        <tr>
          <th scope="col">Change</th>
          <th scope="col">Mapping</th>
          <th scope="col">When</th>
          <th scope="col">Who</th>
          <th scope="col">Why</th>
        </tr>
      </thead>
      <tbody>
        {entries.map(entry => (
          <tr key={entry.id}>
            <th scope="row">
              <a href={visit.link(`/change/${entry.id}`)} data-row>
                {entry.action.charAt(0) + entry.action.slice(1).toLowerCase()}
                <span class="hidden"> {entry.id}</span>
              </a>
            </th>
            <td data-label="Mapping">
              <a href={visit.link('/mapping', { id: entry.canonicalId })}>
                <bdi>{entry.canonicalId}</bdi>
              </a>
            </td>
            <td data-label="When">
              <ExactMoment at={entry.createdAt} />
            </td>
            <td data-label="Who">
              <bdi>{entry.createdBy}</bdi>
              {entry.origin === 'sql' ? <span class="detail">in SQL</span> : null}
            </td>
            <td data-label="Why">
              <bdi>{entry.reason}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
