import { isDeepStrictEqual } from 'node:util';
import { type ImportedFields, importedMappingSchema, NO_SOURCE_ID, newMappingSchema } from '../input/schemas.js';
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
import { readImported } from './read-imported.js';

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
  /** Active mappings outside the import that would differ from one in it only by age. */
  conflicting: MappingConflict[];
  /** Mappings of the database that are not in the import. They are left alone. */
  others: string[];
}

/** A mapping of an import: its canonical id, and the fields that are to change. */
export type GivenMapping = Partial<Omit<PortableMapping, 'sourceIds'>> &
  Pick<ImportedFields, 'canonicalId' | 'sourceIds'>;

/** Checks every mapping of an import without the database, and names everything that is wrong with them. */
export function checkImport(input: readonly ImportedMapping[]): GivenMapping[] {
  if (!Array.isArray(input)) throw invalid('mappings', 'must be an array of mappings');
  const seen = new Map<string, number>();
  return checkEach(input, (given: unknown, index) => {
    // The schema lets through what `PortableMapping` holds, and undefined, which JSON leaves out.
    const mapping = withoutUndefined(validate(importedMappingSchema, readImported(given), '')) as GivenMapping;
    if (clearsAllIds(mapping)) throw invalid('betpawaId', NO_SOURCE_ID);
    const first = seen.get(mapping.canonicalId);
    if (first !== undefined) {
      throw invalid('canonicalId', `"${mapping.canonicalId}" is already in mappings[${first}]`);
    }
    seen.set(mapping.canonicalId, index);
    return mapping;
  });
}

/**
 * Plans what an import does with each of its mappings, given all mappings of the database, and what they are afterwards.
 *
 * @throws `VALIDATION` if a new mapping lacks something, or if a change would remove a mapping's last source id.
 */
export function planImport(
  given: readonly GivenMapping[],
  existing: readonly MarketMapping[],
): { plan: ImportPlan; mappings: PortableMapping[] } {
  const stored = new Map(existing.map(mapping => [mapping.canonicalId, toPortable(mapping)]));
  const mappings = checkEach(given, mapping => complete(mapping, stored.get(mapping.canonicalId)));
  const named = new Set(given.map(mapping => mapping.canonicalId));
  const others = [...stored.values()].filter(mapping => !named.has(mapping.canonicalId));
  const rivals = indexById(others.filter(mapping => mapping.isActive));
  const plan: ImportPlan = {
    created: [],
    changed: [],
    unchanged: [],
    conflicting: [],
    others: others.map(mapping => mapping.canonicalId),
  };
  for (const after of mappings) {
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
  return { plan, mappings };
}

/** The whole mapping. In a mapping that exists, what is left out stays as it is. */
function complete(given: GivenMapping, before: PortableMapping | undefined): PortableMapping {
  const sourceIds = mergeSourceIds(before?.sourceIds ?? {}, given.sourceIds);
  if (!before) {
    const { isActive = true, ...fields } = given;
    return toPortable({ ...validate(newMappingSchema, { ...fields, sourceIds }, ''), isActive });
  }
  const after = { ...before, ...given, sourceIds };
  if (sourceIdsOf(after).length === 0) throw invalid('betpawaId', NO_SOURCE_ID);
  return after;
}

/** By source: what is left out stays, null removes an id, and null in place of all of them removes all. */
function mergeSourceIds(
  before: PortableMapping['sourceIds'],
  given: ImportedFields['sourceIds'],
): PortableMapping['sourceIds'] {
  if (given === null) return {};
  const merged = Object.entries({ ...before, ...given });
  return Object.fromEntries(merged.filter((entry): entry is [string, string] => entry[1] !== null));
}

function clearsAllIds({ betpawaId, sportybetId, bet9jaKey, sourceIds }: GivenMapping): boolean {
  return betpawaId === null && sportybetId === null && bet9jaKey === null && sourceIds === null;
}

/** What `check` returns for each mapping, or one error that names everything that is wrong with them. */
function checkEach<Given, Checked>(
  given: readonly Given[],
  check: (mapping: Given, index: number) => Checked,
): Checked[] {
  const issues: ValidationIssue[] = [];
  const checked = given.flatMap((mapping, index) => {
    try {
      return [check(mapping, index)];
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      const at = `mappings[${index}]`;
      const pathOf = (field: string) => (field === '' ? at : `${at}.${field}`);
      issues.push(...error.issues.map(({ field, message }) => ({ field: pathOf(field), message })));
      return [];
    }
  });
  const [first, ...rest] = issues;
  if (first) throw new ValidationError([first, ...rest]);
  return checked;
}

function withoutUndefined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
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
