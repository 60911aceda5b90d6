import { describe, expect, it } from 'vitest';
import { createMapping, listMappers, updateMapping } from '../../src/index.js';
import { newMapping } from '../support/builders.js';
import { runCommand } from '../support/command.js';
import { databaseForThisTest } from '../support/databases.js';
import { openMapper } from '../support/mappers.js';

/** The names of the commands below a `--help`. */
async function commandsOf(path: readonly string[]): Promise<string[]> {
  const { out } = await runCommand([...path, '--help']);
  const [, list = ''] = /^Commands:\n((?: {2}.*\n?)+)/m.exec(out) ?? [];
  return [...list.matchAll(/^ {2}(\w+)/gm)].map(match => match[1] ?? '').filter(name => name !== 'help');
}

it('every command has an example in its help', async () => {
  const without: string[] = [];
  const paths = (await commandsOf([])).map(name => [name]);
  expect(paths.length).toBeGreaterThan(15);
  for (let path = paths.shift(); path; path = paths.shift()) {
    const below = await commandsOf(path);
    const parent = path;
    paths.push(...below.map(name => [...parent, name]));
    if (below.length > 0) continue;
    const { out } = await runCommand([...path, '--help']);
    if (!out.includes(`Example:\n  npx market-mapping ${path.join(' ')}`)) without.push(path.join(' '));
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
