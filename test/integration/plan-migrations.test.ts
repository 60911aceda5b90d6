import { describe, expect, it } from 'vitest';
import { checkSchema, createMapping, planMigrations, runMigrations } from '../../src/index.js';
import { newMapping } from '../support/builders.js';
import { databaseForThisTest } from '../support/databases.js';
import { everythingIn } from './catalogue.js';

describe('planMigrations', () => {
  it.each(['public', 'odds'])('tells SQL that leaves schema %s as runMigrations would', async schema => {
    const [byHand, byUs] = [await databaseForThisTest({ empty: true }), await databaseForThisTest({ empty: true })];
    const { applied } = await runMigrations(byUs.db, { schema });
    const { pending, adopted, ahead, sql } = await planMigrations(byHand.db, { schema });
    expect({ pending, adopted, ahead }).toEqual({ pending: applied, adopted: [], ahead: [] });
    expect(await checkSchema(byHand.db, { schema })).toMatchObject({ ok: false, pending: applied });
    await byHand.db.raw(sql);
    expect(await checkSchema(byHand.db, { schema })).toMatchObject({ ok: true, pending: [] });
    expect(await everythingIn(byHand.db)).toEqual(await everythingIn(byUs.db));
    expect(await runMigrations(byHand.db, { schema })).toEqual({ applied: [], adopted: [], ahead: [] });
    await createMapping(byHand.db, newMapping(), { schema });
  });

  it('tells nothing of a database that is up to date', async () => {
    const { db } = await databaseForThisTest();
    expect(await planMigrations(db)).toEqual({ pending: [], adopted: [], ahead: [], sql: '' });
  });
});
