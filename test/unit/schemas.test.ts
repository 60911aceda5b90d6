import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { findJsonFault } from '../../src/input/json.js';
import {
  auditEntrySchema,
  changeSchema,
  mappingPatchSchema,
  marketMappingSchema,
  newMappingSchema,
  outcomeMappingSchema,
  sourceSchema,
  sportSchema,
  unmappedMarketSchema,
  unmappedSightingSchema,
  unmappedStatusSchema,
} from '../../src/input/schemas.js';
import { cutTo, isLongerThan, unstorable } from '../../src/input/text.js';
import { invalid, validate } from '../../src/input/validate.js';
import { ValidationError } from '../../src/model/errors.js';
import { AUDIT_ACTIONS, SEED_SOURCES, SPORTS, UNMAPPED_STATUSES } from '../../src/model/index.js';
import { newMapping, newSighting, outcome } from '../support/builders.js';

/** Any text, half surrogates and NULs included. */
const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map(unit => String.fromCharCode(unit)) });

function refusal(work: () => unknown): ValidationError {
  try {
    work();
  } catch (error) {
    if (error instanceof ValidationError) return error;
    throw error;
  }
  return expect.fail('nothing was refused');
}

describe('unstorable', () => {
  it('finds NULs and halves of surrogate pairs, wherever they are', () => {
    for (const text of ['\0', 'a\0b', '\u{10000}\0']) expect(unstorable(text)).toContain('NUL');
    for (const text of ['\ud83d', '\ude00', 'a\ud83db', '\ude00\ud83d', '😀\ud83d']) {
      expect(unstorable(text)).toContain('surrogate');
    }
  });

  it('lets every other text through', () => {
    for (const text of ['', 'a', '😀', '\u{10ffff}', '\ufffe', '\ufeff', '\u0001', '\n\t', '\u202e', 'e\u0301']) {
      expect(unstorable(text)).toBeNull();
    }
  });

  it('agrees with what survives UTF-8', () => {
    fc.assert(
      fc.property(anyText, text => {
        const survives = Buffer.from(text, 'utf8').toString('utf8') === text;
        expect(unstorable(text) === null).toBe(survives && !text.includes('\0'));
      }),
    );
  });
});

