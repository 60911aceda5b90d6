import {
  findRowFault,
  MAPPING_COLUMNS,
  type MappingRow,
  toMarketMapping,
  toSourceIds,
} from '../database/mapping-row.js';
import type { ActiveMapping } from '../model/index.js';
import { pure } from '../model/pure.js';
import { freezeMapping } from './freeze-mapping.js';

/** A row whose JSON is still text. */
export type TextRow = Omit<MappingRow, 'outcome_mapping' | 'line_conventions' | 'source_ids'> & {
  outcome_mapping: string;
  line_conventions: string | null;
  source_ids: string | null;
};

/** The columns of a `TextRow`, with the table as alias `m`. */
export const TEXT_COLUMNS = /* @__PURE__ */ pure(() =>
  MAPPING_COLUMNS.replace(/\w+/g, 'm.$&').replace(/m\.(outcome_mapping|line_conventions|source_ids)/g, '$&::text'),
);

export const COLUMN_NAMES = /* @__PURE__ */ pure(() => MAPPING_COLUMNS.split(', ') as (keyof MappingRow)[]);

/**
 * A row as it was read. It is checked at once, but becomes a mapping only when needed: a process needs only some of the mappings,
 * and a change to one must not cost creating them all.
 */
export class LoadedMapping {
  readonly id: number;
  readonly priority: number;
  readonly betpawaId: string | null;
  readonly sportybetId: string | null;
  readonly bet9jaKey: string | null;
  readonly sourceIds: Readonly<Record<string, string>>;
  /** Why it can't serve, else null. */
  readonly fault: string | null;
  /** A number for this version of this row, as the database tells it: another one after every write of the row. */
  mark: number;
  #mapping: ActiveMapping | undefined;

  constructor(
    readonly row: TextRow,
    mark: number,
  ) {
    this.mark = mark;
    this.id = row.id;
    this.priority = row.priority;
    this.betpawaId = row.betpawa_id;
    this.sportybetId = row.sportybet_id;
    this.bet9jaKey = row.bet9ja_key;
    const parsed = parse(row);
    this.sourceIds = toSourceIds(parsed.source_ids);
    this.fault = findRowFault(parsed);
  }

  toMapping(): ActiveMapping {
    this.#mapping ??= freezeMapping({ ...toMarketMapping(parse(this.row)), origin: 'database' });
    return this.#mapping;
  }

  /** Whether it has the same columns. With an engine that returns a column as a new object, every row counts as changed. */
  hasSameColumns(row: TextRow): boolean {
    for (const column of COLUMN_NAMES) if (this.row[column] !== row[column]) return false;
    return true;
  }
}

function parse(row: TextRow): MappingRow {
  const { outcome_mapping, line_conventions, source_ids } = row;
  return {
    ...row,
    outcome_mapping: JSON.parse(outcome_mapping),
    line_conventions: line_conventions === null ? null : JSON.parse(line_conventions),
    source_ids: source_ids === null ? null : JSON.parse(source_ids),
  };
}
