import fc from 'fast-check';
import type { MappingPatch, OutcomeMapping } from '../../src/index.js';

/** A row of the mappings as a model has it: every column that the model decides on, which leaves out the two times. */
export interface Row {
  readonly id: number;
  readonly canonical_id: string;
  readonly name: string;
  readonly betpawa_id: string | null;
  readonly sportybet_id: string | null;
  readonly bet9ja_key: string | null;
  readonly outcome_mapping: unknown;
  readonly priority: number;
  readonly is_active: boolean;
  readonly created_by: string | null;
  readonly line_kind: null;
  readonly line_conventions: null;
  readonly source_ids: Readonly<Record<string, string>> | null;
  readonly sport: string | null;
}

/** Which fields a change sets, and to which of a few values: so few that changes meet. */
export interface Patch {
  readonly name?: number;
  readonly betpawaId?: number;
  readonly sportybetId?: number;
  readonly bet9jaKey?: number;
  readonly priority?: number;
  readonly sport?: number;
  readonly msport?: number;
  readonly outcomes?: number;
}

export const patch: fc.Arbitrary<Patch> = fc.record(
  {
    name: fc.nat(3),
    betpawaId: fc.nat(4),
    sportybetId: fc.nat(4),
    bet9jaKey: fc.nat(3),
    priority: fc.nat(3),
    sport: fc.nat(2),
    msport: fc.nat(2),
    outcomes: fc.nat(2),
  },
  { requiredKeys: [] },
);

const IDS = Array.from({ length: 8 }, (_, at) => `market_${at}`);

/** One of the few canonical ids that there are. */
export function canonicalIdOf(choice: number): string {
  return IDS[choice % IDS.length] ?? '';
}

export const NEW_ROW: Row = {
  id: 0,
  canonical_id: '',
  name: 'Name 0',
  betpawa_id: null,
  sportybet_id: null,
  bet9ja_key: null,
  outcome_mapping: [],
  priority: 0,
  is_active: true,
  created_by: null,
  line_kind: null,
  line_conventions: null,
  source_ids: null,
  sport: null,
};

/** The columns that a patch sets. */
export function columnsOf(given: Patch): Partial<Row> {
  const { name, betpawaId, sportybetId, bet9jaKey, priority, sport, msport, outcomes } = given;
  return {
    ...(name === undefined ? {} : { name: `Name ${name}` }),
    ...(betpawaId === undefined ? {} : { betpawa_id: idOf('p', betpawaId) }),
    ...(sportybetId === undefined ? {} : { sportybet_id: idOf('s', sportybetId) }),
    ...(bet9jaKey === undefined ? {} : { bet9ja_key: idOf('S_K', bet9jaKey) }),
    ...(priority === undefined ? {} : { priority }),
    ...(sport === undefined ? {} : { sport: SPORTS[sport] ?? null }),
    ...(msport === undefined ? {} : { source_ids: msport === 0 ? null : { msport: `m${msport}` } }),
    ...(outcomes === undefined ? {} : { outcome_mapping: OUTCOMES.slice(0, outcomes).map(toStored) }),
  };
}

/** The same patch as the library takes it. */
export function toMappingPatch(given: Patch): MappingPatch {
  const columns = columnsOf(given);
  return {
    ...(columns.name === undefined ? {} : { name: columns.name }),
    ...(given.betpawaId === undefined ? {} : { betpawaId: columns.betpawa_id ?? null }),
    ...(given.sportybetId === undefined ? {} : { sportybetId: columns.sportybet_id ?? null }),
    ...(given.bet9jaKey === undefined ? {} : { bet9jaKey: columns.bet9ja_key ?? null }),
    ...(columns.priority === undefined ? {} : { priority: columns.priority }),
    ...(given.sport === undefined ? {} : { sport: SPORTS[given.sport] ?? null }),
    ...(given.msport === undefined ? {} : { sourceIds: { msport: columns.source_ids?.msport ?? null } }),
    ...(given.outcomes === undefined ? {} : { outcomeMapping: OUTCOMES.slice(0, given.outcomes) }),
  };
}

export function hasSourceId(row: Row): boolean {
  return [row.betpawa_id, row.sportybet_id, row.bet9ja_key, row.source_ids].some(id => id !== null);
}

export function touchesSourceIds({ betpawaId, sportybetId, bet9jaKey, msport }: Patch): boolean {
  return [betpawaId, sportybetId, bet9jaKey, msport].some(id => id !== undefined);
}

const SPORTS = [null, 'football', 'tennis'] as const;

const OUTCOMES: readonly OutcomeMapping[] = ['Yes', 'No'].map((name, position) => ({
  canonicalId: name.toLowerCase(),
  betpawaName: name,
  sportybetDesc: name,
  bet9jaSuffix: name.slice(0, 1),
  position,
}));

function toStored({ canonicalId, betpawaName, sportybetDesc, bet9jaSuffix, position }: OutcomeMapping): object {
  return {
    canonical_id: canonicalId,
    betpawa_name: betpawaName,
    sportybet_desc: sportybetDesc,
    bet9ja_suffix: bet9jaSuffix,
    position,
  };
}

function idOf(prefix: string, number: number): string | null {
  return number === 0 ? null : `${prefix}${number}`;
}
