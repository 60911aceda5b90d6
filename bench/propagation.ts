import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createMarketMapper, type MarketMapper } from 'market-mapping';
import pg from 'pg';
import { type Context, insertManyMappings } from './context.js';
import { percentile } from './measure.js';
import { duration, type Line, type Section } from './report.js';

/** Milliseconds by a clock that all processes of the machine share. */
export function sharedNow(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** How long a change that one process commits takes to show in the mapper of another, beside a bare notification. */
export async function propagation(context: Context): Promise<Section> {
  const { client, url, close } = await context.database();
  const bare = await bareRoundTrips(client, url, context.isQuick ? 50 : 300);
  const lines: Line[] = [];
  for (const size of context.isQuick ? [100] : [100, 500, 5_000]) {
    const { fromCommit, fromCall } = await changes(context, size, context.isQuick ? 30 : 100);
    const what = `among ${size.toLocaleString('en')} mappings`;
    for (const share of [0.5, 0.95]) {
      const [ours, theirs] = [percentile(fromCommit, share), percentile(bare, share)];
      lines.push({
        what: `commit to visible ${what}, p${share * 100}`,
        ours: duration(ours),
        beside: `a bare NOTIFY round trip, p${share * 100}`,
        theirs: duration(theirs),
        ratio: ours / theirs,
      });
    }
    lines.push({ what: `call of updateMapping to visible ${what}, p95`, ours: duration(percentile(fromCall, 0.95)) });
  }
  await close();
  return {
    title: 'Propagation',
    lines,
    notes: [
      "Between two processes, one change at a time. The mapper's interval is an hour: what it sees it was notified of.",
      'A mapper looks ten times a second at most, so of many changes in a row each shows within a tenth of a second.',
    ],
  };
}

async function bareRoundTrips(client: pg.Client, url: string, count: number): Promise<number[]> {
  const listener = new pg.Client({ connectionString: url });
  await listener.connect();
  await listener.query('listen bare');
  const times: number[] = [];
  for (let at = 0; at < count; at++) {
    const heard = once(listener, 'notification');
    const startedAt = performance.now();
    await client.query('notify bare');
    await heard;
    times.push(performance.now() - startedAt);
  }
  await listener.end();
  return times;
}

async function changes(
  context: Context,
  size: number,
  count: number,
): Promise<{ fromCall: number[]; fromCommit: number[] }> {
  const { db, client, url, close } = await context.database();
  await insertManyMappings(client, context.data.mappings, size);
  const mapper = await createMarketMapper(db, { refreshIntervalMs: 3_600_000 });
  if (mapper.stats().propagation !== 'listening') throw new Error('this database does not deliver notifications');
  const root = fileURLToPath(new URL('..', import.meta.url));
  const script = fileURLToPath(new URL('propagation-writer.ts', import.meta.url));
  const writer = spawn(process.execPath, ['--import', 'tsx', script], {
    cwd: root,
    env: { ...process.env, PROPAGATION_WRITES_TO: url, TSX_TSCONFIG_PATH: 'bench/tsconfig.json' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const said = createInterface({ input: writer.stdout })[Symbol.asyncIterator]();
  await said.next();

  const fromCall: number[] = [];
  const fromCommit: number[] = [];
  for (let change = 1; change <= count; change++) {
    const name = `change ${change}`;
    const visible = visibleAt(mapper, name);
    writer.stdin.write(`${name}\n`);
    const [began, committed]: [number, number] = JSON.parse((await said.next()).value);
    const at = await visible;
    fromCall.push(at - began);
    // The notification may come before the answer to the one who caused it.
    fromCommit.push(Math.max(at - committed, 0));
    // A mapper looks ten times a second at most: each change is measured alone.
    await sleep(120 + Math.random() * 60);
  }
  const exited = once(writer, 'exit');
  writer.stdin.end();
  await exited;
  await mapper.close();
  await close();
  return { fromCall, fromCommit };
}

/** When the mapper first answers with the new name. */
function visibleAt(mapper: MarketMapper, name: string): Promise<number> {
  return new Promise(resolve => {
    const look = () => {
      if (mapper.resolve('betpawa', '1')?.name !== name) return;
      mapper.off('refreshed', look);
      resolve(sharedNow());
    };
    mapper.on('refreshed', look);
  });
}
