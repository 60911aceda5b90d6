/** One field that differs between two values. */
export interface FieldChange {
  /** Where, such as `outcome_mapping[yes].betpawa_name`. */
  field: string;
  /** Undefined if it is absent. */
  before: unknown;
  after: unknown;
}

/** Field by field, including nested objects and lists. Outcomes are identified by canonical id, not by position. */
export function differences(before: unknown, after: unknown, field = ''): FieldChange[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const [old, now] = [membersOf(before), membersOf(after)];
  if (!old || !now) return [{ field, before, after }];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap(key =>
    differences(old.get(key), now.get(key), key.startsWith('[') || field === '' ? `${field}${key}` : `${field}.${key}`),
  );
}

function membersOf(value: unknown): Map<string, unknown> | null {
  if (typeof value !== 'object' || value === null) return null;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const names = value.map((item: unknown, index) => nameOf(item) ?? String(index));
  const areTold = new Set(names).size === names.length;
  return new Map(value.map((item: unknown, index) => [`[${areTold ? names[index] : index}]`, item]));
}

function nameOf(item: unknown): string | null {
  if (typeof item !== 'object' || item === null) return null;
  const { canonical_id, canonicalId = canonical_id } = item as Readonly<Record<string, unknown>>;
  return typeof canonicalId === 'string' ? canonicalId : null;
}
