import { type MappingRow, toMarketMapping } from '../database/mapping-row.js';
import type { MarketMapping } from '../model/index.js';

/** The mapping that a row of the audit log holds; null where it holds none, or one that nobody can read any more. */
export function auditVersion(value: object | null): MarketMapping | null {
  if (value === null) return null;
  try {
    // A row of the table as it was: whatever an older release left out is checked by the reading.
    return toMarketMapping({
      source_ids: null,
      sport: null,
      line_kind: null,
      line_conventions: null,
      ...value,
    } as MappingRow);
  } catch {
    return null;
  }
}
