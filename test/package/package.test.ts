import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);

/** A consumer's project with the packed tarball in it, and the peers linked from ours. */
let consumer: string;
let packed: string[];

beforeAll(async () => {
  if (!existsSync('dist/index.js'))
    throw new Error('the package is not built: npm run build, or npm test, which does it');
  consumer = await mkdtemp(path.join(tmpdir(), 'market-mapping-consumer-'));
  const modules = path.join(consumer, 'node_modules');
  await mkdir(path.join(modules, '@electric-sql'), { recursive: true });
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', consumer]);
  const [{ filename, files }]: [{ filename: string; files: { path: string }[] }] = JSON.parse(stdout);
  packed = files.map(file => file.path);
  await run('tar', ['-xzf', path.join(consumer, filename), '-C', consumer]);
  await symlink(path.join(consumer, 'package'), path.join(modules, 'market-mapping'));
  // Found from the package's real folder, as an installed one finds what is hoisted beside it.
  for (const name of ['knex', 'pg', 'zod', '@electric-sql/pglite']) {
    await symlink(path.resolve('node_modules', name), path.join(modules, name));
  }
});
afterAll(() => rm(consumer, { recursive: true, force: true }));

async function node(name: string, code: string): Promise<unknown> {
  const file = path.join(consumer, name);
  await writeFile(file, code);
  const { stdout } = await run(process.execPath, ['--no-warnings', file]);
  return JSON.parse(stdout);
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
  it('holds the build, its types, the licence and the documents, and no source, test or migration file', () => {
    expect(packed).toEqual(
      expect.arrayContaining([
        'package.json',
        'README.md',
        'LICENSE',
        'CHANGELOG.md',
        'dist/index.js',
        'dist/index.d.cts',
      ]),
    );
    const expected = /^(dist\/[\w.-]+\.(js|cjs|d\.ts|d\.cts|map)|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
    expect(packed.filter(file => !expected.test(file))).toEqual([]);
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
