import type { MarketMapping, OutcomeMapping } from 'market-mapping';
import type { Context } from './context.js';

/** One mapping with its outcomes. */
export function printMapping(context: Context, mapping: MarketMapping): void {
  const { outcomeMapping, sourceIds, ...fields } = mapping;
  context.fields({ ...fields, sourceIds: displaySourceIds(sourceIds) });
  if (outcomeMapping.length === 0) return;
  const seed = new Set(['betpawa', 'sportybet', 'bet9ja']);
  const named = outcomeMapping.flatMap(({ names = {}, ids = {} }) => [...Object.keys(names), ...Object.keys(ids)]);
  const further = [...new Set(named)].filter(source => !seed.has(source));
  context.write('');
  context.table(outcomeMapping, [
    { title: 'OUTCOME', of: outcome => outcome.canonicalId, isWhole: true },
    { title: 'BETPAWA', of: outcome => withId(outcome.betpawaName, outcome.ids?.betpawa) },
    { title: 'SPORTYBET', of: outcome => withId(outcome.sportybetDesc, outcome.ids?.sportybet) },
    { title: 'BET9JA', of: outcome => outcome.bet9jaSuffix },
    ...further.map(source => ({
      title: source.toUpperCase(),
      of: (outcome: OutcomeMapping) => withId(outcome.names?.[source] ?? null, outcome.ids?.[source]),
    })),
  ]);
}

/** As `--source-id` takes them; null where there are none. */
export function displaySourceIds(sourceIds: MarketMapping['sourceIds']): string | null {
  const ids = Object.entries(sourceIds).map(([source, id]) => `${source}=${id}`);
  return ids.length === 0 ? null : ids.join(', ');
}

function withId(name: string | null, id: string | undefined): string | null {
  return id === undefined ? name : `${name ?? ''} [${id}]`.trim();
}
