import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { lockFolder } from '../../src/database/folder-lock.js';
import { openEmbedded } from '../../src/database/open-embedded.js';
import { createMapping, getMapping, runMigrations } from '../../src/index.js';

async function folderForThisTest(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'market-mapping-embedded-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

it('keeps its data in a folder from one opening to the next', async () => {
  const dataDir = await folderForThisTest();

  const first = await openEmbedded({ dataDir });
  await runMigrations(first);
  await createMapping(first, { canonicalId: '1x2_ft', name: '1X2', betpawaId: '3743', outcomeMapping: [] });
  await first.destroy();

  const second = await openEmbedded({ dataDir });
  expect((await runMigrations(second)).applied).toEqual([]);
  expect(await getMapping(second, '1x2_ft')).toMatchObject({ betpawaId: '3743' });
  await second.destroy();
});

/** Holds a folder in a process of its own, until it is killed. */
async function openElsewhere(dataDir: string): Promise<() => Promise<void>> {
  const file = path.join(dataDir, '..', `${path.basename(dataDir)}.mts`);
  const module = path.resolve('src/database/folder-lock.ts');
  await writeFile(
    file,
    `import { lockFolder } from ${JSON.stringify(module)};
     await lockFolder(${JSON.stringify(dataDir)});
     console.log('locked');
     setInterval(() => {}, 1_000);`,
  );
  const child = spawn(process.execPath, ['--import', 'tsx', file], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
    await rm(file);
  };
}

it('is refused a folder that another process has open, and gets it when that process is dead', async () => {
  const dataDir = await folderForThisTest();
  const kill = await openElsewhere(dataDir);
  await expect(openEmbedded({ dataDir })).rejects.toMatchObject({
    code: 'DATABASE',
    message: expect.stringMatching(/is open in process \d+ on .*, and only one process at a time may open it/),
  });
  await kill();
  const db = await openEmbedded({ dataDir });
  await expect(openEmbedded({ dataDir })).rejects.toMatchObject({ code: 'DATABASE' });
  await db.destroy();
  await (await openEmbedded({ dataDir })).destroy();
});

it('takes over the lock of an earlier process that had the number of this one, as in a container that starts again', async () => {
  const dataDir = await folderForThisTest();
  const holder = { token: 'earlier', pid: process.pid, host: hostname(), startedAt: '1' };
  await writeFile(path.join(dataDir, 'market-mapping.lock'), JSON.stringify(holder));
  await (await openEmbedded({ dataDir })).destroy();
});

it('lets one of many that come for the lock of a dead process have it', async () => {
  const dataDir = await folderForThisTest();
  const holder = { token: 'dead', pid: 2 ** 30, host: hostname(), startedAt: '1' };
  await writeFile(path.join(dataDir, 'market-mapping.lock'), JSON.stringify(holder));
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(dataDir)));
  const releases = results.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []));
  expect(releases).toHaveLength(1);
  for (const release of releases) release();
});
