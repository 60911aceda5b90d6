import type { NewMapping, OutcomeMapping, Source } from 'market-mapping';

/** The bookmakers that have fields of their own, and what these are called. */
const OWN_FIELDS = {
  betpawa: { id: 'betpawaId', name: 'betpawaName' },
  sportybet: { id: 'sportybetId', name: 'sportybetDesc' },
  bet9ja: { id: 'bet9jaKey', name: 'bet9jaSuffix' },
} as const;

/** A mapping's ids at bookmakers. */
export type SourceIds = Pick<NewMapping, 'betpawaId' | 'sportybetId' | 'bet9jaKey' | 'sourceIds'>;

/** The field of a mapping that has its id at a bookmaker; null where that is one of `sourceIds`. */
export function ownIdField(source: Source): 'betpawaId' | 'sportybetId' | 'bet9jaKey' | null {
  return isOwn(source) ? OWN_FIELDS[source].id : null;
}

/** A mapping's id at a bookmaker. */
export function sourceIdIn(mapping: SourceIds, source: Source): string | null {
  const field = ownIdField(source);
  return (field === null ? mapping.sourceIds?.[source] : mapping[field]) ?? null;
}

/** The bookmakers that a mapping has an id at. */
export function sourcesIn(mapping: SourceIds): Source[] {
  const sources = [...Object.keys(OWN_FIELDS), ...Object.keys(mapping.sourceIds ?? {})];
  return sources.filter(source => sourceIdIn(mapping, source) !== null);
}

/** The name that a bookmaker has for an outcome. */
export function outcomeNameIn(outcome: OutcomeMapping, source: Source): string | null {
  return isOwn(source) ? outcome[OWN_FIELDS[source].name] : (outcome.names?.[source] ?? null);
}

/** A mapping without its id at a bookmaker. */
export function withoutSourceId<M extends SourceIds>(mapping: M, source: Source): M {
  const field = ownIdField(source);
  if (field !== null) return { ...mapping, [field]: null };
  const { [source]: _, ...sourceIds } = mapping.sourceIds ?? {};
  return { ...mapping, sourceIds };
}

function isOwn(source: Source): source is keyof typeof OWN_FIELDS {
  return Object.hasOwn(OWN_FIELDS, source);
}
