import { unstorable } from './text.js';

/** What keeps a value from being stored as jsonb, and where in it. */
export interface JsonFault {
  path: (string | number)[];
  message: string;
}

const MAX_DEPTH = 64;

/**
 * Looks for what jsonb can't store: functions, symbols, bigints, NaN, dates and other class instances, cycles, NULs.
 * Properties with the value undefined are accepted, since JSON leaves them out.
 */
export function findJsonFault(value: unknown, depth = 0): JsonFault | null {
  if (value === null || typeof value === 'boolean') return null;
  if (typeof value === 'string') return textFault(value);
  if (typeof value === 'number') return Number.isFinite(value) ? null : fault(`must be a JSON value (got ${value})`);
  if (typeof value !== 'object') return fault(`must be a JSON value (got ${nameOf(value)})`);
  if (depth >= MAX_DEPTH) return fault(`must be nested less than ${MAX_DEPTH} levels deep (is it circular?)`);
  if (!Array.isArray(value) && !isPlainObject(value)) return fault(`must be a JSON value (got ${nameOf(value)})`);
  // JSON.stringify would use what toJSON returns, which has not been checked.
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return fault('must be a JSON value (got one with a toJSON method)');
  }
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const found = findJsonFault(value[index], depth + 1);
      if (found) return within(index, found);
    }
    return null;
  }
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const found = textFault(key) ?? findJsonFault(member, depth + 1);
    if (found) return within(key, found);
  }
  return null;
}

function textFault(text: string): JsonFault | null {
  const message = unstorable(text);
  return message === null ? null : fault(message);
}

function fault(message: string): JsonFault {
  return { path: [], message };
}

/** The path is built on the way back, because nearly every value is valid and needs none. */
function within(key: string | number, { path, message }: JsonFault): JsonFault {
  return { path: [key, ...path], message };
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

function nameOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `a value of type ${typeof value}`;
  return `an instance of ${value.constructor?.name ?? 'an unknown class'}`;
}
