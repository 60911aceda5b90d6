import type { OutcomeMapping } from '../model/index.js';

/**
 * Adds to outcomes what other ones know: names and ids that they lack are filled in, and canonical outcomes that they lack are
 * added at the end. Nothing that they have is replaced.
 */
export function mergeOutcomes(own: readonly OutcomeMapping[], added: readonly OutcomeMapping[]): OutcomeMapping[] {
  const known = new Map(own.map(outcome => [outcome.canonicalId, outcome]));
  for (const outcome of added) {
    const present = known.get(outcome.canonicalId);
    known.set(outcome.canonicalId, present ? fillIn(present, outcome) : outcome);
  }
  return [...known.values()];
}

function fillIn(own: OutcomeMapping, added: OutcomeMapping): OutcomeMapping {
  const names = { ...added.names, ...own.names };
  const ids = { ...added.ids, ...own.ids };
  return {
    ...own,
    betpawaName: own.betpawaName ?? added.betpawaName,
    sportybetDesc: own.sportybetDesc ?? added.sportybetDesc,
    bet9jaSuffix: own.bet9jaSuffix ?? added.bet9jaSuffix,
    ...(Object.keys(names).length > 0 ? { names } : {}),
    ...(Object.keys(ids).length > 0 ? { ids } : {}),
  };
}
