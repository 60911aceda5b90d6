import { findJsonFault } from './json.js';
import { readField } from './read-fields.js';
import { unstorable } from './text.js';

const MAX_DEPTH = 64;
/** Far more than a sample of 8 kB can have; what refers to itself in many places would otherwise grow without end. */
const MAX_VALUES = 100_000;

/** A text as Postgres can store it: without NULs, and with U+FFFD for half of a surrogate pair. Null for anything but a text. */
export function cleanText(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  return unstorable(value) === null ? value : value.replaceAll('\0', '').toWellFormed();
}

/**
 * A value as jsonb can store it, for hints that must not be refused: dates become texts, numbers that are none become null, and
 * whatever else has no JSON is left out. Undefined where nothing is left. A value that is JSON already comes back as it is.
 */
export function cleanJson(value: unknown): unknown {
  try {
    if (value === undefined || findJsonFault(value) === null) return value;
    return new Cleaner().clean(value, 0);
  } catch {
    // A proxy, or a getter that throws in a place where nobody looks for one.
    return undefined;
  }
}

/** Outcomes that no mapping knew, as texts that can be stored; what has no name is none. */
export function cleanOutcomes(value: unknown): { id: string | null; name: string }[] {
  const clean = cleanJson(value);
  if (!Array.isArray(clean)) return [];
  return clean.flatMap((item: unknown) => {
    if (typeof item !== 'object' || item === null || !('name' in item) || typeof item.name !== 'string') return [];
    return [{ id: 'id' in item && typeof item.id === 'string' ? item.id : null, name: item.name }];
  });
}

class Cleaner {
  #left = MAX_VALUES;

  clean(value: unknown, depth: number): unknown {
    if (depth > MAX_DEPTH || --this.#left < 0) return undefined;
    if (typeof value === 'string') return cleanText(value);
    if (typeof value === 'number') return Number.isFinite(value) ? value : null;
    if (typeof value === 'bigint') return String(value);
    if (typeof value === 'boolean' || value === null) return value;
    if (typeof value !== 'object') return undefined;
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
    // A place in an array is kept, so that the others keep theirs.
    if (Array.isArray(value)) return value.map(item => this.clean(item, depth + 1) ?? null);
    return this.#cleanObject(value, depth);
  }

  #cleanObject(value: object, depth: number): object {
    const entries = Object.keys(value).flatMap(key => {
      const member = this.clean(readField(value, key), depth + 1);
      return member === undefined ? [] : [[cleanText(key) ?? '', member] as const];
    });
    return Object.fromEntries(entries.filter(([key]) => key !== 'toJSON'));
  }
}
