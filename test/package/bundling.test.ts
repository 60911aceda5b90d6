import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import webpack from 'webpack';
import { type Consumer, makeConsumer } from '../support/consumer.js';
import { databaseForThisTest } from '../support/databases.js';
import { codeBlocks } from '../support/documents.js';

const files = new Map(
  codeBlocks('js')
    .filter(({ name }) => name.startsWith('docs/bundling.md'))
    .map(({ code }) => [/^\/\/ (\S+)$/m.exec(code)?.[1] ?? '', code] as const),
);

let consumer: Consumer;
beforeAll(async () => {
  consumer = await makeConsumer();
  await symlink(path.resolve('node_modules/esbuild'), path.join(consumer.folder, 'node_modules/esbuild'));
  for (const [name, code] of files) await consumer.write(name, code);
});
afterAll(() => consumer.remove());

async function runService(file: string): Promise<string> {
  const { url } = await databaseForThisTest({ empty: true });
  return consumer.node([file], { DATABASE_URL: url });
}

describe('the guide to bundling', { timeout: 180_000 }, () => {
  it.each([
    ['build-esm.mjs', 'out/service.mjs'],
    ['build-cjs.mjs', 'out/service.cjs'],
  ])('esbuild by %s makes a service that works', async (script, bundle) => {
    await consumer.node([script]);
    expect(await runService(bundle)).toBe('true null\n');
  });

  it('webpack makes a service that works', async () => {
    const config: webpack.Configuration = (await import(path.join(consumer.folder, 'webpack.config.cjs'))).default;
    const compiler = webpack({ ...config, context: consumer.folder });
    const stats = await promisify(compiler.run.bind(compiler))();
    await promisify(compiler.close.bind(compiler))();
    expect(stats?.toJson({ all: false, errors: true, warnings: true })).toMatchObject({ errors: [], warnings: [] });
    expect(await runService('out/webpack.cjs')).toBe('true null\n');
  });

  it('everything goes into one file, which needs no node_modules', async () => {
    await consumer.node(['build-lambda.mjs']);
    const alone = await mkdtemp(path.join(tmpdir(), 'market-mapping-lambda-'));
    onTestFinished(() => rm(alone, { recursive: true, force: true }));
    await cp(path.join(consumer.folder, 'lambda'), alone, { recursive: true });
    const { url } = await databaseForThisTest({ empty: true });
    const call = "require('./index.js').handler().then(s => { console.log(s.mappings.total); process.exit(); })";
    const env = { ...process.env, DATABASE_URL: url };
    expect((await promisify(execFile)(process.execPath, ['-e', call], { cwd: alone, env })).stdout).toBe('0\n');
  });

  it('a bundle that fromPool finds no knex for says what to do', async () => {
    const alone = await mkdtemp(path.join(tmpdir(), 'market-mapping-alone-'));
    onTestFinished(() => rm(alone, { recursive: true, force: true }));
    const code = "import { fromPool } from 'market-mapping'; fromPool({ connect() {} });";
    const { build } = await import('esbuild');
    const stdin = { contents: code, resolveDir: consumer.folder };
    await build({ stdin, bundle: true, platform: 'node', format: 'esm', outfile: path.join(alone, 'out.mjs') });
    const run = promisify(execFile)(process.execPath, [path.join(alone, 'out.mjs')]);
    await expect(run).rejects.toThrow(/options\.knex: must be the knex to use.*fromPool\(pool, \{ knex \}\)/);
  });
});
