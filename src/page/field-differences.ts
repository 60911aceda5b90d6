import { type MarketMapping, type NewMapping, SEED_SOURCES, sourceIdsOf } from '../model/index.js';

/** One field of a mapping that is otherwise in two versions; null where a version has nothing there. */
export interface FieldDifference {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

type Version = NewMapping & Partial<Pick<MarketMapping, 'isActive'>>;

/** Field by field, in the words of the form. Outcomes are told by their canonical id. */
export function fieldDifferences(before: Version | null, after: Version | null): FieldDifference[] {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap(field => {
    const difference = { field, before: old.get(field) ?? null, after: now.get(field) ?? null };
    return difference.before === difference.after ? [] : [difference];
  });
}

/** Every field that has something in it, as text. */
function fieldsOf(version: Version | null): Map<string, string> {
  const fields = new Map<string, string>();
  if (version === null) return fields;
  const set = (field: string, value: unknown) => {
    if (value !== undefined && value !== null && value !== '') fields.set(field, String(value));
  };
  set('Name', version.name);
  for (const { source, id } of sourceIdsOf(version)) set(`Id at ${source}`, id);
  set('Sport', version.sport);
  set('Priority', version.priority ?? 0);
  set('Active', version.isActive === undefined ? null : version.isActive ? 'yes' : 'no');
  set('Kind of line', version.lineKind);
  for (const [source, convention] of Object.entries(version.lineConventions ?? {})) {
    for (const [part, value] of Object.entries(convention)) set(`Line at ${source}, ${part}`, value);
  }
  for (const outcome of version.outcomeMapping) addOutcome(outcome, set);
  return fields;
}

function addOutcome(outcome: NewMapping['outcomeMapping'][number], set: (field: string, value: unknown) => void): void {
  const of = (what: string) => `Outcome ${outcome.canonicalId}, ${what}`;
  const { betpawaName, sportybetDesc, bet9jaSuffix } = outcome;
  const seed = [betpawaName, sportybetDesc, bet9jaSuffix];
  set(of('position'), outcome.position);
  SEED_SOURCES.forEach((source, at) => {
    set(of(`name at ${source}`), seed[at]);
  });
  for (const [source, name] of Object.entries(outcome.names ?? {})) set(of(`name at ${source}`), name);
  for (const [source, id] of Object.entries(outcome.ids ?? {})) set(of(`id at ${source}`), id);
}
