import { deactivateMapping, isMarketMappingError, type LintFinding, updateMapping } from 'market-mapping';
import type { Context } from './context.js';

/**
 * Applies the fixes that change no price, and returns how many mappings they changed. One fix of a mapping at a time: the next one may
 * be of the same outcomes, and has to be found again.
 */
export async function applyFixes(context: Context, findings: readonly LintFinding[]): Promise<number> {
  const done = new Set<string>();
  for (const { mapping, rule, fix } of findings) {
    if (fix?.isSafe !== true || done.has(mapping)) continue;
    const change = { reason: `lint: ${rule}: ${fix.text}`, ...context.change };
    try {
      if (fix.patch === 'deactivate') await deactivateMapping(context.db, mapping, change);
      else await updateMapping(context.db, mapping, fix.patch, change);
      done.add(mapping);
    } catch (error) {
      if (!isMarketMappingError(error)) throw error;
      context.note(`${mapping} is left as it is: ${error.message}`);
    }
  }
  return done.size;
}
