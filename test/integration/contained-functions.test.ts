import { expect, it, onTestFinished, vi } from 'vitest';
import { importMappings } from '../../src/index.js';
import { newMapping, newSighting } from '../support/builders.js';
import { databaseForThisTest } from '../support/databases.js';
import { openMapper } from '../support/mappers.js';

/** The warnings of the process, and rejections that nobody handled, from now on. */
function watchProcess(): { warnings: string[]; rejections: unknown[] } {
  const warnings: string[] = [];
  const rejections: unknown[] = [];
  const spy = vi.spyOn(process, 'emitWarning').mockImplementation((message, options) => {
    const code = typeof options === 'object' && options !== null && 'code' in options ? options.code : '';
    warnings.push(`${String(code)}: ${message}`);
  });
  const onRejection = (error: unknown) => rejections.push(error);
  process.on('unhandledRejection', onRejection);
  onTestFinished(() => {
    spy.mockRestore();
    process.removeListener('unhandledRejection', onRejection);
  });
  return { warnings, rejections };
}

const settled = () => new Promise(resolve => setTimeout(resolve, 20));

it.each([
  [
    'throws',
    () => {
      throw new Error('broken');
    },
  ],
  [
    'rejects',
    async () => {
      throw new Error('broken');
    },
  ],
  [
    'throws what has no text',
    () => {
      throw Object.create(null);
    },
  ],
])('a handler and a logger that %s are a warning of their own, and stop nothing', async (_, fail) => {
  const { db } = await databaseForThisTest();
  const { warnings, rejections } = watchProcess();
  const { mapper } = await openMapper(db, { logger: { warn: fail } });
  for (const event of ['discovered', 'flushed', 'warning'] as const) mapper.on(event, fail);
  for (let round = 0; round < 2; round++) {
    mapper.recordUnmapped(newSighting({ externalMarketId: `m${round}` }));
    expect(await mapper.flush()).toMatchObject({ recorded: 1, error: null });
  }
  await settled();
  expect(rejections).toEqual([]);
  expect(warnings.length).toBeGreaterThan(0);
  for (const warning of warnings) expect(warning).toMatch(/^HANDLER_FAILED: /);
  // Each is told once, however often it fails.
  expect(warnings.length).toBeLessThanOrEqual(4);
});

it.each([
  [
    'throws',
    () => {
      throw new Error('broken');
    },
  ],
  [
    'rejects',
    async () => {
      throw new Error('broken');
    },
  ],
])('an onProgress that %s is a warning, and the import is done', async (_, onProgress) => {
  const { db } = await databaseForThisTest();
  const { warnings, rejections } = watchProcess();
  const mappings = ['a', 'b'].map(canonicalId =>
    newMapping({ canonicalId, betpawaId: canonicalId, sportybetId: null, bet9jaKey: null }),
  );
  const { applied } = await importMappings(db, mappings as never, { onProgress });
  await settled();
  expect(applied).toBe(true);
  expect(rejections).toEqual([]);
  expect(warnings).toEqual([expect.stringMatching(/^HANDLER_FAILED: onProgress failed.*broken/)]);
});
