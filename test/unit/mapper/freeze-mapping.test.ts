import { describe, expect, it } from 'vitest';
import { freezeMapping } from '../../../src/mapper/freeze-mapping.js';
import type { ActiveMapping } from '../../../src/model/index.js';

const whole = (): ActiveMapping => ({
  id: 7,
  canonicalId: 'over_under_ft',
  name: 'Over/Under',
  betpawaId: '5000',
  sportybetId: '18',
  bet9jaKey: 'S_OU',
  sourceIds: { msport: '18' },
  outcomeMapping: [
    {
      canonicalId: 'over',
      betpawaName: 'Over',
      sportybetDesc: 'Over',
      bet9jaSuffix: 'O',
      position: 0,
      names: { msport: 'Over' },
      ids: { sportybet: '12' },
    },
    { canonicalId: 'under', betpawaName: 'Under', sportybetDesc: 'Under', bet9jaSuffix: 'U', position: 1 },
  ],
  priority: 3,
  isActive: true,
  createdAt: new Date(1_000),
  updatedAt: new Date(2_000),
  createdBy: 'ada',
  sport: 'football',
  origin: 'database',
  lineKind: 'total',
  lineConventions: { betpawa: { unit: 0.25 } },
});

describe('a mapping that many callers share', () => {
  it('says what it said', () => {
    expect({ ...freezeMapping(whole()) }).toEqual(whole());
    const { lineKind, lineConventions, ...bare } = whole();
    const frozen = freezeMapping(bare);
    expect({ ...frozen }).toEqual(bare);
    expect('lineKind' in frozen || 'lineConventions' in frozen).toBe(false);
  });

  it('can not be changed, in no part of it', () => {
    const frozen = freezeMapping(whole());
    const [over, under] = frozen.outcomeMapping;
    const conventions = [frozen.lineConventions, frozen.lineConventions?.betpawa];
    for (const part of [
      frozen,
      frozen.sourceIds,
      frozen.outcomeMapping,
      over,
      under,
      over?.names,
      over?.ids,
      ...conventions,
    ]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
    frozen.createdAt.setFullYear(1999);
    frozen.updatedAt.setFullYear(1999);
    expect([frozen.createdAt, frozen.updatedAt]).toEqual([new Date(1_000), new Date(2_000)]);
  });
});
