import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { defineConfig, type Options } from 'tsup';

const common: Options = { target: 'node20', platform: 'node', sourcemap: true };

export default defineConfig([
  {
    ...common,
    entry: {
      index: 'src/index.ts',
      schemas: 'src/schemas.ts',
      embedded: 'src/embedded.ts',
      testing: 'src/testing.ts',
      'knex-tables': 'src/knex-tables.ts',
    },
    format: ['esm', 'cjs'],
    // One copy of what the entries share, so that an error has one class whichever entry threw it.
    splitting: true,
    // tsup sets baseUrl, which TypeScript 6 has deprecated.
    dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
    onSuccess: relativeSources,
  },
  {
    ...common,
    // The command is a user of the package like any other: it imports it by its name.
    entry: { cli: 'src/cli/main.ts' },
    external: ['market-mapping'],
    format: ['esm'],
    sourcemap: false,
  },
]);

/** The source maps of the CJS build name the file they map by its place on the machine that built it. */
async function relativeSources(): Promise<void> {
  for (const name of await readdir('dist')) {
    if (!name.endsWith('.cjs.map')) continue;
    const file = path.join('dist', name);
    const map: { file: string; sources: string[] } = JSON.parse(await readFile(file, 'utf8'));
    map.file = path.basename(map.file);
    map.sources = map.sources.map(source => (path.isAbsolute(source) ? path.relative('dist', source) : source));
    await writeFile(file, JSON.stringify(map));
  }
}
