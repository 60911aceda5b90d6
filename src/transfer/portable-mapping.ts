import type { MappingPatch, MarketMapping, NewMapping } from '../model/index.js';
import { pure } from '../model/pure.js';

/** The fields of a mapping that mean the same in any database; its id, times and creator belong to the row. */
export type PortableField = keyof NewMapping | 'isActive';

/** A mapping as `exportMappings` returns it and files contain it: everything that does not belong to its row in one database. */
export type PortableMapping = Pick<MarketMapping, PortableField>;

/**
 * A mapping as `importMappings` takes it. A field that is left out stays as it is in the database; in a new mapping, it is what
 * `createMapping` uses by default. Null clears a field that can be empty.
 */
export type ImportedMapping = Pick<NewMapping, 'canonicalId'> & MappingPatch & { isActive?: boolean };

/** A whole mapping: what `createMapping` takes, and whether it is active (true by default). */
type WholeMapping = NewMapping & { isActive?: boolean };

/** How a field is written in a CSV file, and what its absence means. */
export interface PortableColumn {
  /** Text as it is, JSON, or a boolean (also as spreadsheets and psql write it). */
  readonly cell: 'text' | 'json' | 'boolean';
  /** Whether the field can be null. If not, an empty cell counts as left out. */
  readonly isNullable: boolean;
  /** The value in a new mapping that doesn't have the field; null by default. */
  readonly fallback?: unknown;
}

/**
 * The list of what an export contains, in the order used in files. A new field of `createMapping` does not compile until it is
 * added here, and needs nothing else to be exported, compared and imported.
 */
export const PORTABLE_FIELDS = {
  canonicalId: { cell: 'text', isNullable: false },
  name: { cell: 'text', isNullable: false },
  betpawaId: { cell: 'text', isNullable: true },
  sportybetId: { cell: 'text', isNullable: true },
  bet9jaKey: { cell: 'text', isNullable: true },
  sourceIds: { cell: 'json', isNullable: true, fallback: {} },
  priority: { cell: 'json', isNullable: false, fallback: 0 },
  isActive: { cell: 'boolean', isNullable: false, fallback: true },
  sport: { cell: 'text', isNullable: true },
  lineKind: { cell: 'text', isNullable: true },
  lineConventions: { cell: 'json', isNullable: true },
  outcomeMapping: { cell: 'json', isNullable: false },
} as const satisfies Readonly<Record<PortableField, PortableColumn>>;

/** The names of the fields, in order. */
export const PORTABLE_FIELD_NAMES = /* @__PURE__ */ pure(
  () => Object.keys(PORTABLE_FIELDS) as readonly PortableField[],
);

/** How a field is written in a file; wider than the type of the table itself. */
export function columnOf(field: PortableField): PortableColumn {
  return PORTABLE_FIELDS[field];
}

export function isPortableField(name: string): name is PortableField {
  return Object.hasOwn(PORTABLE_FIELDS, name);
}

/** A mapping with every field of an export, in order. What it lacks is what `createMapping` would use. */
export function toPortable(mapping: WholeMapping): PortableMapping {
  // The list names every field of the type, but fromEntries can't express that.
  return Object.fromEntries(
    PORTABLE_FIELD_NAMES.map(field => [field, valueIn(mapping, field)]),
  ) as unknown as PortableMapping;
}

function valueIn(mapping: WholeMapping, field: PortableField): unknown {
  const { cell, isNullable, fallback = null } = columnOf(field);
  const value: unknown = mapping[field] ?? fallback;
  // A blank id that another service stored matches no market, like null.
  return isNullable && cell === 'text' && typeof value === 'string' && value.trim() === '' ? null : value;
}
