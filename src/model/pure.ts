/**
 * Makes what a module needs from code that a bundler can't see through, zod's mostly. Each call of it stands after a `@__PURE__` comment:
 * so it leaves no trace in the bundle of a consumer who does not use what it makes.
 */
export function pure<T>(make: () => T): T {
  return make();
}
