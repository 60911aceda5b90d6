import type { NewMapping, OutcomeMapping, UnmappedSighting } from '../../src/model/index.js';

/** The outcomes of a yes/no market. */
export function outcomes(): OutcomeMapping[] {
  return [outcome('yes', 'Y', 0), outcome('no', 'N', 1)];
}

export function outcome(canonicalId: string, bet9jaSuffix: string, position: number): OutcomeMapping {
  const name = canonicalId === 'yes' ? 'Yes' : 'No';
  return { canonicalId, betpawaName: name, sportybetDesc: name, bet9jaSuffix, position };
}

/** A mapping with an id at every source, as `createMapping` takes it. */
export function newMapping(fields: Partial<NewMapping> = {}): NewMapping {
  return {
    canonicalId: 'btts_ft',
    name: 'Both Teams To Score - Full Time',
    betpawaId: '3795',
    sportybetId: '29',
    bet9jaKey: 'S_GGNG',
    outcomeMapping: outcomes(),
    ...fields,
  };
}

/** A mapping that has an id at Bet9ja only. */
export function bet9jaMapping(bet9jaKey: string, fields: Partial<NewMapping> = {}): NewMapping {
  return newMapping({ canonicalId: bet9jaKey, betpawaId: null, sportybetId: null, bet9jaKey, ...fields });
}

export function newSighting(fields: Partial<UnmappedSighting> = {}): UnmappedSighting {
  return { source: 'sportybet', externalMarketId: '60200', ...fields };
}
