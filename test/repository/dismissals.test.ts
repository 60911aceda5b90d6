import { beforeEach, describe, expect, it } from 'vitest';
import {
  createMapping,
  dismissFinding,
  exportMappings,
  isDismissed,
  type LintFinding,
  type LintObserved,
  lintMappings,
  listDismissals,
  removeDismissal,
  updateMapping,
} from '../../src/index.js';
import { newMapping } from '../support/builders.js';
import { IN_SCHEMA } from '../support/databases.js';
import { AUDIT, errorOf, SuiteDatabase } from '../support/repository-suite.js';

const database = new SuiteDatabase();
const DISMISSALS = 'market_mapping_dismissals';
const WHY = { ...IN_SCHEMA, reason: 'agreed with the traders', actor: 'ada' };

beforeEach(() => database.db.raw(`truncate ${database.table(DISMISSALS)} restart identity`));

/** What lint says of the database's mappings, after somebody saw SportyBet offer these names. */
async function findings(...names: string[]): Promise<LintFinding[]> {
  const market = { source: 'sportybet', externalMarketId: '29', marketName: 'GG/NG', parameter: null };
  const seen: LintObserved = {
    markets: [{ ...market, outcomes: names.map(name => ({ id: null, name, odds: 1.9, active: true })) }],
  };
  return lintMappings(await exportMappings(database.db, IN_SCHEMA), seen);
}

async function theOne(...names: string[]): Promise<LintFinding> {
  const [finding, ...others] = await findings(...names);
  expect(others).toEqual([]);
  if (finding === undefined) throw new Error('lint finds nothing');
  return finding;
}

const isOut = async (finding: LintFinding) => isDismissed(finding, await listDismissals(database.db, IN_SCHEMA));

describe('a finding that somebody dismissed', () => {
  beforeEach(async () => {
    await createMapping(database.db, newMapping(), IN_SCHEMA);
  });

  it('is kept with what it says, why, when and by whom, and no mapping changes', async () => {
    const before = await database.rows(AUDIT);
    const finding = await theOne('Yes', 'No', 'Both', 'Neither');
    const dismissal = await dismissFinding(database.db, finding, WHY);
    expect(dismissal).toEqual({
      id: 1,
      rule: 'unmapped-outcome',
      mapping: 'btts_ft',
      source: 'sportybet',
      fingerprint: finding.fingerprint,
      about: ['Both', 'Neither'],
      message: finding.message,
      reason: 'agreed with the traders',
      createdAt: expect.any(Date),
      createdBy: 'ada',
    });
    expect(await listDismissals(database.db, IN_SCHEMA)).toEqual([dismissal]);
    expect(await database.rows(AUDIT)).toEqual(before);
  });

  it('stays so when the same or less is seen, and comes back with a further name', async () => {
    expect(await isOut(await theOne('Yes', 'No', 'Both', 'Neither'))).toBe(false);
    await dismissFinding(database.db, await theOne('Yes', 'No', 'Neither', 'Both'), WHY);
    expect(await isOut(await theOne('Yes', 'No', 'Both', 'Neither'))).toBe(true);
    expect(await isOut(await theOne('Yes', 'No', 'Both'))).toBe(true);
    expect(await isOut(await theOne('Yes', 'No', 'Both', 'Only One'))).toBe(false);
  });

  it('comes back when the mapping changes, and goes again when the change is taken back', async () => {
    await dismissFinding(database.db, await theOne('Yes', 'No', 'Both'), WHY);
    await updateMapping(database.db, 'btts_ft', { name: 'Goal/No Goal' }, IN_SCHEMA);
    expect(await isOut(await theOne('Yes', 'No', 'Both'))).toBe(false);
    await updateMapping(database.db, 'btts_ft', { name: newMapping().name }, IN_SCHEMA);
    expect(await isOut(await theOne('Yes', 'No', 'Both'))).toBe(true);
  });

  it('comes back when another mapping changes that it is about, and not when some other does', async () => {
    await createMapping(database.db, newMapping({ canonicalId: 'twin' }), { ...IN_SCHEMA, allowShared: true });
    const other = newMapping({
      canonicalId: 'other',
      name: 'Other',
      sportybetId: '1',
      betpawaId: null,
      bet9jaKey: null,
    });
    await createMapping(database.db, other, IN_SCHEMA);
    const shared = async () => {
      const found = (await findings()).find(({ rule }) => rule === 'one-bet-twice');
      if (found === undefined) throw new Error('lint does not find that the two are one bet');
      return found;
    };
    const finding = await shared();
    await dismissFinding(database.db, finding, WHY);
    await updateMapping(database.db, 'other', { name: 'Another' }, IN_SCHEMA);
    expect(await isOut(await shared())).toBe(true);
    const [elsewhere = ''] = ['btts_ft', 'twin'].filter(id => id !== finding.mapping);
    await updateMapping(database.db, elsewhere, { priority: -1 }, IN_SCHEMA);
    expect(await isOut(await shared())).toBe(false);
  });

  it('has one dismissal however often it is dismissed: the last reason counts', async () => {
    const finding = await theOne('Yes', 'No', 'Both', 'Neither');
    const { id } = await dismissFinding(database.db, finding, WHY);
    const again = { ...finding, about: [...finding.about].reverse() };
    await dismissFinding(database.db, again, { ...IN_SCHEMA, reason: 'never offered again' });
    expect(await listDismissals(database.db, IN_SCHEMA)).toMatchObject([
      { id, reason: 'never offered again', createdBy: null },
    ]);
  });

  it('comes back when its dismissal is removed', async () => {
    const finding = await theOne('Yes', 'No', 'Both');
    const dismissal = await dismissFinding(database.db, finding, WHY);
    expect(await removeDismissal(database.db, dismissal.id, IN_SCHEMA)).toEqual(dismissal);
    expect(await isOut(finding)).toBe(false);
    expect(await removeDismissal(database.db, dismissal.id, IN_SCHEMA)).toBeNull();
  });

  it('stays as it was where the transaction is rolled back', async () => {
    const finding = await theOne('Yes', 'No', 'Both');
    const rolledBack = database.db.transaction(async trx => {
      await dismissFinding(trx, finding, WHY);
      throw new Error('rolled back');
    });
    await expect(rolledBack).rejects.toThrow('rolled back');
    expect(await listDismissals(database.db, IN_SCHEMA)).toEqual([]);
  });

  it.each([
    ['without a reason', {}, { reason: undefined }, 'reason'],
    ['with a blank reason', {}, { reason: '  ' }, 'reason'],
    ['with an unknown option', {}, { because: 'of that' }, 'options.because'],
    ['of no rule', { rule: '' }, {}, 'rule'],
    ['of a source that is none', { source: 'Bet 365' }, {}, 'source'],
    ['about what is no list', { about: 'Both' }, {}, 'about'],
    ['about what Postgres cannot store', { about: ['a\u0000b'] }, {}, 'about[0]'],
  ])('is refused %s', async (_, finding, options, field) => {
    const given = { ...(await theOne('Yes', 'No', 'Both')), ...finding };
    // The types forbid most of these; JavaScript does not.
    const error = await errorOf(Reflect.apply(dismissFinding, null, [database.db, given, { ...WHY, ...options }]));
    expect(error).toMatchObject({ code: 'VALIDATION', issues: [{ field }] });
    expect(await listDismissals(database.db, IN_SCHEMA)).toEqual([]);
  });
});
