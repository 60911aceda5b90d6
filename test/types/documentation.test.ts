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
  json: 'test/unit/lint/lint-page.test.ts',
  js: 'test/package/{knex-cli,bundling,jest}.test.ts',
  typescript: 'test/package/jest.test.ts',
  'sql of the grants': 'test/integration/migration-roles.test.ts',
  'sql of the guides': 'here',
};

it('every block of code is found, and is of a kind that some test runs', () => {
  const blocks = codeBlocks();
  const fences = documents().flatMap(({ text }) => text.match(/^[ *]*```/gm) ?? []);
  expect(fences).toHaveLength(2 * blocks.length);
  const kinds = blocks.map(({ name, language }) =>
    language === 'sql' ? `sql of the ${areGrants(name) ? 'grants' : 'guides'}` : language,
  );
  expect([...new Set(kinds)].sort()).toEqual(Object.keys(RUN_IN).sort());
});

it('every example in the README, the pages and the doc comments compiles under the settings of a strict project', () => {
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
  // `tsc --init` switches it on for a reader's project; ours is checked without.
  const strictest = { ...options, noUnusedLocals: false, exactOptionalPropertyTypes: true };
  const program = ts.createProgram(files, strictest);
  const found = files.flatMap(file => ts.getPreEmitDiagnostics(program, sourceOf(program, file)));
  const faults = [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics(), ...found].map(
    ({ file, start, messageText }) => {
      const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
      return `${path.basename(file?.fileName ?? '')}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    },
  );
  expect(faults).toEqual([]);
});

it('every error code is documented, with its class and the exit code of the command', () => {
  const source = readFileSync('src/model/errors.ts', 'utf8');
  const codes = [...source.matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(([, code = '']) => code);
  expect(codes).toContain('DATABASE');
  const page = readFileSync('docs/errors.md', 'utf8');
  const documented = [...page.matchAll(/^\| `([A-Z_]+)` \((\d+)\) \| `(\w+)` \|/gm)];
  const classes = new Map(documented.map(([, code, , name]) => [code, name]));
  expect(documented.map(([, code, exit]) => [code, Number(exit)]).sort()).toEqual(
    codes.map(code => [code, exitCodeOf(code as MarketMappingErrorCode)]).sort(),
  );
  const declarations = source.split(/^export class /m);
  for (const [code, name] of classes) {
    expect(declarations.find(declaration => declaration.startsWith(`${name} `))).toContain(`'${code}'`);
  }
});

it('the SQL of the guides runs on the tables', async () => {
  const blocks = codeBlocks('sql').filter(({ name }) => !areGrants(name));
  expect(blocks.length).toBeGreaterThan(2);
  const { db } = await databaseForThisTest();
  for (const { code } of blocks) await db.raw(code);
  expect(await resolveMapping(db, { source: 'sportybet', externalMarketId: '29' })).toMatchObject({
    canonicalId: 'btts_ft',
    outcomeMapping: [{ canonicalId: 'yes' }, { canonicalId: 'no' }],
  });
});

/** The roles they grant to are made for the test that runs them. */
function areGrants(name: string): boolean {
  return name.startsWith('docs/production.md, ');
}

function sourceOf(program: ts.Program, file: string): ts.SourceFile {
  const source = program.getSourceFile(file);
  if (!source) throw new Error(`${file} is not part of the program`);
  return source;
}
