import createKnex from 'knex';
import { createMarketMapper } from 'market-mapping';
import type { Context } from './context.js';
import { median, timed } from './measure.js';
import { digits, duration, type Line, type Section } from './report.js';
import { manySightings } from './sightings.js';

const MARKETS = 400;
const CONNECTIONS = 4;
/** The recorder's default interval. */
const FLUSH_INTERVAL_SECONDS = 5;

/** Many scrapers that all meet the same unmapped markets: how much of a second the database needs for what they write in one. */
export async function recorders(context: Context): Promise<Section> {
  const { url, client, close } = await context.database();
  const sightings = manySightings(context.data, MARKETS);
  const lines: Line[] = [];
  let one = Number.NaN;
  for (const count of context.isQuick ? [1, 10, 100] : [1, 10, 100, 1_000]) {
    const pool = createKnex({ client: 'pg', connection: url, pool: { min: CONNECTIONS, max: CONNECTIONS } });
    const options = { refreshIntervalMs: 3_600_000, flushIntervalMs: 3_600_000, listen: false };
    const mappers = await Promise.all(Array.from({ length: count }, () => createMarketMapper(pool, options)));
    const times: number[] = [];
    for (let round = 0; round < (count > 100 ? 1 : 5); round++) {
      await client.query('vacuum unmapped_market_log');
      for (const mapper of mappers) for (const sighting of sightings) mapper.recordUnmapped(sighting);
      times.push(await timed(() => Promise.all(mappers.map(mapper => mapper.flush()))));
    }
    const { rows } = await client.query<{ counts: string }>(
      'select count(distinct occurrence_count) as counts from unmapped_market_log',
    );
    if (Number(rows[0]?.counts) !== 1)
      throw new Error('the recorders did not count every market as often as every other');
    await Promise.all(mappers.map(mapper => mapper.close()));
    await pool.destroy();
    // The first round finds an empty table where no smaller number of recorders came before.
    const time = median(times.slice(count === 1 ? 1 : 0));
    one = time / count;
    lines.push({
      what: `${count.toLocaleString('en')} recorders flush the same ${MARKETS} markets once a second`,
      ours: `${duration(time)} of the database a second`,
      beside: 'what a second has',
      theirs: '1 s',
      ratio: time / 1_000,
    });
  }
  await close();
  const served = Math.floor(1_000 / one);
  lines.push({
    what: `scrapers one Postgres serves, flushing every ${FLUSH_INTERVAL_SECONDS} seconds (the default)`,
    ours: String(served * FLUSH_INTERVAL_SECONDS),
    beside: 'flushing every second',
    theirs: String(served),
    ratio: FLUSH_INTERVAL_SECONDS,
  });
  return {
    title: 'Many recorders',
    lines,
    notes: [
      `Over ${CONNECTIONS} connections, waiting for each other's rows included: all of them write the same rows, so they write one after another. ` +
        `A flush of ${MARKETS} markets takes ${digits(one)} ms then.`,
    ],
  };
}
