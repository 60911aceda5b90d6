import { expect, it } from 'vitest';
import { toActiveMapping } from '../../../src/rules/to-active-mapping.js';

const outcomeMapping = [
  { canonicalId: 'over', betpawaName: 'Over', sportybetDesc: 'Over', bet9jaSuffix: 'O', position: 0 },
];
const least = { canonicalId: 'over_under_ft', name: 'Over/Under', outcomeMapping };
const asIfInForce = { id: null, isActive: true, createdBy: null, origin: 'base' };

it('a new mapping is asked as if it were in force, with what it leaves out at its default', () => {
  const never = new Date(0);
  expect(toActiveMapping(least)).toStrictEqual({
    ...least,
    ...asIfInForce,
    betpawaId: null,
    sportybetId: null,
    bet9jaKey: null,
    sourceIds: {},
    sport: null,
    priority: 0,
    createdAt: never,
    updatedAt: never,
  });
});

it('and with everything that it says', () => {
  const whole = {
    ...least,
    betpawaId: '5000',
    sportybetId: '18',
    bet9jaKey: 'S_OU',
    sourceIds: { msport: '18' },
    sport: 'football',
    priority: 7,
    lineKind: 'total',
    lineConventions: { betpawa: { unit: 0.25 } },
  } as const;
  expect(toActiveMapping(whole)).toMatchObject({ ...whole, ...asIfInForce });
});
