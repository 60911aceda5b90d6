import fc from 'fast-check';

/** What nobody in their right mind would pass, and what a payload or a JavaScript caller does pass one day. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withObjectString: true,
    withTypedArray: true,
    withSparseArray: true,
    maxDepth: 2,
  }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom<unknown>(
    undefined,
    null,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -0,
    2 ** 31,
    2 ** 53,
    1e308,
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    '\udfff x',
    "'; drop table user_market_mappings; --",
    '"public"."x"',
    '?',
    '$1',
    '__proto__',
    'constructor',
    'null',
    '%',
    '\\',
    new Date(Number.NaN),
    new Date(8.64e15),
    new Date(-8.64e15),
    Symbol('s'),
    () => 'called',
  ),
  // Large, circular, throwing: made afresh, so that no case sees what another has done to it.
  fc.constantFrom('long', 'deep', 'circular', 'throwing', 'proxy', 'wide', 'accessor').map(makeMonster),
);

/** What a value itself throws when it is read. It is the caller's, who may want to see it again. */
export class ThrownByValue extends Error {}

function makeMonster(kind: string): unknown {
  switch (kind) {
    case 'long':
      return 'x'.repeat(100_000);
    case 'deep': {
      let nested: unknown = 'end';
      for (let depth = 0; depth < 2_000; depth++) nested = depth % 2 ? [nested] : { nested };
      return nested;
    }
    case 'circular': {
      const circle: Record<string, unknown> = { id: '1', name: 'circle' };
      circle.self = circle;
      return circle;
    }
    case 'throwing':
      return {
        get source(): string {
          throw new ThrownByValue('a getter');
        },
        toString(): string {
          throw new ThrownByValue('a toString');
        },
      };
    case 'proxy':
      return new Proxy(
        {},
        {
          get: () => {
            throw new ThrownByValue('a proxy');
          },
          ownKeys: () => {
            throw new ThrownByValue('a proxy');
          },
        },
      );
    case 'wide':
      return Array.from({ length: 5_000 }, (_, at) => ({ id: String(at) }));
    default:
      return Object.defineProperty({}, 'canonicalId', { enumerable: true, get: () => Math.random().toString() });
  }
}

type Path = readonly (string | number)[];

/** The paths to all nodes of a value, the value itself first. */
function pathsOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null || value instanceof Date) return [at];
  return [at, ...Object.entries(value).flatMap(([key, child]) => pathsOf(child, [...at, key]))];
}

type Act = 'replace' | 'remove' | 'repeat' | 'add';

/** A copy of the value in which one node is another; the value itself where that node is gone by now, or can't be reached. */
function changed(value: unknown, path: Path, act: Act, by: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return act === 'repeat' ? [value, value] : by;
  if (typeof value !== 'object' || value === null) return by;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...value };
  const child = Reflect.get(copy, key);
  if (rest.length > 0) Reflect.set(copy, key, changed(child, rest, act, by));
  else if (act === 'remove') Reflect.deleteProperty(copy, key);
  else if (act === 'repeat') Reflect.set(copy, key, [child, child]);
  else if (act === 'add') Reflect.set(copy, 'unexpected', by);
  else Reflect.set(copy, key, by);
  return copy;
}

/** A valid value with one to three of its nodes replaced, removed, repeated or added. */
export function mutated<T>(valid: T): fc.Arbitrary<unknown> {
  const change = fc.record({
    at: fc.nat(),
    act: fc.constantFrom<Act>('replace', 'replace', 'remove', 'repeat', 'add'),
    by: hostile,
  });
  const paths = pathsOf(valid);
  return fc.array(change, { minLength: 1, maxLength: 3 }).map(changes =>
    changes.reduce<unknown>((value, { at, act, by }) => {
      try {
        return changed(value, paths[at % paths.length] ?? [], act, by);
      } catch {
        return value;
      }
    }, valid),
  );
}

/** A text in which some bytes are others. */
export function mutatedText(text: string): fc.Arbitrary<string> {
  const change = fc.record({ at: fc.nat(), byte: fc.nat(255), act: fc.constantFrom('set', 'drop', 'insert', 'cut') });
  return fc.array(change, { minLength: 1, maxLength: 4 }).map(changes => {
    let bytes = Buffer.from(text);
    for (const { at: anywhere, byte, act } of changes) {
      const at = anywhere % Math.max(bytes.length, 1);
      const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
      if (act === 'cut') bytes = before;
      else if (act === 'set') bytes = Buffer.concat([before, Buffer.of(byte), after.subarray(1)]);
      else bytes = Buffer.concat(act === 'drop' ? [before, after.subarray(1)] : [before, Buffer.of(byte), after]);
    }
    return bytes.toString('utf8');
  });
}
