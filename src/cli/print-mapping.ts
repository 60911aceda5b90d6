import type { MarketMapping } from 'market-mapping';
import type { Context } from './context.js';

/** One mapping with its outcomes. */
export function printMapping(context: Context, mapping: MarketMapping): void {
  const { outcomeMapping, ...fields } = mapping;
  context.fields(fields);
  if (outcomeMapping.length === 0) return;
  context.write('');
  context.table(outcomeMapping, [
    { title: 'OUTCOME', of: outcome => outcome.canonicalId },
    { title: 'BETPAWA', of: outcome => withId(outcome.betpawaName, outcome.betpawaOutcomeId) },
    { title: 'SPORTYBET', of: outcome => withId(outcome.sportybetDesc, outcome.sportybetOutcomeId) },
    { title: 'BET9JA', of: outcome => outcome.bet9jaSuffix },
  ]);
}

function withId(name: string | null, id: string | undefined): string | null {
  return id === undefined ? name : `${name ?? ''} [${id}]`.trim();
}
