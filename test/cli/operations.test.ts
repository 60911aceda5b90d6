import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openEmbedded } from '../../src/embedded.js';
import {
  createIgnoreRule,
  createMapping,
  listMappers,
  recordUnmappedMarket,
  runMigrations,
  updateMapping,
} from '../../src/index.js';
import { newMapping, newSighting } from '../support/builders.js';
import { runCommand } from '../support/command.js';
import { databaseForThisTest } from '../support/databases.js';
import { openMapper } from '../support/mappers.js';

/** The names of the commands below a `--help`. */
async function commandsOf(path: readonly string[]): Promise<string[]> {
  const { out } = await runCommand([...path, '--help']);
  const [, list = ''] = /^Commands:\n((?: {2}.*\n?)+)/m.exec(out) ?? [];
  return [...list.matchAll(/^ {2}([\w-]+)/gm)].map(match => match[1] ?? '').filter(name => name !== 'help');
}

it('every command has an example in its help', async () => {
  const without: string[] = [];
  const paths = (await commandsOf([])).map(name => [name]);
  expect(paths.length).toBeGreaterThan(15);
  while (paths.length > 0) {
    await Promise.all(
      paths.splice(0, 4).map(async path => {
        const below = await commandsOf(path);
        paths.push(...below.map(name => [...path, name]));
        if (below.length > 0) return;
        const { out } = await runCommand([...path, '--help']);
        if (!/^Examples?:\n/m.test(out) || !out.includes(`:\n  npx market-mapping ${path.join(' ')}`))
          without.push(path.join(' '));
      }),
    );
  }
  expect(without).toEqual([]);
}, 300_000);

describe('mappers', () => {
  it('shows those that run, and those that have been stale for long', async () => {
    const { db, url } = await databaseForThisTest();
    expect(await runCommand(['mappers', '--stale'], { url })).toMatchObject({ code: 0, out: '' });
    await createMapping(db, newMapping());
    await openMapper(db);
    const shown = await runCommand(['mappers'], { url });
    expect(shown).toMatchObject({ code: 0, out: expect.stringContaining(String(process.pid)) });
    await updateMapping(db, 'btts_ft', { name: 'Another' });
    expect(await runCommand(['mappers', '--stale'], { url })).toMatchObject({ code: 0, out: '' });
    await db.raw(`update market_mapping_recorders set behind_since = now() - interval '5 minutes'`);
    const { code, out } = await runCommand(['mappers', '--stale', '--json'], { url });
    expect(code).toBe(1);
    const [info] = await listMappers(db);
    expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify([info])));
    expect(JSON.parse((await runCommand(['stats', '--json'], { url })).out)).toMatchObject({
      mappings: { total: 1 },
      mappers: { running: 1, stale: 1 },
    });
  });
});

describe('stats', () => {
  it('says how many markets came back, are seen ever more often, or are muted by rules, and when mappers last wrote', async () => {
    const { db, url } = await databaseForThisTest();
    await createMapping(db, newMapping());
    await createIgnoreRule(db, { source: 'bet9ja', externalMarketId: 'S_PLAYER*', reason: 'player specials' });
    const { mapper } = await openMapper(db);
    mapper.recordUnmapped(newSighting({ source: 'bet9ja', externalMarketId: 'S_PLAYER1' }));
    mapper.recordUnmapped(newSighting({ source: 'betway_of_the_island' }));
    await mapper.flush();
    await db.raw(`update unmapped_market_log set regressed_at = now() where status = 'NEW'`);
    const { out } = await runCommand(['stats'], { url, env: { COLUMNS: '20' } });
    const fields = Object.fromEntries(out.split('\n').map(line => line.split(/ {2,}/)));
    expect(fields).toMatchObject({
      mappings: '1',
      unmapped: '2',
      regressed: '1',
      escalating: '0',
      'ignored by rules': '1',
      mappers: '1',
      'stale mappers': '0',
      'last flush': expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      betway_of_the_island: '0',
    });
  });
});

