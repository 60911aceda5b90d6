import { ValidationError } from '../model/errors.js';

/**
 * Whether a text matches a pattern: `*` is any run of characters, also none, and everything else is itself. The pattern stands for the
 * whole text, and case counts.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  assertText('pattern', pattern);
  assertText('text', text);
  const [start = '', ...rest] = pattern.split('*');
  const end = rest.pop();
  if (end === undefined) return text === pattern;
  if (!text.startsWith(start)) return false;
  let from = start.length;
  for (const part of rest) {
    const found = text.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return text.length - end.length >= from && text.endsWith(end);
}

function assertText(field: string, value: unknown): void {
  if (typeof value !== 'string') throw new ValidationError([{ field, message: 'must be a string' }]);
}

/** SQL: a pattern in the form that LIKE takes. `E''` means the same whatever the session's standard_conforming_strings. */
export function toLike(pattern: string): string {
  const escaped = ['\\', '%', '_'].reduce((sql, each) => {
    const char = `E'${each === '\\' ? '\\\\' : each}'`;
    return `replace(${sql}, ${char}, E'\\\\' || ${char})`;
  }, pattern);
  return `replace(${escaped}, '*', '%')`;
}
