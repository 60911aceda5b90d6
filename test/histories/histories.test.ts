import fc from 'fast-check';
import type { Knex } from 'knex';
import { describe, it } from 'vitest';
import { grantStatements } from '../../src/index.js';
import { connect, createDatabase } from '../support/databases.js';
import { newRole } from '../support/roles.js';
import { takeBackup, takeForgery, takePrune, takeRestore } from './backup-step.js';
import { planChange } from './changes.js';
import { takeImport } from './import-step.js';
import { takeLogAct } from './log-step.js';
import { takeRevert } from './revert-step.js';
import { takeRush } from './rush-step.js';
import { historyOf, type Taken } from './steps.js';
import { takeBegin, takeEnd, takeTransaction } from './transaction-step.js';
import { World } from './world.js';

const HISTORIES = Number(process.env.MARKET_MAPPING_HISTORIES ?? 6);
const STEPS = Number(process.env.MARKET_MAPPING_HISTORY_STEPS ?? 250);
const SEED = Number(process.env.MARKET_MAPPING_HISTORY_SEED ?? 15);
/** Of one history, as a run that failed tells it with its seed. */
const PATH = process.env.MARKET_MAPPING_HISTORY_PATH;
/** At once, since a history waits for the database half of the time. */
const LANES = PATH ? 1 : 3;
const CONNECTIONS = 3;

/** Connections to a database of this test's own, and a role there that may edit; gone after `work`. */
async function opened(work: (opened: Opened) => Promise<void>): Promise<void> {
  const editor = newRole('history');
  const database = await createDatabase();
  const { db, url } = database;
  const settings = { options: '-c lock_timeout=10s -c statement_timeout=30s' };
  const connections = Array.from({ length: CONNECTIONS }, () =>
    connect(url, new URL(url).pathname.slice(1), {
      connection: { connectionString: url, ...settings },
      pool: { min: 1, max: 3 },
    }),
  );
  await db.raw(`create role ${editor}`);
  try {
    for (const statement of grantStatements({ editor })) await db.raw(statement);
    const { rows } = await db.raw('select session_user as owner');
    await work({ connections, roles: { owner: rows[0].owner, editor } });
  } finally {
    await Promise.all(connections.map(each => each.destroy()));
    await db.raw(`drop owned by ${editor}`);
    await db.raw(`drop role ${editor}`);
    await database.drop();
  }
}

interface Opened {
  readonly connections: readonly Knex[];
  readonly roles: { readonly owner: string; readonly editor: string };
}

/** As after the first migration. */
async function empty(db: Knex): Promise<void> {
  const { rows } = await db.raw(
    `select string_agg(format('public.%I', tablename), ', ') as tables from pg_tables where schemaname = 'public' and tablename <> 'market_mapping_migrations'`,
  );
  await db.raw(`truncate ${rows[0].tables} restart identity cascade`);
  await db.raw('delete from public.market_mapping_history_start');
}

async function take(world: World, taken: Taken): Promise<void> {
  const { step, by } = taken;
  world.begin();
  if (step === 'change') {
    const planned = planChange(taken.change, world.model.rows, world.setting());
    await world.perform(world.db(by), planned);
    await world.settle(planned.expected);
  } else if (step === 'transaction') await takeTransaction(world, taken, by);
  else if (step === 'import') await takeImport(world, taken, by);
  else if (step === 'revert') await takeRevert(world, taken, by);
  else if (step === 'rush') await takeRush(world, taken);
  else if (step === 'log') await takeLogAct(world, taken.act, by);
  else if (step === 'begin') await takeBegin(world, taken, by);
  else if (step === 'end') await takeEnd(world, taken);
  else if (step === 'prune') await takePrune(world, taken);
  else if (step === 'backup') await takeBackup(world);
  else if (step === 'restore') await takeRestore(world, taken);
  else await takeForgery(world);
  await world.ask(taken.ask);
  await world.untilNextMillisecond();
}

async function live(history: readonly Taken[], { connections, roles }: Opened): Promise<void> {
  const world = new World(connections, roles);
  await empty(world.db());
  try {
    for (const [at, taken] of history.entries()) {
      await take(world, taken).catch((error: unknown) => {
        throw new Error(`step ${at}: ${JSON.stringify(taken)}`, { cause: error });
      });
    }
    world.begin();
    await takeEnd(world, { step: 'end', isCommitted: true });
    await world.askAll();
  } finally {
    await world.pending?.trx.rollback();
  }
}

/** A thousand steps are more than anybody reads: of a long history, what can be run again. */
async function report({
  failed,
  seed,
  counterexamplePath,
  counterexample,
  errorInstance,
}: fc.RunDetails<[Taken[]]>): Promise<void> {
  if (!failed) return;
  const [history = []] = counterexample ?? [];
  const steps = history.length > 40 ? `${history.length} steps` : JSON.stringify(history, null, 1);
  throw new Error(`MARKET_MAPPING_HISTORY_SEED=${seed} MARKET_MAPPING_HISTORY_PATH=${counterexamplePath}: ${steps}`, {
    cause: errorInstance,
  });
}

describe.concurrent(`${HISTORIES} histories of ${STEPS} changes`, () => {
  it.for(Array.from({ length: LANES }, (_, lane) => lane))(
    'have no gap and no double, and can be asked about and undone at every step (lane %i)',
    { timeout: 3_600_000 },
    async lane => {
      const numRuns = Math.ceil((HISTORIES - lane) / LANES);
      await opened(world =>
        fc.assert(
          fc.asyncProperty(historyOf(STEPS), history => live(history, world)),
          {
            numRuns,
            seed: SEED + lane,
            ...(PATH ? { path: PATH } : {}),
            interruptAfterTimeLimit: 3_000_000,
            markInterruptAsFailure: true,
            endOnFailure: process.env.MARKET_MAPPING_HISTORY_SHRINK === 'off',
            asyncReporter: report,
          },
        ),
      );
    },
  );
});
