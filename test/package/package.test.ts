import { readFile, stat } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PUBLISHED_FILES } from '../../scripts/published-files.js';
import { type Consumer, makeConsumer } from '../support/consumer.js';

let consumer: Consumer;
beforeAll(async () => {
  consumer = await makeConsumer();
});
afterAll(() => consumer.remove());

async function node(name: string, code: string): Promise<unknown> {
  return JSON.parse(await consumer.node([await consumer.write(name, code)]));
}

const JOB = `
  const db = await openEmbedded();
  const { applied } = await runMigrations(db);
  await createMapping(db, { canonicalId: '1x2_ft', name: '1X2', betpawaId: '3743', outcomeMapping: [] });
  const mapper = await createMarketMapper(db, { listen: false });
  const found = mapper.resolve('betpawa', '3743').canonicalId;
  await mapper.close();
  await db.destroy();
  console.log(JSON.stringify({ migrated: applied.length > 0, found }));
`;

describe('the packed package', () => {
  it('holds the build, its types, the licence, the documents and the examples, and no source, test or migration file', () => {
    expect(consumer.packed).toEqual(
      expect.arrayContaining([
        'package.json',
        'README.md',
        'LICENSE',
        'CHANGELOG.md',
        'ARCHITECTURE.md',
        'docs/README.md',
        'examples/scraper-run.ts',
        'dist/index.js',
        'dist/index.d.cts',
        'dist/third-party-licenses.txt',
      ]),
    );
    expect(consumer.packed.filter(file => !PUBLISHED_FILES.test(file))).toEqual([]);
  });

  it('does the main job for a consumer in ESM', async () => {
    const code = `import { createMapping, createMarketMapper, runMigrations } from 'market-mapping';
      import { openEmbedded } from 'market-mapping/embedded';
      ${JOB}`;
    expect(await node('job.mjs', code)).toEqual({ migrated: true, found: '1x2_ft' });
  });

  it('does the main job for a consumer in CJS', async () => {
    const code = `const { createMapping, createMarketMapper, runMigrations } = require('market-mapping');
      const { openEmbedded } = require('market-mapping/embedded');
      (async () => { ${JOB} })();`;
    expect(await node('job.cjs', code)).toEqual({ migrated: true, found: '1x2_ft' });
  });

  it('brings the command', async () => {
    const { bin, version } = JSON.parse(await readFile(path.join(consumer.folder, 'package/package.json'), 'utf8'));
    const command = path.join(consumer.folder, 'package', bin['market-mapping']);
    expect(await consumer.node([command, '--version'])).toBe(`${version}\n`);
    expect((await stat(command)).mode & 0o111).not.toBe(0);
  });

  it('brings what it is bundled of, with its licences, and asks for nothing but its peers and zod', async () => {
    const packed = path.join(consumer.folder, 'package');
    const { dependencies } = JSON.parse(await readFile(path.join(packed, 'package.json'), 'utf8'));
    expect(Object.keys(dependencies)).toEqual(['zod']);
    const command = await readFile(path.join(packed, 'dist/cli.js'), 'utf8');
    const imported = [...command.matchAll(/^import .*?["']([^"']+)["'];$/gm)].map(([, name = '']) => name);
    expect(new Set(imported.filter(name => !isBuiltin(name)))).toEqual(new Set(['knex', 'pg', 'market-mapping']));
    const licenses = await readFile(path.join(packed, 'dist/third-party-licenses.txt'), 'utf8');
    for (const name of ['commander', 'csv-parse', 'csv-stringify', 'string-width', 'cli-progress']) {
      expect(licenses).toMatch(new RegExp(`^${name} \\d`, 'm'));
    }
  });

  it('recognises an error of its other copy, which instanceof does not', async () => {
    const code = `import { createRequire } from 'node:module';
      import * as esm from 'market-mapping';
      const cjs = createRequire(import.meta.url)('market-mapping');
      let caught;
      try { cjs.parseBetpawaEvent('no event'); } catch (error) { caught = error; }
      console.log(JSON.stringify([
        caught instanceof esm.MarketMappingError, esm.isMarketMappingError(caught), caught.code, caught.name,
      ]));`;
    expect(await node('errors.mjs', code)).toEqual([false, true, 'INVALID_PAYLOAD', 'InvalidPayloadError']);
  });
});
