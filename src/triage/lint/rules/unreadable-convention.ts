import { isSameValue } from '../../../rules/binding.js';
import { parseSpecifier } from '../../../sources/parse-specifier.js';
import { lintRule } from '../lint-rule.js';

export const unreadableConvention = /* @__PURE__ */ lintRule({
  id: 'unreadable-convention',
  severity: 'error',
  needsObserved: false,
  summary: 'a where or fixed that says nothing, or the two against each other',
  *check({ lineConventions }) {
    for (const [source, { where, fixed }] of Object.entries(lineConventions ?? {})) {
      const asked = parseSpecifier(where);
      const implied = parseSpecifier(fixed);
      if (where !== undefined && isUnreadable(where, asked)) {
        yield {
          source,
          message: `where ${JSON.stringify(where)} is no specifier such as minute=5: the mapping never answers`,
        };
      }
      if (fixed !== undefined && isUnreadable(fixed, implied)) {
        yield { source, message: `fixed ${JSON.stringify(fixed)} is no specifier such as total=2.5: it says nothing` };
      }
      for (const [name, value] of Object.entries(implied)) {
        if (!Object.hasOwn(asked, name) || isSameValue(value, asked[name] ?? '')) continue;
        yield { source, message: `where asks for ${name}=${asked[name]}, and fixed says that it is ${value}` };
      }
    }
  },
});

function isUnreadable(text: string, parts: Readonly<Record<string, string>>): boolean {
  return Object.keys(parts).length === 0 || !/^[^=|]+=[^=|]+(\|[^=|]+=[^=|]+)*$/.test(text);
}
