import type { MarketMapping, UnmappedMarket } from '../model/index.js';
import { sourceIdOf } from '../model/index.js';
import { candidateIds } from '../rules/candidate-ids.js';
import type { MappingIndex } from '../rules/mapping-index.js';
import { findMissing, type LoggedMarket, type Missing } from '../rules/missing-outcomes.js';
import type { MappingPreview, PreviewedRow } from './mapping-preview.js';

/** What a change of a mapping has to do with the log. */
export interface RowsQuestion {
  readonly before: MarketMapping | null;
  readonly after: MarketMapping;
  /** Whether saving looks at the log at all. */
  readonly looksAtLog: boolean;
  /** The row that somebody maps, which is looked at whatever its status. */
  readonly rowId: number | null;
}

/** What saving makes of the rows of the log that have an id of the mapping, before or after. */
export function previewRows(
  rows: readonly UnmappedMarket[],
  { before, after, looksAtLog, rowId }: RowsQuestion,
  indexes: { readonly before: MappingIndex; readonly after: MappingIndex },
): Pick<MappingPreview, 'closes' | 'staysOpen' | 'reopens' | 'sightings'> {
  const closes: PreviewedRow[] = [];
  const staysOpen: MappingPreview['staysOpen'] = [];
  const reopens: PreviewedRow[] = [];
  for (const row of rows) {
    const logged = toLogged(row);
    const missing = findMissing(logged, indexes.after);
    if (row.status === 'MAPPED') {
      if (missing !== null && findMissing(logged, indexes.before) === null && hasIdOf(before, row))
        reopens.push(toRow(row));
    } else if (row.id === rowId || (row.status !== 'IGNORED' && hasIdOf(after, row))) {
      if (missing !== null) staysOpen.push({ ...toRow(row), ...toOpen(missing) });
      else if (looksAtLog || row.id === rowId) closes.push(toRow(row));
    }
  }
  return { closes, staysOpen, reopens, sightings: { closed: countOf(closes), reopened: countOf(reopens) } };
}

function hasIdOf(mapping: MarketMapping | null, { source, externalMarketId }: UnmappedMarket): boolean {
  const id = mapping?.isActive ? sourceIdOf(mapping, source) : null;
  return id !== null && candidateIds(source, externalMarketId).includes(id);
}

function toLogged(row: UnmappedMarket): LoggedMarket {
  const { source, externalMarketId, parameter = null, sport = null, missingOutcomes = [], sampleOutcomes } = row;
  return { source, externalMarketId, parameter, sport, missingOutcomes, sampleOutcomes };
}

function toRow({ id, source, externalMarketId, marketName, status, occurrenceCount }: UnmappedMarket): PreviewedRow {
  return { id, source, externalMarketId, marketName, status, occurrenceCount };
}

function toOpen({
  reason,
  outcomes,
}: Missing): Pick<MappingPreview['staysOpen'][number], 'reason' | 'missingOutcomes'> {
  return { reason, missingOutcomes: [...outcomes] };
}

function countOf(rows: readonly PreviewedRow[]): number {
  return rows.reduce((sum, { occurrenceCount }) => sum + occurrenceCount, 0);
}
