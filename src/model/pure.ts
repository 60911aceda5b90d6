/**
 * Creates what a module needs with code that a bundler can't analyse, mostly zod's. Every call is preceded by a `@__PURE__`
 * comment, so that bundles of consumers who do not use the result leave it out.
 */
export function pure<T>(make: () => T): T {
  return make();
}
