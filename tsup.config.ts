import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { index: 'src/index.ts', embedded: 'src/embedded.ts', testing: 'src/testing.ts' },
  format: ['esm', 'cjs'],
  target: 'node20',
  platform: 'node',
  // One copy of what the entries share, so that an error has one class whichever entry threw it.
  splitting: true,
  sourcemap: true,
  // tsup sets baseUrl, which TypeScript 6 has deprecated.
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
});
