import { isDeepStrictEqual } from 'node:util';
import { newMappingSchema } from '../input/schemas.js';
import { invalid, validate } from '../input/validate.js';
import { type MappingConflict, ValidationError, type ValidationIssue } from '../model/errors.js';
import { type MarketMapping, marketKey, sourceIdsOf } from '../model/index.js';
import { sharedIds } from '../rules/conflicts.js';
import {
  type ImportedMapping,
  PORTABLE_FIELD_NAMES,
  type PortableField,
  type PortableMapping,
  toPortable,
} from './portable-mapping.js';

/** A mapping that an import changes, with the fields that change. */
export interface ImportedChange {
  canonicalId: string;
  fields: PortableField[];
  before: PortableMapping;
  after: PortableMapping;
}

/** What an import would do, by canonical id. */
export interface ImportPlan {
  created: string[];
  changed: ImportedChange[];
  unchanged: string[];
  /** Active mappings outside the import where only age would decide between them and one in it. */
  conflicting: MappingConflict[];
  /** Mappings of the database that are not in the import. They are left alone. */
  others: string[];
}

/** Validates every mapping of an import and fills in missing fields. Reports everything that is wrong with any of them. */
export function checkImport(input: readonly ImportedMapping[]): PortableMapping[] {
  if (!Array.isArray(input)) throw invalid('mappings', 'must be an array of mappings');
  const issues: ValidationIssue[] = [];
  const seen = new Map<string, number>();
  const checked = input.flatMap((given: unknown, index) => {
    const at = `mappings[${index}]`;
    try {
      const mapping = checkMapping(given);
      const first = seen.get(mapping.canonicalId);
      if (first !== undefined)
        throw invalid('canonicalId', `"${mapping.canonicalId}" is already used by mappings[${first}]`);
      seen.set(mapping.canonicalId, index);
      return [mapping];
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      const pathOf = (field: string) => (field === '' ? at : `${at}.${field}`);
      issues.push(...error.issues.map(({ field, message }) => ({ field: pathOf(field), message })));
      return [];
    }
  });
  const [first, ...rest] = issues;
  if (first) throw new ValidationError([first, ...rest]);
  return checked;
}

/** What happens to each mapping of an import, given all mappings of the database. */
export function planImport(imported: readonly PortableMapping[], existing: readonly MarketMapping[]): ImportPlan {
  const stored = new Map(existing.map(mapping => [mapping.canonicalId, toPortable(mapping)]));
  const named = new Set(imported.map(mapping => mapping.canonicalId));
  const others = [...stored.values()].filter(mapping => !named.has(mapping.canonicalId));
  const rivals = indexById(others.filter(mapping => mapping.isActive));
  const plan: ImportPlan = {
    created: [],
    changed: [],
    unchanged: [],
    conflicting: [],
    others: others.map(mapping => mapping.canonicalId),
  };
  for (const after of imported) {
    const { canonicalId } = after;
    const before = stored.get(canonicalId);
    const fields = before ? changedFields(before, after) : [];
    if (before && fields.length === 0) {
      plan.unchanged.push(canonicalId);
      continue;
    }
    if (before) plan.changed.push({ canonicalId, fields, before, after });
    else plan.created.push(canonicalId);
    plan.conflicting.push(...conflictsOf(after, rivals));
  }
  return plan;
}

function checkMapping(given: unknown): PortableMapping {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw invalid('', 'must be a mapping');
  // An export writes null for what a mapping doesn't have, but not every field accepts it.
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  const { isActive = true, ...mapping } = present;
  if (typeof isActive !== 'boolean') throw invalid('isActive', 'must be true or false');
  return toPortable({ ...validate(newMappingSchema, mapping, ''), isActive });
}

function changedFields(before: PortableMapping, after: PortableMapping): PortableField[] {
  return PORTABLE_FIELD_NAMES.filter(field => !isDeepStrictEqual(asJson(before[field]), asJson(after[field])));
}

/** Removes properties that are undefined, as JSON and the database do. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function indexById(mappings: readonly PortableMapping[]): Map<string, PortableMapping[]> {
  const index = new Map<string, PortableMapping[]>();
  for (const mapping of mappings) {
    for (const { source, id } of sourceIdsOf(mapping)) {
      const key = marketKey(source, id);
      index.set(key, [...(index.get(key) ?? []), mapping]);
    }
  }
  return index;
}

function conflictsOf(mapping: PortableMapping, rivals: ReadonlyMap<string, PortableMapping[]>): MappingConflict[] {
  if (!mapping.isActive) return [];
  const near = new Set(sourceIdsOf(mapping).flatMap(({ source, id }) => rivals.get(marketKey(source, id)) ?? []));
  return [...near].flatMap(rival =>
    sharedIds(mapping, rival).map(shared => ({ canonicalId: mapping.canonicalId, with: rival.canonicalId, ...shared })),
  );
}
