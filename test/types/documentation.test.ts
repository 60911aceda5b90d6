import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, it, onTestFinished } from 'vitest';
import { exitCodeOf } from '../../src/cli/exit-code.js';
import { type MarketMappingErrorCode, resolveMapping } from '../../src/index.js';
import { databaseForThisTest } from '../support/databases.js';
import { codeBlocks, documents } from '../support/documents.js';

/** Where the blocks of each language are run. */
const RUN_IN: Readonly<Record<string, string>> = {
  ts: 'test/documentation/programs.test.ts',
  sh: 'test/documentation/commands.test.ts',
  js: 'test/package/knex-cli.test.ts',
  'sql of the README': 'test/integration/migration-roles.test.ts',
  'sql of the guides': 'here',
};

it('every block of code is found, and is of a kind that some test runs', () => {
  const blocks = codeBlocks();
  const fences = documents().flatMap(({ text }) => text.match(/^[ *]*```/gm) ?? []);
  expect(fences).toHaveLength(2 * blocks.length);
  const kinds = blocks.map(({ name, language }) =>
    language === 'sql' ? `sql of the ${name.startsWith('README') ? 'README' : 'guides'}` : language,
  );
  expect([...new Set(kinds)].sort()).toEqual(Object.keys(RUN_IN).sort());
});

it('every example in the README, the guides and the doc comments compiles under the strict settings of the project', () => {
  const all = codeBlocks('ts');
  expect(all.length).toBeGreaterThan(45);
  mkdirSync('node_modules/.cache', { recursive: true });
  const folder = mkdtempSync('node_modules/.cache/examples-');
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const files = all.map(({ slug, code }) => {
    const file = path.join(folder, `${slug}.ts`);
    writeFileSync(file, `${code}\nexport {};\n`);
    return path.resolve(file);
  });

  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, path.resolve('.'));
  const program = ts.createProgram(files, { ...options, noUnusedLocals: false });
  const faults = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${path.basename(file?.fileName ?? '')}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
  expect(faults).toEqual([]);
});

it('every error code is in the README and in the guide, with the exit code of the command', () => {
  const codes = [...readFileSync('src/model/errors.ts', 'utf8').matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(
    ([, code = '']) => code,
  );
  expect(codes).toContain('DATABASE');
  const inReadme = [...readFileSync('README.md', 'utf8').matchAll(/^\| `([A-Z_]+)` \| `/gm)].map(([, code]) => code);
  expect(inReadme.sort()).toEqual([...codes].sort());
  const guide = readFileSync('docs/what-happens-when.md', 'utf8');
  const inGuide = [...guide.matchAll(/^\| `([A-Z_]+)` \((\d+)\) \|/gm)].map(([, code, exit]) => [code, Number(exit)]);
  const expected = codes.map(code => [code, exitCodeOf(code as MarketMappingErrorCode)]);
  expect(inGuide.sort()).toEqual(expected.sort());
});

it('the SQL of the guides runs on the tables', async () => {
  const blocks = codeBlocks('sql').filter(({ name }) => name.startsWith('docs/'));
  expect(blocks.length).toBeGreaterThan(2);
  const { db } = await databaseForThisTest();
  for (const { code } of blocks) await db.raw(code);
  expect(await resolveMapping(db, { source: 'sportybet', externalMarketId: '29' })).toMatchObject({
    canonicalId: 'btts_ft',
    outcomeMapping: [{ canonicalId: 'yes' }, { canonicalId: 'no' }],
  });
});
