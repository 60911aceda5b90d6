import { unstorable } from './text.js';

/** What keeps a value from being stored as jsonb, and where in it. */
export interface JsonFault {
  path: (string | number)[];
  message: string;
}

const MAX_DEPTH = 64;

/**
 * Looks for what jsonb can't hold: functions, symbols, bigints, NaN, dates and other class instances, cycles, NULs.
 * Properties whose value is undefined are let through, since JSON leaves them out.
 */
export function findJsonFault(value: unknown, path: (string | number)[] = []): JsonFault | null {
  if (value === null || typeof value === 'boolean') return null;
  if (typeof value === 'string') return textFault(value, path);
  if (typeof value === 'number') {
    return Number.isFinite(value) ? null : { path, message: `must be a JSON value (got ${value})` };
  }
  if (typeof value !== 'object') return { path, message: `must be a JSON value (got ${nameOf(value)})` };
  if (path.length >= MAX_DEPTH)
    return { path, message: `must be nested less than ${MAX_DEPTH} deep (is it circular?)` };
  if (!Array.isArray(value) && !isPlainObject(value))
    return { path, message: `must be a JSON value (got ${nameOf(value)})` };
  // JSON.stringify would take what that returns, which nobody has looked at.
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return { path, message: 'must be a JSON value (got one with a toJSON method)' };
  }
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const fault = findJsonFault(value[index], [...path, index]);
      if (fault) return fault;
    }
    return null;
  }
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const fault = textFault(key, [...path, key]) ?? findJsonFault(member, [...path, key]);
    if (fault) return fault;
  }
  return null;
}

function textFault(text: string, path: (string | number)[]): JsonFault | null {
  const message = unstorable(text);
  return message === null ? null : { path, message };
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

function nameOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `a value of type ${typeof value}`;
  return `an instance of ${value.constructor?.name ?? 'an unknown class'}`;
}
