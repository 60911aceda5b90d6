import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROMISES } from '../faults/promises.js';

const page = readFileSync('docs/promises.md', 'utf8');
const manifest: { scripts: Record<string, string>; dependencies: Record<string, string> } = JSON.parse(
  readFileSync('package.json', 'utf8'),
);

describe('docs/promises.md', () => {
  it('says what the fault suite holds, in its words, and nothing else', () => {
    const told = [...page.matchAll(/^- `([a-z-]+)`: (.+(?:\n {2}.+)*)/gm)];
    const said = Object.fromEntries(told.map(([, id, text]) => [id, text?.replace(/\s+/g, ' ')]));
    expect(said).toEqual(PROMISES);
  });
});

describe('what a consumer installs', () => {
  it('runs no script, and brings two packages at the most', () => {
    const lifecycle = ['preinstall', 'install', 'postinstall', 'preuninstall', 'postuninstall', 'prepare'];
    expect(Object.keys(manifest.scripts).filter(name => lifecycle.includes(name))).toEqual([]);
    expect(Object.keys(manifest.dependencies).length).toBeLessThanOrEqual(2);
  });

  it('depends on nothing that runs a script when it is installed', () => {
    const lock: { packages: Record<string, { hasInstallScript?: boolean; dependencies?: Record<string, string> }> } =
      JSON.parse(readFileSync('package-lock.json', 'utf8'));
    const seen = new Set<string>();
    const visit = (name: string): void => {
      if (seen.has(name)) return;
      seen.add(name);
      const found = lock.packages[`node_modules/${name}`];
      expect([name, found?.hasInstallScript ?? false]).toEqual([name, false]);
      for (const next of Object.keys(found?.dependencies ?? {})) visit(next);
    };
    for (const name of Object.keys(manifest.dependencies)) visit(name);
    expect(seen.size).toBeGreaterThan(0);
  });
});
