import type { Source } from '../../../model/index.js';
import { KNOWN_SOURCES } from '../../../sources/registry.js';
import { sourcesOf } from '../change-outcomes.js';
import { lintRule } from '../lint-rule.js';

export const misspeltSource = /* @__PURE__ */ lintRule({
  id: 'misspelt-source',
  severity: 'warning',
  needsObserved: false,
  summary: 'ids or names of a bookmaker that nobody defined and that is spelt almost like a known one',
  *check({ sourceIds, outcomeMapping, lineConventions }, context) {
    const named = new Set<Source>([
      ...Object.keys(sourceIds),
      ...Object.keys(lineConventions ?? {}),
      ...outcomeMapping.flatMap(sourcesOf),
    ]);
    for (const source of named) {
      if (context.isDefined(source)) continue;
      const meant = KNOWN_SOURCES.find(known => isNearly(source, known));
      if (meant !== undefined) {
        yield { source, message: `nothing is scraped from "${source}"; is it "${meant}"?`, about: [meant] };
      }
    }
  },
});

/** Whether two ids are equal but for signs and capitals, or but for one letter. */
function isNearly(given: string, known: string): boolean {
  const bare = given.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  if (bare === known) return true;
  if (Math.abs(bare.length - known.length) > 1) return false;
  let start = 0;
  while (start < bare.length && bare[start] === known[start]) start++;
  const [a, b] = [bare.slice(start), known.slice(start)];
  return a.slice(1) === b.slice(1) || a === b.slice(1) || a.slice(1) === b;
}
