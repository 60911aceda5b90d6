import type { MappingPreview, PreviewedRow } from '../../triage/mapping-preview.js';
import { fieldDifferences } from '../field-differences.js';
import { toDraft } from '../mapping-draft.js';
import type { Visit } from '../visit.js';
import { DifferencesTable } from './differences-table.js';

const MAX_ROWS = 20;

/** What saving would change: fields, rows of the log, and markets that would resolve otherwise. */
export function Effects({ visit, preview }: { readonly visit: Visit; readonly preview: MappingPreview }) {
  const { before, after, closes, staysOpen, reopens, conflicts, shadows, shadowedBy, changes, sightings } = preview;
  return (
    <>
      {conflicts.length === 0 ? null : (
        <p class="message">
          It would be refused: only age would decide between it and{' '}
          {conflicts.map(each => `${each.with} (${each.source} ${each.externalMarketId})`).join(', ')}.
        </p>
      )}
      {preview.isActive ? null : <p class="message">The mapping is not active, and answers for nothing.</p>}
      <DifferencesTable
        differences={fieldDifferences(before && toDraft(before), toDraft(after))}
        before="Now"
        after="After"
      />
      <Rows
        visit={visit}
        rows={closes}
        title={`Closes ${closes.length}, seen ${sightings.closed.toLocaleString('en')} times`}
      />
      <Rows visit={visit} rows={reopens} title={`Would open ${reopens.length} again`} />
      {staysOpen.length === 0 ? null : (
        <>
          <h4>Stays open</h4>
          <ul>
            {staysOpen.slice(0, MAX_ROWS).map(row => (
              <li key={row.id}>
                <RowLink visit={visit} row={row} />, missing:{' '}
                <bdi>{row.missingOutcomes.map(({ name }) => name).join(', ')}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
      <Shadowed title="Would come before" of={shadows.map(each => each.canonicalId)} />
      <Shadowed title="Stays behind" of={shadowedBy.map(each => each.canonicalId)} />
      {changes.length === 0 ? null : (
        <>
          <h4>Would resolve otherwise</h4>
          <ul>
            {changes.slice(0, MAX_ROWS).map(change => (
              <li key={`${change.source} ${change.externalMarketId} ${change.parameter}`}>
                {change.source} <bdi>{change.marketName ?? change.externalMarketId}</bdi>: {change.before ?? 'nothing'}{' '}
                → {change.after ?? 'nothing'}
                {change.outcomes.length === 0 ? null : ` (${change.outcomes.length} outcomes)`}
              </li>
            ))}
            {changes.length > MAX_ROWS ? <li>and {changes.length - MAX_ROWS} more</li> : null}
          </ul>
        </>
      )}
    </>
  );
}

function Rows({ visit, rows, title }: { visit: Visit; rows: readonly PreviewedRow[]; title: string }) {
  if (rows.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <ul>
        {rows.slice(0, MAX_ROWS).map(row => (
          <li key={row.id}>
            <RowLink visit={visit} row={row} />
          </li>
        ))}
        {rows.length > MAX_ROWS ? <li>and {rows.length - MAX_ROWS} more</li> : null}
      </ul>
    </>
  );
}

function RowLink({ visit, row }: { visit: Visit; row: PreviewedRow }) {
  return (
    <a href={visit.link(`/market/${row.id}`)}>
      {row.source} <bdi>{row.marketName ?? row.externalMarketId}</bdi>
    </a>
  );
}

function Shadowed({ title, of }: { title: string; of: readonly string[] }) {
  if (of.length === 0) return null;
  return (
    <p>
      {title} <bdi>{[...new Set(of)].join(', ')}</bdi>.
    </p>
  );
}
