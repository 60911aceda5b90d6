import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, it, onTestFinished } from 'vitest';
import { exitCodeOf } from '../../src/cli/exit-code.js';
import { type MarketMappingErrorCode, resolveMapping } from '../../src/index.js';
import { databaseForThisTest } from '../support/databases.js';

/** The TypeScript blocks of the README, the guides and the doc comments, by where they stand. */
function examples(): { name: string; code: string }[] {
  const files = ['README.md', ...guides(), ...sources('src')];
  return files.flatMap(file => {
    const text = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
    const prose = file.endsWith('.ts') ? text.replaceAll(/^ *\* ?/gm, '') : text;
    return [...prose.matchAll(/```ts\n(.*?)```/gs)].map(([, code = ''], index) => ({
      name: `${file} ${index + 1}`,
      code,
    }));
  });
}

function guides(): string[] {
  return readdirSync('docs').map(name => path.join('docs', name));
}

function sources(folder: string): string[] {
  return ts.sys.readDirectory(folder, ['.ts']).map(file => path.relative('.', file));
}

it('every example in the README, the guides and the doc comments compiles under the strict settings of the project', () => {
  const all = examples();
  expect(all.length).toBeGreaterThan(45);
  mkdirSync('node_modules/.cache', { recursive: true });
  const folder = mkdtempSync('node_modules/.cache/examples-');
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const files = all.map(({ name, code }) => {
    const file = path.join(folder, `${name.replaceAll(/[^A-Za-z0-9]+/g, '-')}.ts`);
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
  const codes = [...readFileSync('src/errors.ts', 'utf8').matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(
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
  const blocks = guides().flatMap(file =>
    [...readFileSync(file, 'utf8').matchAll(/```sql\n(.*?)```/gs)].map(([, sql = '']) => sql),
  );
  expect(blocks.length).toBeGreaterThan(2);
  const { db } = await databaseForThisTest();
  for (const sql of blocks) await db.raw(sql);
  expect(await resolveMapping(db, { source: 'sportybet', externalMarketId: '29' })).toMatchObject({
    canonicalId: 'btts_ft',
    outcomeMapping: [{ canonicalId: 'yes' }, { canonicalId: 'no' }],
  });
});