describe('grants', () => {
  it('prints statements, without a database', async () => {
    const { code, out } = await runCommand(['grants', '--reader', 'grafana', '--schema', 'odds']);
    expect(code).toBe(0);
    expect(out).toContain('grant usage on schema "odds" to "grafana";\n');
  });

  it('wants a role', async () => {
    expect(await runCommand(['grants'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('name at least one role'),
    });
  });
});

describe('check --fix', () => {
  it('repairs triggers and sequences, and tells what it leaves', async () => {
    const { db, url } = await databaseForThisTest();
    await createMapping(db, newMapping());
    await db.raw('alter table user_market_mappings disable trigger user');
    await db.raw(`select setval('user_market_mappings_id_seq', 1, false)`);
    expect(await runCommand(['check'], { url })).toMatchObject({
      code: 1,
      err: expect.stringContaining('check --fix'),
    });
    const fixed = await runCommand(['check', '--fix'], { url });
    expect(fixed).toMatchObject({ code: 0, out: expect.stringContaining('repaired user_market_mappings: sequence') });
    expect(fixed.out).toMatch(/^repaired .*trigger/m);
    expect(await runCommand(['check'], { url })).toMatchObject({ code: 0 });
    await createMapping(db, newMapping({ canonicalId: 'second', betpawaId: 'x', sportybetId: 'x', bet9jaKey: 'x' }));
    await db.raw('drop index idx_audit_log_action');
    const left = await runCommand(['check', '--fix', '--json'], { url });
    expect(left.code).toBe(1);
    expect(JSON.parse(left.out)).toMatchObject({ ok: false, repaired: [], differences: [expect.any(String)] });
  });

  it('applies no migration', async () => {
    const { url } = await databaseForThisTest({ empty: true });
    expect(await runCommand(['check', '--fix'], { url })).toMatchObject({
      code: 1,
      err: 'Run "market-mapping migrate".\n',
    });
  });
});

describe('--data-dir', () => {
  it('opens the folder of an embedded Postgres, unless a service has it open', async () => {
    const parent = await mkdtemp(path.join(tmpdir(), 'market-mapping-data-'));
    onTestFinished(() => rm(parent, { recursive: true, force: true }));
    const dataDir = path.join(parent, 'data');
    const db = await openEmbedded({ dataDir });
    await runMigrations(db);
    await createMapping(db, newMapping());
    const held = await runCommand(['mappings', 'list', '--data-dir', dataDir]);
    await db.destroy();
    expect(held).toMatchObject({
      code: 5,
      err: expect.stringMatching(/^error DATABASE: .*open in process \d+ .*: stop it first/),
    });
    expect(held.err).not.toContain('db.destroy');
    const { code, out } = await runCommand(['mappings', 'list', '--data-dir', dataDir]);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('btts_ft') });
  });

  it('creates none', async () => {
    const missing = path.join(tmpdir(), 'market-mapping-nothing-here');
    expect(await runCommand(['stats', '--data-dir', missing])).toMatchObject({
      code: 3,
      err: expect.stringMatching(/^error FILE: /),
    });
    expect(await runCommand(['stats', '--data-dir', missing, '--database-url', 'postgres://x/y'])).toMatchObject({
      code: 2,
    });
  });
});

describe('unmapped show', () => {
  it('has the sample outcomes as a table', async () => {
    const { db, url } = await databaseForThisTest();
    const sampleOutcomes = [
      { name: 'Over 2.5', odds: 1.85 },
      { name: 'Under 2.5', odds: 1.95 },
    ];
    await recordUnmappedMarket(db, newSighting({ sampleOutcomes }));
    const { out } = await runCommand(['unmapped', 'show', '1'], { url });
    expect(out).toMatch(/^SAMPLE NAME {2}SAMPLE ODDS\nOver 2\.5 +1\.85\nUnder 2\.5 +1\.95\n$/m);
    expect(out).not.toContain('sampleOutcomes');
  });
});
