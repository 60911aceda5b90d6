import { readFileSync } from 'node:fs';
import { defineConfig, type Options } from 'tsup';
import { bundledLicenses } from './scripts/bundled-licenses.js';

const licenses = bundledLicenses('dist/third-party-licenses.txt');
// What `dependencies` does not name is bundled, where it is used at all. No source maps: the files are not minified and keep their
// comments, and the maps were more than half of the package.
const common: Options = { target: 'node20', platform: 'node', esbuildPlugins: [licenses] };

/** The public entries, as package.json lists them: `./testing` is `src/testing.ts`. */
const { exports }: { exports: Record<string, string | object> } = JSON.parse(readFileSync('package.json', 'utf8'));
const names = Object.keys(exports).map(entry => (entry === '.' ? 'index' : entry.slice(2)));
const entries = Object.fromEntries(
  names.filter(name => name !== 'package.json').map(name => [name, `src/${name}.ts`] as const),
);

const library: Options = {
  ...common,
  // No public entry, but one all the same: what it has goes into a file of its own, and so a bundle of a reader has nothing else.
  entry: { ...entries, readers: 'src/sources/readers.ts' },
  // One copy of what the entries share, so that an error has one class whichever entry threw it.
  splitting: true,
  // tsup sets baseUrl, which TypeScript 6 has deprecated.
  dts: { entry: entries, compilerOptions: { ignoreDeprecations: '6.0' } },
};

export default defineConfig([
  { ...library, format: ['esm'] },
  {
    ...library,
    format: ['cjs'],
    // Rollup then writes the CommonJS. Without it sucrase does, and makes every `?.` and `??` a call of a helper with two closures:
    // mapper.resolve ran at a fifth of its speed.
    treeshake: true,
    define: { 'import.meta.url': '__filename' },
  },
  {
    ...common,
    // The command is a user of the package like any other: it imports it by its name.
    entry: { cli: 'src/cli/main.ts' },
    external: ['market-mapping'],
    format: ['esm'],
    // What is bundled into it is CommonJS in part, and asks for Node's own modules.
    banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
  },
]);
