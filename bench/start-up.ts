import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createMarketMapper, runMigrations } from 'market-mapping';
import { type Context, countRoundTrips, insertManyMappings } from './context.js';
import { compareRuns, growthExponent, median } from './measure.js';
import { digits, duration, LINEAR, type Line, type Section } from './report.js';

const run = promisify(execFile);

const RAW_SELECT = `select id, canonical_id, name, betpawa_id, sportybet_id, bet9ja_key, outcome_mapping, priority, is_active,
  created_at, updated_at, created_by from user_market_mappings where is_active`;

/** Importing, migrating, loading. */
export async function startUp(context: Context): Promise<Section> {
  const lines: Line[] = [await imports(context)];
  const { db, client, close } = await context.database();
  const roundTrips = await countRoundTrips(db, () => runMigrations(db));
  const { migrate, select } = await compareRuns(
    { migrate: { run: () => runMigrations(db) }, select: { run: () => client.query('select 1') } },
    { rounds: 21 },
  );
  lines.push(
    {
      what: 'runMigrations, up to date: round trips',
      ours: String(roundTrips),
      beside: 'six',
      theirs: '6',
      ratio: roundTrips,
      target: { atMost: 6 },
    },
    {
      what: 'runMigrations, up to date: time',
      ours: duration(migrate),
      beside: 'select 1 on pg',
      theirs: duration(select),
      ratio: migrate / select,
    },
  );
  const loads: Record<number, number> = {};
  const refreshes: Record<number, number> = {};
  for (const size of context.isQuick ? [1_000, 10_000] : [1_000, 10_000, 100_000]) {
    await insertManyMappings(client, context.data.mappings, size);
    const rounds = context.isQuick ? 3 : size > 10_000 ? 5 : size > 1_000 ? 15 : 51;
    const times = await compareRuns(
      {
        mapper: { run: async () => void (await createMarketMapper(db, { listen: false })).close() },
        raw: { run: () => client.query(RAW_SELECT) },
      },
      { rounds },
    );
    loads[size] = times.mapper;
    const mapper = await createMarketMapper(db, { listen: false });
    let version = 0;
    const refreshed = await compareRuns(
      {
        idle: { run: () => mapper.refresh() },
        changed: {
          prepare: () =>
            client.query(`update user_market_mappings set name = $1 where id = 1`, [`Changed ${version++}`]),
          run: () => mapper.refresh(),
        },
        select: { run: () => client.query('select 1') },
      },
      { rounds },
    );
    refreshes[size] = refreshed.idle;
    const idleTrips = await countRoundTrips(db, () => mapper.refresh());
    await mapper.close();
    const many = size.toLocaleString('en');
    lines.push(
      {
        what: `loading ${many} mappings (time)`,
        ours: duration(times.mapper),
        beside: 'the raw SELECT on pg',
        theirs: duration(times.raw),
        ratio: times.mapper / times.raw,
        target: { atMost: 1.5 },
      },
      {
        what: `loading them again after one change`,
        ours: duration(refreshed.changed),
        beside: 'the raw SELECT on pg',
        theirs: duration(times.raw),
        ratio: refreshed.changed / times.raw,
      },
      {
        what: `an idle refresh of ${many} mappings: round trips`,
        ours: String(idleTrips),
        beside: 'one',
        theirs: '1',
        ratio: idleTrips,
        target: { atMost: 1 },
      },
      {
        what: 'its time',
        ours: duration(refreshed.idle),
        beside: 'select 1 on pg',
        theirs: duration(refreshed.select),
        ratio: refreshed.idle / refreshed.select,
      },
    );
  }
  await close();
  for (const [what, times] of [
    ['loading', loads],
    ['an idle refresh', refreshes],
  ] as const) {
    const exponent = growthExponent(times);
    lines.push({
      what: `growth of ${what} with the mappings`,
      ours: `exponent ${digits(exponent)}`,
      beside: 'linear',
      theirs: '1',
      ratio: exponent,
      target: LINEAR,
    });
  }
  return { title: 'Start-up', lines };
}

/** In processes of their own, since a module is imported once. */
async function imports({ isQuick }: Context): Promise<Line> {
  const entry = new URL('../dist/index.js', import.meta.url).href;
  const time = async (modules: readonly string[]) => {
    const script = `const from = performance.now(); for (const each of ${JSON.stringify(modules)}) await import(each); console.log(performance.now() - from);`;
    const cwd = fileURLToPath(new URL('..', import.meta.url));
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd });
    return Number(stdout);
  };
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < (isQuick ? 5 : 21); round++) {
    ours.push(await time([entry, 'knex', 'pg', 'zod']));
    theirs.push(await time(['knex', 'pg', 'zod']));
  }
  return {
    what: 'importing the package with knex, pg and zod (time)',
    ours: duration(median(ours)),
    beside: 'importing knex, pg and zod alone',
    theirs: duration(median(theirs)),
    ratio: median(ours) / median(theirs),
    target: { atMost: 1.15 },
  };
}
