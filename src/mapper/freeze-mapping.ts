import type { ActiveMapping, LineConventions, LineKind } from '../model/index.js';

/**
 * A mapping that many callers can share, because nothing in it can be changed. A Date can't be frozen, so each access creates a
 * new one. The argument is frozen, not copied.
 */
export function freezeMapping(mapping: ActiveMapping): ActiveMapping {
  return new FrozenMapping(mapping);
}

class FrozenMapping implements ActiveMapping {
  readonly id: number | null;
  readonly canonicalId: string;
  readonly name: string;
  readonly betpawaId: string | null;
  readonly sportybetId: string | null;
  readonly bet9jaKey: string | null;
  readonly sourceIds: Readonly<Record<string, string>>;
  readonly outcomeMapping: ActiveMapping['outcomeMapping'];
  readonly priority: number;
  readonly isActive: boolean;
  declare readonly createdAt: Date;
  declare readonly updatedAt: Date;
  readonly createdBy: string | null;
  readonly sport: string | null;
  readonly origin: 'database' | 'base';
  declare readonly lineKind?: LineKind;
  declare readonly lineConventions?: LineConventions;
  readonly #createdAt: number;
  readonly #updatedAt: number;

  constructor(mapping: ActiveMapping) {
    this.id = mapping.id;
    this.canonicalId = mapping.canonicalId;
    this.name = mapping.name;
    this.betpawaId = mapping.betpawaId;
    this.sportybetId = mapping.sportybetId;
    this.bet9jaKey = mapping.bet9jaKey;
    this.sourceIds = Object.freeze(mapping.sourceIds);
    this.outcomeMapping = mapping.outcomeMapping;
    this.priority = mapping.priority;
    this.isActive = mapping.isActive;
    this.createdBy = mapping.createdBy;
    this.sport = mapping.sport;
    this.origin = mapping.origin;
    if (mapping.lineKind !== undefined) this.lineKind = mapping.lineKind;
    if (mapping.lineConventions !== undefined) {
      this.lineConventions = mapping.lineConventions;
      for (const convention of Object.values(Object.freeze(mapping.lineConventions))) Object.freeze(convention);
    }
    this.#createdAt = mapping.createdAt.getTime();
    this.#updatedAt = mapping.updatedAt.getTime();
    for (const outcome of this.outcomeMapping) {
      if (outcome.names) Object.freeze(outcome.names);
      if (outcome.ids) Object.freeze(outcome.ids);
      Object.freeze(outcome);
    }
    Object.freeze(this.outcomeMapping);
    // All mappings share these functions; with closures of their own, they would cost several times as much.
    Object.defineProperty(this, 'createdAt', FrozenMapping.#createdAtProperty);
    Object.defineProperty(this, 'updatedAt', FrozenMapping.#updatedAtProperty);
    Object.freeze(this);
  }

  static readonly #createdAtProperty: PropertyDescriptor & ThisType<FrozenMapping> = {
    enumerable: true,
    get() {
      return new Date(this.#createdAt);
    },
  };

  static readonly #updatedAtProperty: PropertyDescriptor & ThisType<FrozenMapping> = {
    enumerable: true,
    get() {
      return new Date(this.#updatedAt);
    },
  };
}
