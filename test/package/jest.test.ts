import { execFile } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Consumer, makeConsumer } from '../support/consumer.js';
import { codeBlocks } from '../support/documents.js';

interface JestReport {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly testResults: readonly { readonly message: string }[];
}

let consumer: Consumer;
beforeAll(async () => {
  consumer = await makeConsumer();
  const modules = path.join(consumer.folder, 'node_modules');
  await mkdir(path.join(modules, '@jest'));
  for (const name of ['ts-jest', 'typescript', 'pg-mem', '@jest/globals', '@types'])
    await symlink(path.resolve('node_modules', name), path.join(modules, name));
  // What the guide shows, in files of the names it gives them.
  const blocks = codeBlocks().filter(({ name }) => name.startsWith('docs/testing-with-jest.md'));
  for (const { code } of blocks) await consumer.write(/^\/\/ (\S+)$/m.exec(code)?.[1] ?? '', code);
});
afterAll(() => consumer.remove());

/** Jest as a process of its own, in the consumer's folder, without any flag. */
async function jest(file: string): Promise<JestReport> {
  const bin = path.resolve('node_modules/jest/bin/jest.js');
  const args = [bin, '--json', '--rootDir', consumer.folder, '--testTimeout', '60000', file];
  const { NODE_OPTIONS: _, ...env } = process.env;
  const run = promisify(execFile)(process.execPath, args, { cwd: consumer.folder, env });
  // It ends with 1 where a test fails, and the report says which.
  const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

async function expectToPass(file: string, tests: number): Promise<void> {
  const report = await jest(file);
  expect(report.testResults.map(({ message }) => message)).toEqual(['']);
  expect(report).toMatchObject({ success: true, numPassedTests: tests });
}

// ts-jest compiles with types, which takes its time on a busy machine.
describe('in plain Jest, without flags', { timeout: 240_000 }, () => {
  it('the CommonJS test of the guide passes', () => expectToPass('markets.test.js', 1));

  it('the TypeScript test of the guide passes with ts-jest', async () => {
    const compilerOptions = {
      target: 'ES2022',
      module: 'commonjs',
      esModuleInterop: true,
      strict: true,
      types: ['node'],
    };
    await consumer.write('tsconfig.json', JSON.stringify({ compilerOptions }));
    await expectToPass('unmapped.test.ts', 1);
  });

  it("rows, dates and errors are of the sandbox's classes, on both engines", async () => {
    await consumer.write(
      'classes.test.js',
      `const { createMapping, getMapping, MarketMappingError } = require('market-mapping');
       const { createTestDatabase } = require('market-mapping/testing');
       test.each(['pglite', 'pg-mem'])('%s', async engine => {
         const db = await createTestDatabase({ engine });
         const row = { canonical_id: 'x', name: 'X', betpawa_id: '1', outcome_mapping: '[]' };
         await db('user_market_mappings').insert(row);
         const [{ created_at }] = await db('user_market_mappings').select('created_at');
         expect(created_at).toBeInstanceOf(Date);
         const mapping = await getMapping(db, 'x');
         expect(mapping.createdAt).toBeInstanceOf(Date);
         expect(mapping.outcomeMapping).toEqual([]);
         await expect(createMapping(db, {})).rejects.toBeInstanceOf(MarketMappingError);
         await db.destroy();
       });`,
    );
    await expectToPass('classes.test.js', 2);
  });
});
