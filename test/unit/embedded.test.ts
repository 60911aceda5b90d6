import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openEmbedded } from '../../src/database/open-embedded.js';
import { createMapping, getMapping, runMigrations } from '../../src/index.js';

it('keeps its data in a folder from one opening to the next', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'market-mapping-embedded-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));

  const first = await openEmbedded({ dataDir });
  await runMigrations(first);
  await createMapping(first, { canonicalId: '1x2_ft', name: '1X2', betpawaId: '3743', outcomeMapping: [] });
  await first.destroy();

  const second = await openEmbedded({ dataDir });
  expect((await runMigrations(second)).applied).toEqual([]);
  expect(await getMapping(second, '1x2_ft')).toMatchObject({ betpawaId: '3743' });
  await second.destroy();
});
