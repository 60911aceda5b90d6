import { isDeepStrictEqual } from 'node:util';
import { importedMappingSchema, NO_SOURCE_ID, newMappingSchema } from '../input/schemas.js';
import { invalid, validate } from '../input/validate.js';
import { type MappingConflict, ValidationError, type ValidationIssue } from '../model/errors.js';
import { type MarketMapping, type OutcomeMapping, SOURCES, type Source } from '../model/index.js';
import { pure } from '../model/pure.js';
import { SOURCE_ID_FIELD } from '../model/source-id.js';
import {
  type ImportedMapping,
  PORTABLE_FIELD_NAMES,
  type PortableField,
  type PortableMapping,
  toPortable,
} from './portable-mapping.js';
import { readImported } from './read-imported.js';

/** A mapping that an import changes, and which of its fields. */
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
  /** Active mappings outside the import that only their age would tell from one in it. */
  conflicting: MappingConflict[];
  /** Mappings of the database that the import doesn't have; they are left alone. */
  others: string[];
}

/** A mapping of an import: its canonical id, and the fields that are to change. */
export type GivenMapping = Partial<PortableMapping> & Pick<PortableMapping, 'canonicalId'>;

/** Checks every mapping of an import, whatever the database holds; names all that is wrong with any of them. */
export function checkImport(input: readonly ImportedMapping[]): GivenMapping[] {
  if (!Array.isArray(input)) throw invalid('mappings', 'must be an array of mappings');
  const seen = new Map<string, number>();
  return checkEach(input, (given: unknown, index) => {
    // The schema lets through what `PortableMapping` holds, and undefined, which JSON leaves out.
    const mapping = withoutUndefined(validate(importedMappingSchema, readImported(given), '')) as GivenMapping;
    if (SOURCE_ID_FIELDS.every(field => mapping[field] === null)) throw invalid(SOURCE_ID_FIELD.betpawa, NO_SOURCE_ID);
    const first = seen.get(mapping.canonicalId);
    if (first !== undefined) {
      throw invalid('canonicalId', `"${mapping.canonicalId}" stands in mappings[${first}] already`);
    }
    seen.set(mapping.canonicalId, index);
    return mapping;
  });
}

/**
 * What becomes of each mapping of an import, given all mappings of the database, and what the mappings are after it.
 *
 * @throws `VALIDATION` where a new mapping lacks what it needs, or a change takes the last source id of one.
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

/** The whole mapping: of one that is there already, what is left out stays as it is. */
function complete(given: GivenMapping, before: PortableMapping | undefined): PortableMapping {
  const { isActive = true, ...fields } = { ...before, ...given };
  if (!before) return toPortable({ ...validate(newMappingSchema, fields, ''), isActive });
  const after = { ...before, ...given };
  if (SOURCE_ID_FIELDS.every(field => after[field] === null)) throw invalid(SOURCE_ID_FIELD.betpawa, NO_SOURCE_ID);
  return after;
}

/** What `check` makes of each mapping, or one error that names all that is wrong with any of them. */
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

const SOURCE_ID_FIELDS = /* @__PURE__ */ pure(() => Object.values(SOURCE_ID_FIELD));

function changedFields(before: PortableMapping, after: PortableMapping): PortableField[] {
  return PORTABLE_FIELD_NAMES.filter(field => !isDeepStrictEqual(asJson(before[field]), asJson(after[field])));
}

/** Without the properties that are undefined, which JSON and the database leave out. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function indexById(mappings: readonly PortableMapping[]): Map<string, PortableMapping[]> {
  const index = new Map<string, PortableMapping[]>();
  for (const mapping of mappings) {
    for (const source of SOURCES) {
      const id = mapping[SOURCE_ID_FIELD[source]];
      if (id !== null) index.set(keyOf(source, id), [...(index.get(keyOf(source, id)) ?? []), mapping]);
    }
  }
  return index;
}

/** Mappings may share an id (Bet9ja sells two teams' totals under one) where priority or the outcomes tell them apart. */
function conflictsOf(mapping: PortableMapping, rivals: ReadonlyMap<string, PortableMapping[]>): MappingConflict[] {
  if (!mapping.isActive) return [];
  return SOURCES.flatMap(source => {
    const externalMarketId = mapping[SOURCE_ID_FIELD[source]];
    if (externalMarketId === null) return [];
    return (rivals.get(keyOf(source, externalMarketId)) ?? [])
      .filter(rival => rival.priority === mapping.priority && shareOutcomes(rival, mapping, source))
      .map(rival => ({ canonicalId: mapping.canonicalId, with: rival.canonicalId, source, externalMarketId }));
  });
}

function shareOutcomes(a: PortableMapping, b: PortableMapping, source: Source): boolean {
  const names = new Set(outcomeNames(a.outcomeMapping, source));
  const others = outcomeNames(b.outcomeMapping, source);
  return names.size === 0 || others.length === 0 || others.some(name => names.has(name));
}

const OUTCOME_NAME = { betpawa: 'betpawaName', sportybet: 'sportybetDesc', bet9ja: 'bet9jaSuffix' } as const;

function outcomeNames(outcomes: readonly OutcomeMapping[], source: Source): string[] {
  return outcomes.flatMap(outcome => outcome[OUTCOME_NAME[source]]?.trim().toLowerCase() ?? []);
}

function keyOf(source: Source, id: string): string {
  return `${source}\n${id}`;
}
