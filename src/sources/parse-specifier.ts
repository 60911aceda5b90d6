/**
 * Parses a SportyBet specifier. A value is everything after the first `=`. Parts without a name or without `=` are left
 * out.
 *
 * @example
 * ```ts
 * import { parseSpecifier } from 'market-mapping';
 *
 * console.log(parseSpecifier('total=2.5|from=1')); // { total: '2.5', from: '1' }
 * console.log(parseSpecifier('variant=sr:exact_goals:6+')); // { variant: 'sr:exact_goals:6+' }
 * console.log(parseSpecifier(null)); // {}
 * ```
 */
export function parseSpecifier(specifier: string | null | undefined): Record<string, string> {
  if (typeof specifier !== 'string') return {};
  // Unlike an assignment, fromEntries makes even `__proto__` an own property.
  return Object.fromEntries(
    specifier.split('|').flatMap(part => {
      const end = part.indexOf('=');
      return end > 0 ? [[part.slice(0, end), part.slice(end + 1)]] : [];
    }),
  );
}
