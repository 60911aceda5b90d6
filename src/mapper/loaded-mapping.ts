import { findRowFault, MAPPING_COLUMNS, type MappingRow, toMarketMapping } from '../database/mapping-row.js';
import type { ActiveMapping } from '../model/index.js';
import { pure } from '../model/pure.js';
import { freezeMapping } from './freeze-mapping.js';

/** A row whose JSON is still text. */
export type TextRow = Omit<MappingRow, 'outcome_mapping' | 'line_conventions'> & {
  outcome_mapping: string;
  line_conventions: string | null;
};

/** The columns of a `TextRow`, of the table under the alias `m`. */
export const TEXT_COLUMNS = /* @__PURE__ */ pure(() =>
  MAPPING_COLUMNS.replace(/\w+/g, 'm.$&').replace(/m\.(outcome_mapping|line_conventions|source_ids)/g, '$&::text'),
);

export const COLUMN_NAMES = /* @__PURE__ */ pure(() => MAPPING_COLUMNS.split(', ') as (keyof MappingRow)[]);

/**
 * A row as it was read. It is looked over at once, but becomes a mapping only when that is asked for: a process asks for some of the
 * mappings, and a change of one must not cost the making of all.
 */
export class LoadedMapping {
  readonly id: number;
  readonly priority: number;
  readonly betpawaId: string | null;
  readonly sportybetId: string | null;
  readonly bet9jaKey: string | null;
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
    this.fault = findRowFault(parse(row));
  }

  toMapping(): ActiveMapping {
    this.#mapping ??= freezeMapping({ ...toMarketMapping(parse(this.row)), origin: 'database' });
    return this.#mapping;
  }

  /** Whether it would be made of the same columns. An engine that gives a column as an object of its own makes every row another. */
  hasSameColumns(row: TextRow): boolean {
    for (const column of COLUMN_NAMES) if (this.row[column] !== row[column]) return false;
    return true;
  }
}

function parse(row: TextRow): MappingRow {
  const { outcome_mapping, line_conventions } = row;
  return {
    ...row,
    outcome_mapping: JSON.parse(outcome_mapping),
    line_conventions: line_conventions === null ? null : JSON.parse(line_conventions),
  };
}
