import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, cpus, platform, totalmem } from 'node:os';
import pg from 'pg';

const PACKAGES = ['knex', 'pg', 'zod', 'lru-cache', 'dataloader', 'drizzle-orm', 'kysely', 'tinybench'];

/** What the figures were measured on, a line each. */
export async function describeMachine(serverUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  const { rows } = await client.query<{ version: string; fsync: string }>(
    `select current_setting('server_version') as version, current_setting('fsync') as fsync`,
  );
  await client.end();
  const [server] = rows;
  const cores = cpus();
  return [
    `Machine: ${cores.length} x ${cores[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${arch()}.`,
    `Node ${process.versions.node}, Postgres ${server?.version} on the same machine, fsync ${server?.fsync}.`,
    `market-mapping ${ownVersion()}; ${PACKAGES.map(name => `${name} ${versionOf(name)}`).join(', ')}.`,
  ];
}

function ownVersion(): string {
  const { version }: { version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  return version;
}

/** Read beside the package's entry: not all of them export their package.json. */
function versionOf(name: string): string {
  const paths = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (const path of paths) {
    try {
      const { version }: { version: string } = JSON.parse(readFileSync(`${path}/${name}/package.json`, 'utf8'));
      return version;
    } catch {
      // In another of the folders.
    }
  }
  return 'unknown';
}
