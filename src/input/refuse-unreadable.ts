import { isMarketMappingError, ValidationError } from '../model/errors.js';
import { describeThrown } from './contain.js';

/** Runs what reads an argument in full, and can stumble at any part of it that is not what the types say: a ValidationError then. */
export function refuseUnreadable<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw toUnreadable(field, error);
  }
}

/** The same for the hot path, which has no function to spare. An error of ours stays. */
export function toUnreadable(field: string, error: unknown): unknown {
  if (isMarketMappingError(error)) return error;
  const message = `can not be read: ${describeThrown(error).slice(0, 200)}. Is it what the types ask for?`;
  return new ValidationError([{ field, message }], { cause: error });
}
