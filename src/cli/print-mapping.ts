import type { MarketMapping, OutcomeMapping } from 'market-mapping';
import type { Context } from './context.js';

/** One mapping with its outcomes. */
export function printMapping(context: Context, mapping: MarketMapping): void {
  const { outcomeMapping, ...fields } = mapping;
  context.fields(fields);
  if (outcomeMapping.length === 0) return;
  const seed = new Set(['betpawa', 'sportybet', 'bet9ja']);
  const named = outcomeMapping.flatMap(({ names = {}, ids = {} }) => [...Object.keys(names), ...Object.keys(ids)]);
  const further = [...new Set(named)].filter(source => !seed.has(source));
  context.write('');
  context.table(outcomeMapping, [
    { title: 'OUTCOME', of: outcome => outcome.canonicalId },
    { title: 'BETPAWA', of: outcome => withId(outcome.betpawaName, outcome.ids?.betpawa) },
    { title: 'SPORTYBET', of: outcome => withId(outcome.sportybetDesc, outcome.ids?.sportybet) },
    { title: 'BET9JA', of: outcome => outcome.bet9jaSuffix },
    ...further.map(source => ({
      title: source.toUpperCase(),
      of: (outcome: OutcomeMapping) => withId(outcome.names?.[source] ?? null, outcome.ids?.[source]),
    })),
  ]);
}

function withId(name: string | null, id: string | undefined): string | null {
  return id === undefined ? name : `${name ?? ''} [${id}]`.trim();
}
