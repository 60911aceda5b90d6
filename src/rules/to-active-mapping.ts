import type { ActiveMapping, NewMapping } from '../model/index.js';

/** A mapping as if it were in force, to ask what it would answer. */
export function toActiveMapping(mapping: NewMapping): ActiveMapping {
  const { canonicalId, name, outcomeMapping, lineKind, lineConventions } = mapping;
  const never = new Date(0);
  return {
    canonicalId,
    name,
    outcomeMapping,
    betpawaId: mapping.betpawaId ?? null,
    sportybetId: mapping.sportybetId ?? null,
    bet9jaKey: mapping.bet9jaKey ?? null,
    sourceIds: mapping.sourceIds ?? {},
    sport: mapping.sport ?? null,
    priority: mapping.priority ?? 0,
    ...(lineKind ? { lineKind } : {}),
    ...(lineConventions ? { lineConventions } : {}),
    id: null,
    isActive: true,
    createdAt: never,
    updatedAt: never,
    createdBy: null,
    origin: 'base',
  };
}
