/** The named fields of an object, each read once. One whose getter throws counts as left out. */
export function readFields(value: object, names: readonly string[]): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const name of names) {
    const field = readField(value, name);
    if (field !== undefined) fields[name] = field;
  }
  return fields;
}

/** A field of an object; undefined where there is none, or reading it throws. */
export function readField(value: object, name: string): unknown {
  try {
    return Reflect.get(value, name);
  } catch {
    return undefined;
  }
}