describe('isLongerThan and cutTo', () => {
  it('count characters as Postgres does, not units of UTF-16', () => {
    expect(isLongerThan('😀'.repeat(100), 100)).toBe(false);
    expect(isLongerThan('😀'.repeat(101), 100)).toBe(true);
    expect(isLongerThan('x'.repeat(100), 100)).toBe(false);
    expect(isLongerThan('x'.repeat(101), 100)).toBe(true);
    expect(cutTo(`${'x'.repeat(99)}😀😀`, 100)).toBe(`${'x'.repeat(99)}😀`);
    expect(cutTo('short', 100)).toBe('short');
  });

  it('agree with counting every character, and never cut one in two', () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 30 }), (given, max) => {
        const characters = [...given];
        expect(isLongerThan(given, max)).toBe(characters.length > max);
        expect(cutTo(given, max)).toBe(characters.slice(0, max).join(''));
        expect(cutTo(given, max).isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('findJsonFault', () => {
  it('finds no fault with any JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        // Texts of fast-check's JSON may hold a NUL.
        if (!JSON.stringify(value).includes('\\u0000')) expect(findJsonFault(value)).toBeNull();
      }),
    );
  });

  it('finds no fault with what JSON leaves out of objects, and with objects without a prototype', () => {
    expect(findJsonFault({ a: undefined, b: 1 })).toBeNull();
    expect(findJsonFault(Object.assign(Object.create(null), { a: [] }))).toBeNull();
  });

  it.each<[string, unknown, (string | number)[]]>([
    ['undefined', undefined, []],
    ['undefined in an array', [1, undefined], [1]],
    ['a hole in an array', new Array(2), [0]],
    ['a function', { a: [() => 1] }, ['a', 0]],
    ['a symbol', [Symbol('x')], [0]],
    ['a bigint', { a: { b: 1n } }, ['a', 'b']],
    ['NaN', [Number.NaN], [0]],
    ['an infinite number', { a: Number.POSITIVE_INFINITY }, ['a']],
    ['a Date', [new Date(0)], [0]],
    ['a Map', new Map(), []],
    ['a Set', { a: new Set() }, ['a']],
    ['a Buffer', Buffer.from('x'), []],
    ['a typed array', new Uint8Array(2), []],
    ['a boxed number', [new Number(1)], [0]],
    ['an Error', new Error('x'), []],
    ['an instance of a class', new (class Odds {})(), []],
    ['a promise', Promise.resolve(1), []],
    ['an object that tells JSON something else', { a: { toJSON: () => 1 } }, ['a']],
    ['an array that tells JSON nothing', [Object.assign([1], { toJSON: () => undefined })], [0]],
    ['a NUL in a text', ['a\0'], [0]],
    ['a NUL in a key', { 'a\0': 1 }, ['a\0']],
    ['half of a surrogate pair in a text', { a: '\ud83d' }, ['a']],
    ['half of a surrogate pair in a key', [{ '\ude00': 1 }], [0, '\ude00']],
  ])('finds %s, and where it is', (_, value, path) => {
    expect(findJsonFault(value)).toMatchObject({ path, message: expect.stringMatching(/^must /) });
  });

  it('names the class of what is no JSON value', () => {
    expect(findJsonFault([new Map()])?.message).toContain('an instance of Map');
    expect(findJsonFault(1n)?.message).toContain('bigint');
  });

  it('ends on values that contain themselves', () => {
    const object: { self?: unknown; also?: unknown } = {};
    object.self = object;
    object.also = object;
    const array: unknown[] = [];
    array.push(array, array);
    for (const value of [object, array]) expect(findJsonFault(value)?.message).toContain('circular');
  });

  it('lets a value be nested 63 deep, and no deeper', () => {
    const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
    expect(findJsonFault(nested(64))).toBeNull();
    expect(findJsonFault(nested(65))).not.toBeNull();
  });

  it('lets nothing through that JSON would tell otherwise', () => {
    fc.assert(
      fc.property(fc.anything({ withDate: true, withMap: true, withBigInt: true, withSparseArray: true }), value => {
        if (findJsonFault(value) !== null) return;
        const text = JSON.stringify(value);
        expect(JSON.stringify(JSON.parse(text))).toBe(text);
        expect(text).not.toContain('\\u0000');
        expect(text).not.toMatch(/\\ud[89a-f]/i);
      }),
      { numRuns: 500 },
    );
  });
});

describe('validate', () => {
  const schema = z.strictObject({ a: z.object({ list: z.array(z.string()) }), b: z.number().optional() });

  it('returns what the schema makes of the value', () => {
    expect(validate(z.string().default('x'), undefined, 'root')).toBe('x');
  });

  it.each<[unknown, string]>([
    [null, 'root'],
    [{ a: 5 }, 'a'],
    [{ a: { list: ['x', 5] } }, 'a.list[1]'],
    [{ a: { list: [] }, b: 'x' }, 'b'],
    [{ a: { list: [] }, colour: 1 }, 'colour'],
  ])('names the field at fault in %j: %s', (value, field) => {
    const error = refusal(() => validate(schema, value, 'root'));
    expect(error).toMatchObject({ code: 'VALIDATION', name: 'ValidationError', field });
    expect(error.message).toContain(`${field}: `);
  });

  it('lists every fault, the first in `field`', () => {
    const error = refusal(() => validate(schema, { a: { list: [5, 6] }, one: 1, two: 2 }, 'root'));
    expect(error.issues.map(issue => issue.field)).toEqual(['a.list[0]', 'a.list[1]', 'one', 'two']);
    expect(error.field).toBe('a.list[0]');
  });

  it('has a sibling for a single fault', () => {
    expect(invalid('limit', 'is too high')).toMatchObject({
      field: 'limit',
      message: 'limit: is too high',
      issues: [{ field: 'limit', message: 'is too high' }],
    });
  });
});

