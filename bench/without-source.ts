import type { BaseMapping, OutcomeMapping, Source } from '../src/index.js';
import { isSeedSource, SEED } from '../src/model/index.js';

/** A mapping without all that it has of one bookmaker: its id, its names and ids of outcomes, its convention. */
export function withoutSource(
  mapping: Pick<BaseMapping, 'canonicalId' | 'name' | 'lineKind' | 'lineConventions'> &
    Partial<Pick<BaseMapping, 'sport' | 'betpawaId' | 'sportybetId' | 'bet9jaKey' | 'sourceIds'>> & {
      readonly outcomeMapping: readonly Readonly<OutcomeMapping>[];
    },
  source: Source,
): BaseMapping {
  const { canonicalId, name, lineKind, lineConventions, sport = null } = mapping;
  const conventions = without(lineConventions ?? {}, source);
  return {
    canonicalId,
    name,
    sport,
    betpawaId: mapping.betpawaId ?? null,
    sportybetId: mapping.sportybetId ?? null,
    bet9jaKey: mapping.bet9jaKey ?? null,
    ...(isSeedSource(source) ? { [SEED[source].idField]: null } : {}),
    sourceIds: without(mapping.sourceIds ?? {}, source),
    outcomeMapping: mapping.outcomeMapping.map(outcome => ({
      ...outcome,
      ...(isSeedSource(source) ? { [SEED[source].nameField]: null } : {}),
      names: without(outcome.names ?? {}, source),
      ids: without(outcome.ids ?? {}, source),
    })),
    ...(lineKind ? { lineKind } : {}),
    ...(Object.keys(conventions).length > 0 ? { lineConventions: conventions } : {}),
  };
}

function without<T>(bySource: Readonly<Record<string, T>>, source: Source): Record<string, T> {
  return Object.fromEntries(Object.entries(bySource).filter(([each]) => each !== source));
}
