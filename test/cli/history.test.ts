import { describe, expect, it } from 'vitest';
import { createMapping, deleteMapping, getMapping, listAuditLog, updateMapping } from '../../src/index.js';
import { bet9jaMapping, newMapping } from '../support/builders.js';
import { runCommand } from '../support/command.js';
import { databaseForThisTest, type TestDatabase } from '../support/databases.js';

/** A moment before which one thing has happened, and after which another will. */
async function moment({ db }: TestDatabase): Promise<string> {
  const { rows } = await db.raw(`select pg_sleep(0.01), clock_timestamp() as at, pg_sleep(0.01)`);
  return rows[0].at.toISOString();
}

async function past(): Promise<{ database: TestDatabase; before: string; between: string }> {
  const database = await databaseForThisTest();
  const before = await moment(database);
  await createMapping(database.db, newMapping());
  const between = await moment(database);
  await updateMapping(database.db, 'btts_ft', { name: 'Another' });
  await createMapping(database.db, bet9jaMapping('S_1X2'));
  return { database, before, between };
}

describe('the past', () => {
  it('is shown by mappings show, mappings list and export', async () => {
    const { database, before, between } = await past();
    const { url } = database;
    const was = newMapping().name;
    expect((await runCommand(['mappings', 'show', 'btts_ft', '--as-of', between], { url })).out).toContain(was);
    expect(await runCommand(['mappings', 'show', 'btts_ft', '--as-of', before], { url })).toMatchObject({
      code: 1,
      err: expect.stringContaining('There was no mapping'),
    });
    const listed = await runCommand(['mappings', 'list', '--as-of', between, '--json'], { url });
    expect(JSON.parse(listed.out).items).toMatchObject([{ canonicalId: 'btts_ft', name: was }]);
    const exported = await runCommand(['export', '--as-of', between], { url });
    expect(JSON.parse(exported.out)).toMatchObject([{ canonicalId: 'btts_ft', name: was }]);
    expect(JSON.parse((await runCommand(['export'], { url })).out)).toHaveLength(2);
  });

  it('is compared field by field', async () => {
    const { database, between } = await past();
    const { url } = database;
    const { code, out } = await runCommand(['diff', between], { url });
    expect(code).toBe(0);
    expect(out).toBe(`changed btts_ft\n  name\n    - ${newMapping().name}\n    + Another\ncreated S_1X2\n`);
    expect((await runCommand(['diff', '1m'], { url })).out).toContain('created btts_ft');
    const none = await runCommand(['diff', between, between], { url });
    expect(none).toMatchObject({ code: 0, out: '', err: 'No mapping differs.\n' });
    expect(await runCommand(['diff', '1h', '2h'], { url })).toMatchObject({ code: 2 });
  });

  it('ends where the audit log was pruned, of which a dry run tells before', async () => {
    const { database, before } = await past();
    const { db, url } = database;
    const after = await moment(database);
    const dry = await runCommand(['prune', 'audit', '--older-than', after, '--dry-run'], { url });
    expect(dry).toMatchObject({ code: 0, out: expect.stringMatching(/^would be deleted: 1 changes/) });
    expect((await listAuditLog(db)).items).toHaveLength(3);
    const { out } = await runCommand(['prune', 'audit', '--older-than', after, '--json'], { url });
    expect(JSON.parse(out)).toMatchObject({ pruned: 1, dryRun: false });
    expect((await listAuditLog(db)).items).toHaveLength(2);
    expect(await runCommand(['diff', before], { url })).toMatchObject({
      code: 3,
      err: expect.stringMatching(/^error HISTORY_PRUNED: /),
    });
    expect(await getMapping(db, 'btts_ft')).toMatchObject({ name: 'Another' });
  });
});

describe('revert', () => {
  it('brings a deleted mapping back', async () => {
    const { database } = await past();
    const { db, url } = database;
    await deleteMapping(db, 'btts_ft');
    const [entry] = (await listAuditLog(db, { action: 'DELETE' })).items;
    expect(await runCommand(['revert', String(entry?.id)], { url })).toMatchObject({ code: 0 });
    expect(await getMapping(db, 'btts_ft')).toMatchObject({ name: 'Another' });
  });

  it('tells in terms of the command what stands in its way', async () => {
    const { database } = await past();
    const { db, url } = database;
    await updateMapping(db, 'btts_ft', { name: 'A third' });
    const second = (await listAuditLog(db, { action: 'UPDATE' })).items.at(-1);
    const refused = await runCommand(['revert', String(second?.id)], { url });
    expect(refused).toMatchObject({
      code: 3,
      err: expect.stringMatching(/^error CHANGED_SINCE: .*or add --force\.\n$/),
    });
    expect(await runCommand(['revert', String(second?.id), '--force'], { url })).toMatchObject({ code: 0 });
    expect(await getMapping(db, 'btts_ft')).toMatchObject({ name: newMapping().name });
    const nothing = await runCommand(['revert', '999999'], { url });
    expect(nothing).toMatchObject({ code: 3, err: expect.stringContaining('"audit" shows the id') });
  });
});
