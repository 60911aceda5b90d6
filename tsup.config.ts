import { defineConfig, type Options } from 'tsup';

const common: Options = { target: 'node20', platform: 'node', sourcemap: true };

export default defineConfig([
  {
    ...common,
    entry: {
      index: 'src/index.ts',
      embedded: 'src/embedded.ts',
      testing: 'src/testing.ts',
      'knex-tables': 'src/knex-tables.ts',
    },
    format: ['esm', 'cjs'],
    // One copy of what the entries share, so that an error has one class whichever entry threw it.
    splitting: true,
    // tsup sets baseUrl, which TypeScript 6 has deprecated.
    dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
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
