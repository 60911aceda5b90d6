/**
 * Calls a function of the consumer's. Whatever it does, throwing or rejecting, becomes a call of `onError`: an uncaught rejection would
 * end the process, and what a handler throws is nothing that the caller of the library could act on.
 */
export function contain(call: () => unknown, onError: (error: unknown) => void): void {
  try {
    const result = call();
    if (isThenable(result)) result.then(undefined, onError);
  } catch (error) {
    onError(error);
  }
}

/** What was thrown as a text, whatever it is. */
export function describeThrown(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return 'something that has no text';
  }
}

/** Not by `instanceof Promise`: promises of other realms and libraries reject as well. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
