import { deactivateMapping, isMarketMappingError, type LintFinding, updateMapping } from 'market-mapping';
import type { Context } from './context.js';

/** More fixes than any mapping needs: one that never ends is a fault of its rule. */
const MOST_ROUNDS = 100;

/**
 * Applies the fixes that change no price, and returns how many mappings they changed. One fix of a mapping a round: the next one may
 * be of the same outcomes, and has to be found again.
 */
export async function applyFixes(context: Context, find: () => Promise<readonly LintFinding[]>): Promise<number> {
  const fixed = new Set<string>();
  const refused = new Set<string>();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = new Map<string, LintFinding>();
    for (const finding of await find()) {
      const { mapping, fix } = finding;
      if (fix?.isSafe === true && !refused.has(mapping) && !next.has(mapping)) next.set(mapping, finding);
    }
    if (next.size === 0) break;
    for (const finding of next.values()) {
      const done = (await applyFix(context, finding)) ? fixed : refused;
      done.add(finding.mapping);
    }
  }
  return fixed.size;
}

async function applyFix(context: Context, { mapping, rule, fix }: LintFinding): Promise<boolean> {
  if (fix === undefined) return false;
  const change = { reason: `lint: ${rule}: ${fix.text}`, ...context.change };
  try {
    if (fix.patch === 'deactivate') await deactivateMapping(context.db, mapping, change);
    else await updateMapping(context.db, mapping, fix.patch, change);
    return true;
  } catch (error) {
    if (!isMarketMappingError(error)) throw error;
    context.note(`${mapping} is left as it is: ${error.message}`);
    return false;
  }
}
