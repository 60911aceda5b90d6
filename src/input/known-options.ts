import { ValidationError } from '../model/errors.js';
import { refuseUnreadable } from './refuse-unreadable.js';

/** A ValidationError if there is an option that the function does not have: a misspelt one would silently do nothing. */
export function assertKnownOptions(options: object, names: readonly string[]): void {
  const given: unknown = options;
  if (typeof given !== 'object' || given === null) {
    throw new ValidationError([{ field: 'options', message: 'must be an object' }]);
  }
  const unknown = refuseUnreadable('options', () => Object.keys(given)).filter(name => !names.includes(name));
  const [first, ...others] = unknown.map(name => ({
    field: `options.${name}`,
    message: `is not an option of this function; it has ${names.join(', ')}`,
  }));
  if (first) throw new ValidationError([first, ...others]);
}
