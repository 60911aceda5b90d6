import type { MarketMapping, OutcomeMapping } from './mapping.js';
import type { Source } from './source.js';

/** The sources that have columns and outcome names of their own. All others are in `sourceIds` and `names`. */
export type SeedSource = 'betpawa' | 'sportybet' | 'bet9ja';

/** The fields and columns of a seed source's ids and names. They are constants, so they can be written into SQL. */
interface SeedFields {
  readonly idField: Exclude<keyof SourceIds, 'sourceIds'>;
  readonly idColumn: 'betpawa_id' | 'sportybet_id' | 'bet9ja_key';
  readonly nameField: 'betpawaName' | 'sportybetDesc' | 'bet9jaSuffix';
  readonly nameKey: 'betpawa_name' | 'sportybet_desc' | 'bet9ja_suffix';
  /** The key of the source's own id of an outcome in rows that are older than `ids`; null if there is none. */
  readonly formerOutcomeIdKey: 'betpawa_outcome_id' | 'sportybet_outcome_id' | null;
}

/** The seed's columns, source by source. */
export const SEED: Readonly<Record<SeedSource, SeedFields>> = {
  betpawa: {
    idField: 'betpawaId',
    idColumn: 'betpawa_id',
    nameField: 'betpawaName',
    nameKey: 'betpawa_name',
    formerOutcomeIdKey: 'betpawa_outcome_id',
  },
  sportybet: {
    idField: 'sportybetId',
    idColumn: 'sportybet_id',
    nameField: 'sportybetDesc',
    nameKey: 'sportybet_desc',
    formerOutcomeIdKey: 'sportybet_outcome_id',
  },
  bet9ja: {
    idField: 'bet9jaKey',
    idColumn: 'bet9ja_key',
    nameField: 'bet9jaSuffix',
    nameKey: 'bet9ja_suffix',
    formerOutcomeIdKey: null,
  },
};

export const SEED_SOURCES: readonly SeedSource[] = ['betpawa', 'sportybet', 'bet9ja'];

/** The fields and columns of a source, or undefined if it has none of its own. */
export function seedFieldsOf(source: Source): SeedFields | undefined {
  return isSeedSource(source) ? SEED[source] : undefined;
}

/** Whether a source has columns of its own. */
export function isSeedSource(source: Source): source is SeedSource {
  return source === 'betpawa' || source === 'sportybet' || source === 'bet9ja';
}

/** The parts of a mapping that say which market it is at each source. */
export type SourceIds = Partial<Pick<MarketMapping, 'betpawaId' | 'sportybetId' | 'bet9jaKey' | 'sourceIds'>>;

/** The id that a mapping has at a source, or null. */
export function sourceIdOf(mapping: SourceIds, source: Source): string | null {
  const fields = seedFieldsOf(source);
  if (fields) return mapping[fields.idField] ?? null;
  const { sourceIds } = mapping;
  return sourceIds && Object.hasOwn(sourceIds, source) ? (sourceIds[source] ?? null) : null;
}

/** Every id that a mapping has, with its source: the seed's first. */
export function sourceIdsOf(mapping: SourceIds): { source: Source; id: string }[] {
  const seed = SEED_SOURCES.map(source => ({ source, id: sourceIdOf(mapping, source) }));
  const further = Object.entries(mapping.sourceIds ?? {}).map(([source, id]) => ({ source, id }));
  return [...seed, ...further].flatMap(({ source, id }) => (id === null ? [] : [{ source, id }]));
}

/** The parts of an outcome that say what it is called at each source. */
export type OutcomeNames = Pick<OutcomeMapping, SeedFields['nameField'] | 'names' | 'ids'>;

/** The name that an outcome has at a source, or null. */
export function outcomeNameOf(outcome: OutcomeNames, source: Source): string | null {
  const fields = seedFieldsOf(source);
  if (fields) return outcome[fields.nameField];
  const { names } = outcome;
  return names && Object.hasOwn(names, source) ? (names[source] ?? null) : null;
}

/** The source's own id of an outcome, or null. */
export function outcomeIdOf({ ids }: Pick<OutcomeMapping, 'ids'>, source: Source): string | null {
  return ids && Object.hasOwn(ids, source) ? (ids[source] ?? null) : null;
}

/** A market of a source as the key of a Map. */
export function marketKey(source: Source, externalMarketId: string): string {
  return `${source}\n${externalMarketId}`;
}
