import type * as z from 'zod';
import { ValidationError, type ValidationIssue } from '../model/errors.js';

/** Validates a value against a schema, or throws a ValidationError that names every invalid field. */
export function validate<T>(schema: z.ZodType<T>, value: unknown, root: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw toValidationError(result.error, root);
}

/** A ValidationError with a single issue. */
export function invalid(field: string, message: string): ValidationError {
  return new ValidationError([{ field, message }]);
}

function toValidationError(error: z.ZodError, root: string): ValidationError {
  const [first, ...rest] = error.issues.flatMap(issue => toIssues(issue, root));
  return new ValidationError([first ?? { field: root, message: 'is invalid' }, ...rest]);
}

/** Options that nearly every function takes, and that are given one argument too early most often. */
const OPTIONS: ReadonlySet<string> = new Set(['schema', 'actor', 'reason']);

function toIssues(issue: z.core.$ZodIssue, root: string): ValidationIssue[] {
  if (issue.code === 'unrecognized_keys') {
    const message = (key: string) =>
      issue.path.length === 0 && root !== 'options' && OPTIONS.has(key)
        ? `is an option, not a field of the ${root}: give it in the object after the ${root}`
        : 'is not a known field';
    return issue.keys.map(key => ({ field: fieldName([...issue.path, key], root), message: message(key) }));
  }
  return [{ field: fieldName(issue.path, root), message: issue.message }];
}

function fieldName(path: readonly PropertyKey[], root: string): string {
  if (path.length === 0) return root;
  return path
    .map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at === 0 ? '' : '.'}${String(key)}`))
    .join('');
}
