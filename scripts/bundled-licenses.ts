import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/**
 * Parts of other packages that are bundled into a file of the build stay under their licences, whose texts have to come with it:
 * the plugin writes those of all builds it is part of to `file`, each package once.
 */
export function bundledLicenses(file: string): Plugin {
  const texts = new Set<string>();
  return {
    name: 'bundled-licenses',
    setup(build) {
      build.initialOptions.metafile = true;
      build.onEnd(async ({ metafile }) => {
        const used = Object.values(metafile?.outputs ?? {}).flatMap(output =>
          Object.entries(output.inputs).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : [])),
        );
        const folders = used.flatMap(input => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
        for (const folder of new Set(folders)) texts.add(licenseOf(folder));
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, [...texts].sort().join(''));
      });
    },
  };
}

function licenseOf(folder: string): string {
  const { name, version }: { name: string; version: string } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  const license = readdirSync(folder).find(entry => /^licen[cs]e/i.test(entry));
  if (license === undefined) throw new Error(`${name} has no licence text, and can't be bundled`);
  return `${name} ${version}\n\n${readFileSync(path.join(folder, license), 'utf8').trim()}\n\n${'-'.repeat(80)}\n\n`;
}
