import { describe, expect, it } from 'vitest';
import { isResolved, missingOf, reasonOf, toSighting } from '../../../src/mapper/recordable.js';
import type { Resolution } from '../../../src/model/index.js';
import { toActiveMapping } from '../../../src/rules/to-active-mapping.js';

const outcome = (name: string) => ({ id: null, name, odds: 2, active: true });
const [over, under] = [outcome('Over'), outcome('Under')];
const unmapped = (reason: 'UNKNOWN_MARKET' | 'UNKNOWN_OUTCOMES' | 'BOUND_AWAY'): Resolution => ({
  status: 'unmapped',
  reason,
});
const mapped = (...unmatched: ReturnType<typeof outcome>[]): Resolution => ({
  status: unmatched.length === 0 ? 'mapped' : 'partial',
  mapping: toActiveMapping({ canonicalId: 'm', name: 'M', outcomeMapping: [] }),
  parameter: null,
  line: null,
  outcomes: [],
  unmatched,
});

describe('of a market’s resolution', () => {
  it.each<[string, Resolution | undefined, boolean, ReturnType<typeof reasonOf>, unknown]>([
    ['nobody asked', undefined, false, undefined, undefined],
    ['no mapping has its id', unmapped('UNKNOWN_MARKET'), false, undefined, undefined],
    ['no mapping knows any outcome', unmapped('UNKNOWN_OUTCOMES'), false, 'UNKNOWN_OUTCOMES', [over, under]],
    ['it is bound away', unmapped('BOUND_AWAY'), false, 'BOUND_AWAY', undefined],
    ['an outcome is missing', mapped(under), false, 'UNKNOWN_OUTCOMES', [under]],
    ['all are known', mapped(), true, 'UNKNOWN_OUTCOMES', []],
  ])('where %s, it is told what is missing', (_, resolution, resolved, reason, missing) => {
    expect(isResolved(resolution)).toBe(resolved);
    expect(reasonOf(resolution)).toBe(reason);
    expect(missingOf([over, under], resolution)).toEqual(missing);
  });
});

describe('the sighting of a market', () => {
  const market = { source: 'bet9ja', externalMarketId: 'S_OU', parameter: '2.5', outcomes: [over, under], extra: 1 };
  const read = (value: object) => Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));

  it('has its outcomes as the sample, or those that are missing', () => {
    const fields = { source: 'bet9ja', externalMarketId: 'S_OU', parameter: '2.5', outcomes: [over, under] };
    expect(read(toSighting(market) as object)).toEqual({ ...fields, sampleOutcomes: [over, under] });
    expect(read(toSighting(market, mapped(under)) as object)).toEqual({
      ...fields,
      sampleOutcomes: [under],
      reason: 'UNKNOWN_OUTCOMES',
      missingOutcomes: [under],
    });
  });

  it('has what it says itself before what its resolution says', () => {
    const own = { sampleOutcomes: ['own'], reason: 'BOUND_AWAY', missingOutcomes: [over] };
    expect(toSighting({ ...market, ...own }, mapped(under))).toMatchObject(own);
  });

  it('reads each field once', () => {
    let reads = 0;
    const once = {
      ...market,
      get marketName() {
        reads++;
        return 'Over/Under';
      },
    };
    expect(toSighting(once)).toMatchObject({ marketName: 'Over/Under' });
    expect(reads).toBe(1);
  });

  it('is what was given where it is no object', () => {
    for (const nothing of [null, undefined, 7, 'S_OU']) expect(toSighting(nothing)).toBe(nothing);
  });
});
