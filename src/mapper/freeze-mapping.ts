import type { ActiveMapping } from '../model.js';

/**
 * A mapping that many callers can share: nothing in it can be changed. A Date can't be frozen, so each reading of a time makes
 * one of its own.
 */
export function freezeMapping(mapping: ActiveMapping): ActiveMapping {
  const { createdAt, updatedAt } = mapping;
  const frozen = { ...mapping, outcomeMapping: mapping.outcomeMapping.map(outcome => Object.freeze({ ...outcome })) };
  Object.freeze(frozen.outcomeMapping);
  for (const convention of Object.values(Object.freeze(frozen.lineConventions) ?? {})) Object.freeze(convention);
  Object.defineProperties(frozen, { createdAt: ownDate(createdAt), updatedAt: ownDate(updatedAt) });
  return Object.freeze(frozen);
}

function ownDate(date: Date): PropertyDescriptor {
  const time = date.getTime();
  return { get: () => new Date(time), enumerable: true };
}
