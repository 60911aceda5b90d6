import * as z from 'zod';
import { pure } from '../model/pure.js';
import { findJsonFault } from './json.js';
import { isLongerThan, unstorable } from './text.js';

/** The longest canonical id and the longest external id of an unmapped market, in characters. */
export const MAX_ID = 100;
/** The longest id a mapping can have at a source, in characters. */
export const MAX_SOURCE_ID = 50;
export const MAX_NAME = 255;
export const MAX_ACTOR = 100;
/** More outcomes than any bookmaker offers in one market (the most seen is 190). */
export const MAX_OUTCOMES = 1000;
export const MAX_INT = 2147483647;
/** The longest `fixed` of a line convention, in characters. */
export const MAX_FIXED = 100;

/** A string of any length that Postgres can store. */
export function storable(what: string): z.ZodString {
  return z
    .string({ error: issue => `must be ${what}${issue.input === undefined ? '' : ` (got ${typeName(issue.input)})`}` })
    .check(context => {
      const fault = unstorable(context.value);
      if (fault) context.issues.push({ code: 'custom', message: fault, input: context.value });
    });
}

/** A string that is not blank and has at most `max` characters. */
export function text(max: number): z.ZodString {
  return storable('a string').check(context => {
    const { value } = context;
    if (value.trim() === '') context.issues.push({ code: 'custom', message: 'must not be empty', input: value });
    if (isLongerThan(value, max)) {
      context.issues.push({ code: 'custom', message: `must have at most ${max} characters`, input: value });
    }
  });
}

/** A whole number. */
export function integer(min: number, max: number): z.ZodNumber {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.number({ error }).int({ error }).min(min, { error }).max(max, { error });
}

// Created once, because creating a schema costs many times as much as using it.
/** The canonical id of a mapping. */
export const canonicalIdField: z.ZodType<string> = /* @__PURE__ */ pure(() => text(MAX_ID));
/** The id of a row. */
export const rowIdField: z.ZodType<number> = /* @__PURE__ */ pure(() => integer(1, MAX_INT));

/** What the rows of one import, bulk act or revert have in common. */
export const changeIdField: z.ZodType<string> = /* @__PURE__ */ pure(() =>
  z.uuid({ error: 'must be the changeId of a change: a UUID' }),
);

/** One of a list of words. */
export function oneOf<const T extends readonly string[]>(values: T): z.ZodType<T[number]> {
  return z.enum(values, { error: issue => `must be one of ${values.join(', ')} (got ${quoted(issue.input)})` });
}

/** Later than any clock error, and early enough for Postgres and ISO 8601 to write it in the usual form. */
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
/** A moment that every form of a timestamp can express. */
export const date = /* @__PURE__ */ pure(() =>
  z.date({ error: 'must be a valid Date' }).check(context => {
    const time = context.value.getTime();
    if (time < 0 || time > LATEST) {
      context.issues.push({
        code: 'custom',
        message: 'must be between the years 1970 and 9999',
        input: context.value,
      });
    }
  }),
);

export const optionalDate: z.ZodType<Date | undefined> = /* @__PURE__ */ pure(() => date.optional());

/** Any value that jsonb can store. */
export const json = /* @__PURE__ */ pure(() =>
  z.unknown().check(context => {
    const fault = findJsonFault(context.value);
    if (fault) context.issues.push({ code: 'custom', message: fault.message, path: fault.path, input: context.value });
  }),
);

function typeName(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : typeName(value);
}
