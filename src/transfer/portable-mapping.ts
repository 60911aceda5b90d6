import type { MarketMapping, NewMapping } from '../model/index.js';
import { pure } from '../model/pure.js';

/** How a field is written in a cell of a CSV file: as it is, or as JSON. */
export type CellKind = 'text' | 'json';

/** The fields of a mapping that mean the same in any database. Its id, times and creator belong to the row. */
export type PortableField = keyof NewMapping | 'isActive';

/** A mapping as `exportMappings` returns it and files contain it: everything that does not belong to its row in one database. */
export type PortableMapping = Pick<MarketMapping, PortableField>;

/** A mapping as `importMappings` takes it: what `createMapping` takes, and whether it is active (true by default). */
export type ImportedMapping = NewMapping & { isActive?: boolean };

/**
 * The list of what an export contains, in the order used in files. A new field of `createMapping` does not compile until it is
 * added here, and needs nothing else to be exported, compared and imported.
 */
export const PORTABLE_FIELDS = {
  canonicalId: 'text',
  name: 'text',
  betpawaId: 'text',
  sportybetId: 'text',
  bet9jaKey: 'text',
  sourceIds: 'json',
  priority: 'json',
  isActive: 'json',
  sport: 'text',
  lineKind: 'text',
  lineConventions: 'json',
  outcomeMapping: 'json',
} as const satisfies Readonly<Record<PortableField, CellKind>>;

/** The names of the fields, in order. */
export const PORTABLE_FIELD_NAMES = /* @__PURE__ */ pure(
  () => Object.keys(PORTABLE_FIELDS) as readonly PortableField[],
);

/** What a field is that an import leaves out; null where it is not listed. */
const DEFAULTS: Readonly<Partial<Record<PortableField, unknown>>> = { sourceIds: {}, priority: 0, isActive: true };

/** A mapping with every field of an export, in order. Missing fields get the value `createMapping` would use. */
export function toPortable(mapping: ImportedMapping): PortableMapping {
  // The list has every field of the type, which fromEntries can't know.
  return Object.fromEntries(
    PORTABLE_FIELD_NAMES.map(field => [field, mapping[field] ?? DEFAULTS[field] ?? null]),
  ) as unknown as PortableMapping;
}
