import type { MarketMapping } from '../model/index.js';
import { type SharedId, sharedIds } from '../rules/conflicts.js';
import { comparePrecedence } from '../rules/precedence.js';
import type { Shadow } from './mapping-preview.js';

/** Where a mapping stands among the others that claim outcomes of its ids. */
export interface Shadows {
  readonly shadows: Shadow[];
  readonly shadowedBy: Shadow[];
}

/** The mappings that one comes before, and those that come before it, wherever both claim the same outcome of an id. */
export function previewShadows(
  before: MarketMapping | null,
  after: MarketMapping,
  others: readonly MarketMapping[],
): Shadows {
  const found: Shadows = { shadows: [], shadowedBy: [] };
  if (!after.isActive) return found;
  for (const other of others) {
    const known = before?.isActive
      ? new Map(claimsOf(before, other).map(each => [keyOf(each), isFirst(before, other)]))
      : null;
    const first = isFirst(after, other);
    for (const shared of claimsOf(after, other)) {
      const isNew = known?.get(keyOf(shared)) !== first;
      found[first ? 'shadows' : 'shadowedBy'].push({ canonicalId: other.canonicalId, ...shared, isNew });
    }
  }
  return found;
}

/** The ids of which both would claim an outcome, whatever their priorities. */
function claimsOf(one: MarketMapping, other: MarketMapping): SharedId[] {
  return sharedIds({ ...one, priority: 0 }, { ...other, priority: 0 });
}

function isFirst(one: MarketMapping, other: MarketMapping): boolean {
  return comparePrecedence(one, other) < 0;
}

function keyOf({ source, externalMarketId }: SharedId): string {
  return `${source}\n${externalMarketId}`;
}