describe('the schemas of words', () => {
  it.each([
    [sportSchema, SPORTS],
    [unmappedStatusSchema, UNMAPPED_STATUSES],
  ] as const)('know their words and no other', (schema, words) => {
    for (const word of words) expect(schema.parse(word)).toBe(word);
    for (const other of [`${words[0]} `, '', 'toString', null, 5, [words[0]]]) {
      const error = refusal(() => validate<unknown>(schema, other, 'word'));
      expect(error.message).toContain(words.join(', '));
    }
  });

  it('say what they got, but not at any length', () => {
    const error = refusal(() => validate(unmappedStatusSchema, 'x'.repeat(5000), 'status'));
    expect(error.message).toContain('"xxxx');
    expect(error.message.length).toBeLessThan(200);
  });

  it('take any well-formed source', () => {
    for (const source of [...SEED_SOURCES, 'sunnybet', '1xbet', 'a-b_c', 'a'.repeat(20)]) {
      expect(sourceSchema.parse(source)).toBe(source);
    }
    for (const other of ['Betpawa', '', 'null', '_a', 'a b', 'a'.repeat(21), 'x'.repeat(5000), null, 5, ['betpawa']]) {
      const error = refusal(() => validate<unknown>(sourceSchema, other, 'source'));
      expect(error.message).toContain('must be the id of a source');
      expect(error.message.length).toBeLessThan(200);
    }
  });
});

describe('newMappingSchema', () => {
  it('takes a mapping with one source id at least', () => {
    const { canonicalId, name, outcomeMapping } = newMapping();
    const bare = { canonicalId, name, outcomeMapping };
    for (const id of [{ betpawaId: '1' }, { sportybetId: '1' }, { bet9jaKey: 'S_OU' }]) {
      expect(newMappingSchema.parse({ ...bare, ...id })).toEqual({ ...bare, ...id });
    }
    expect(refusal(() => validate(newMappingSchema, bare, 'input')).field).toBe('betpawaId');
  });

  it('takes texts as long as their columns, and none longer', () => {
    for (const [field, max] of [
      ['canonicalId', 100],
      ['name', 255],
      ['betpawaId', 50],
      ['sportybetId', 50],
      ['bet9jaKey', 50],
    ] as const) {
      for (const character of ['x', '😀']) {
        const fits = { ...newMapping(), [field]: character.repeat(max) };
        expect(newMappingSchema.parse(fits)).toEqual(fits);
        const error = refusal(() =>
          validate(newMappingSchema, { ...fits, [field]: character.repeat(max + 1) }, 'input'),
        );
        expect(error).toMatchObject({ field, message: `${field}: must have at most ${max} characters` });
      }
    }
  });

  it('takes up to 1,000 outcomes, each canonical id once', () => {
    const many = Array.from({ length: 1000 }, (_, at) => outcome(`o${at}`, `${at}`, at));
    expect(newMappingSchema.parse(newMapping({ outcomeMapping: many })).outcomeMapping).toEqual(many);
    const twice = newMapping({ outcomeMapping: [...many.slice(0, 5), outcome('o3', 'x', 5)] });
    const error = refusal(() => validate(newMappingSchema, twice, 'input'));
    expect(error).toMatchObject({
      field: 'outcomeMapping[5].canonicalId',
      message: expect.stringContaining('outcome 3'),
    });
  });
});

describe('outcomeMappingSchema', () => {
  it('has names that may be null or left out, which is the same, and ids that may be left out', () => {
    const nothing = { betpawaName: null, sportybetDesc: null, bet9jaSuffix: null };
    expect(outcomeMappingSchema.parse({ canonicalId: 'yes', position: 0 })).toEqual({
      canonicalId: 'yes',
      position: 0,
      ...nothing,
    });
    const withIds = { ...outcome('yes', 'Y', 0), ids: { betpawa: '1', sportybet: '74' } };
    expect(outcomeMappingSchema.parse(withIds)).toEqual(withIds);
  });
});

