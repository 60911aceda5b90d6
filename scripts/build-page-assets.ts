/**
 * The two files that the page loads, minified and with names that tell their contents, as strings for the bundle:
 *
 *   npm run page:assets            writes src/page/assets/assets.ts
 *   npm run page:assets -- --check fails where it is not what src/page/browser makes
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');
const target = path.join(root, 'src/page/assets/assets.ts');

const written = await render();
if (!process.argv.includes('--check')) writeFileSync(target, written);
else if (readFileSync(target, 'utf8') !== written) {
  console.error('src/page/assets/assets.ts is not what src/page/browser makes: run "npm run page:assets"');
  process.exitCode = 1;
}

async function render(): Promise<string> {
  const style = await assetOf('page.css', 'css', 'text/css; charset=utf-8');
  const script = await assetOf('page.ts', 'js', 'text/javascript; charset=utf-8');
  return `// Made by scripts/build-page-assets.ts from src/page/browser; change it there.

/** A file that pages load. */
export interface Asset {
  /** Changes with the contents. */
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

export const STYLE: Asset = ${style};

export const SCRIPT: Asset = ${script};

export const ASSETS: readonly Asset[] = [STYLE, SCRIPT];
`;
}

async function assetOf(file: string, extension: string, type: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(root, 'src/page/browser', file)],
    bundle: true,
    minify: true,
    target: 'es2022',
    format: 'iife',
    charset: 'utf8',
    write: false,
  });
  const text = outputFiles[0]?.text.trim() ?? '';
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const literal = `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
  return `{\n  name: 'page-${hash}.${extension}',\n  type: '${type}',\n  text: ${literal},\n}`;
}
