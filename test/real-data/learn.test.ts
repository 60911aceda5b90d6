import { describe, expect, it } from 'vitest';
import { comparePrices, createMarketMapper, exportMappings, importMappings, listAuditLog } from '../../src/index.js';
import { runCommand } from '../support/command.js';
import { databaseForThisTest } from '../support/databases.js';
import { files, folder, present, readFile, readMappings } from './files.js';

/** Those that serve the feed of SportyBet's ids. */
const FAMILY = ['msport', 'betway', 'betika'];

const payloads = files.filter(file => !file.includes('tennis') && !file.includes('live'));

describe.runIf(present)('the command learn on the mappings of a service', () => {
  it('gives MSport, Betway and Betika ids under which no price disagrees with SportyBet’s', async () => {
    const { db, url } = await databaseForThisTest();
    await importMappings(db, readMappings(), { allowShared: true });
    const args = payloads.map(file => `${folder}/payloads/${file}`);
    const dry = await runCommand(['learn', ...args, '--dry-run'], { url });
    expect(dry).toMatchObject({ code: 0, err: '' });
    expect(await listAuditLog(db, { action: 'UPDATE', limit: 1 })).toMatchObject({ items: [] });
    const { code, out } = await runCommand(['learn', ...args, '--actor', 'ada', '--json'], { url });
    expect(code).toBe(0);
    const { changed, left } = JSON.parse(out);
    expect(changed.length).toBeGreaterThan(30);
    expect(left.length).toBeGreaterThan(0);

    const learned = await exportMappings(db);
    await using mapper = await createMarketMapper(db, { listen: false });
    const compared = comparePrices(mapper.resolveEvent({ markets: payloads.flatMap(readFile) })).filter(
      ({ sources }) => sources.includes('sportybet') && sources.some(source => FAMILY.includes(source)),
    );
    for (const source of FAMILY) {
      expect(learned.filter(({ sourceIds }) => sourceIds[source] !== undefined).length, source).toBeGreaterThan(10);
      expect(compared.filter(({ sources }) => sources.includes(source)).length, source).toBeGreaterThan(20);
    }
    expect(compared.filter(({ difference, tolerance }) => difference > tolerance)).toEqual([]);
    expect(learned.filter(({ sourceIds }) => sourceIds.sportpesa !== undefined)).toEqual([]);
    const { items } = await listAuditLog(db, { action: 'UPDATE', limit: 1 });
    expect(items).toMatchObject([{ createdBy: 'ada', reason: `learned from ${payloads.length} payloads` }]);
  });

  it('refuses to learn SportPesa’s ids, whose numbers look alike, from another feed', async () => {
    const { url } = await databaseForThisTest();
    const args = ['learn', `${folder}/payloads/${files[0]}`, '--source', 'sportpesa', '--like', 'sportybet'];
    const { code, err } = await runCommand(args, { url });
    expect(code).toBe(2);
    expect(err).toContain('sportpesa does not declare its feed, "uof"');
  });
});