describe('mappingPatchSchema', () => {
  it('takes any of its fields, none of them, and no other', () => {
    const { canonicalId, ...patch } = newMapping({ priority: 3 });
    expect(mappingPatchSchema.parse(patch)).toEqual(patch);
    expect(mappingPatchSchema.parse({})).toEqual({});
    expect(mappingPatchSchema.parse({ betpawaId: null })).toEqual({ betpawaId: null });
    expect(refusal(() => validate(mappingPatchSchema, { canonicalId }, 'patch')).field).toBe('canonicalId');
  });
});

describe('changeSchema', () => {
  it('takes an actor of 100 characters and a reason of any length, and leaves other options alone', () => {
    const change = { actor: '😀'.repeat(100), reason: 'x'.repeat(100_000) };
    expect(changeSchema.parse({ ...change, schema: 'odds' })).toEqual(change);
    expect(refusal(() => validate(changeSchema, { actor: 'x'.repeat(101) }, 'options')).field).toBe('actor');
    expect(refusal(() => validate(changeSchema, { reason: '\0' }, 'options')).field).toBe('reason');
  });
});

describe('unmappedSightingSchema', () => {
  it('takes a sighting with nothing but its market, and one with everything', () => {
    expect(unmappedSightingSchema.parse(newSighting())).toEqual(newSighting());
    const whole = newSighting({
      marketName: 'x'.repeat(1000),
      sampleOutcomes: { any: ['json'] },
      occurrences: Number.MAX_SAFE_INTEGER,
      seenAt: new Date(0),
    });
    expect(unmappedSightingSchema.parse(whole)).toEqual(whole);
  });

  it('takes the times that a timestamp and a Date can tell alike, and leaves out any other: a bad hint must not cost the count', () => {
    for (const time of [0, Date.UTC(9999, 11, 31, 23, 59, 59, 999)]) {
      expect(unmappedSightingSchema.parse(newSighting({ seenAt: new Date(time) })).seenAt?.getTime()).toBe(time);
    }
    for (const time of [-1, Date.UTC(10000, 0), Number.NaN, 8.64e15]) {
      const seenAt = new Date(time);
      expect(unmappedSightingSchema.parse(newSighting({ seenAt })).seenAt).toBeUndefined();
    }
  });
});

describe('the schemas of what the functions return', () => {
  const at = new Date(0);

  it('take a mapping, an audit entry and an unmapped market', () => {
    const mapping = {
      ...newMapping(),
      id: 1,
      priority: 0,
      isActive: true,
      createdAt: at,
      updatedAt: at,
      createdBy: null,
      sourceIds: { sunnybet: 'GG' },
      sport: 'football',
    };
    expect(marketMappingSchema.parse(mapping)).toEqual(mapping);
    for (const action of AUDIT_ACTIONS) {
      const entry = { id: 1, mappingId: null, canonicalId: 'x', action, oldValue: null, newValue: { id: 1 } };
      const whole = {
        ...entry,
        reason: null,
        createdAt: at,
        createdBy: 'ada',
        origin: 'library',
        changeId: null,
      };
      expect(auditEntrySchema.parse(whole)).toEqual(whole);
    }
    const market = {
      id: 1,
      source: 'bet9ja',
      externalMarketId: 'S_OU',
      marketName: null,
      sampleOutcomes: null,
      firstSeenAt: at,
      lastSeenAt: at,
      occurrenceCount: 1,
      status: 'NEW',
      notes: null,
    };
    expect(unmappedMarketSchema.parse(market)).toEqual(market);
    expect(unmappedMarketSchema.safeParse({ ...market, status: 'OPEN' }).success).toBe(false);
  });
});
