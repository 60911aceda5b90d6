import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, it, onTestFinished } from 'vitest';

/** The TypeScript blocks of the README and of the doc comments, by where they stand. */
function examples(): { name: string; code: string }[] {
  const files = ['README.md', ...sources('src')];
  return files.flatMap(file => {
    const text = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
    const prose = file.endsWith('.ts') ? text.replaceAll(/^ *\* ?/gm, '') : text;
    return [...prose.matchAll(/```ts\n(.*?)```/gs)].map(([, code = ''], index) => ({
      name: `${file} ${index + 1}`,
      code,
    }));
  });
}

function sources(folder: string): string[] {
  return ts.sys.readDirectory(folder, ['.ts']).map(file => path.relative('.', file));
}

it('every example in the README and in the doc comments compiles under the strict settings of the project', () => {
  const all = examples();
  expect(all.length).toBeGreaterThan(30);
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
