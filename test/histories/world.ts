import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { expect } from 'vitest';
import { tablesFor } from '../../src/database/tables.js';
import { getMappingAt, isMarketMappingError, listMappings } from '../../src/index.js';
import { mappingsAt } from '../../src/mappings/as-of.js';
import { after, type Planned, type Setting } from './changes.js';
import { type Entry, type Expected, expectSame, Model, type Moment, micros, type Stored, type Whole } from './model.js';

/** A transaction that goes on while other steps are taken, and what it has done so far. */
export interface Pending {
  readonly trx: Knex.Transaction;
  readonly id: number;
  readonly expected: readonly Expected[];
  readonly entries: readonly number[];
  /** The first moment after it. */
  readonly since: number;
}

/** What people and rules have decided of a market. */
export interface Decided {
  readonly status: string;
  readonly notes: string | null;
  readonly ignored_by: number | null;
}

/** An act on the log of unmapped markets, with what was decided of each market before and after. */
export interface Act {
  readonly changeId: string;
  readonly markets: ReadonlyMap<number, { readonly before: Decided | undefined; readonly after: Decided }>;
}

/** What was backed up: the tables are in a schema of their own. */
export interface Backup {
  readonly rows: Model['rows'];
  readonly whole: Whole;
  readonly entries: readonly Entry[];
  readonly startedAt: number | null;
  readonly ids: ReadonlySet<number>;
  readonly moments: number;
  readonly acts: readonly Act[];
}

/** One history: the database that it happens in, and the model that it must equal. */
export class World {
  readonly model = new Model();
  pending: Pending | null = null;
  backup: Backup | null = null;
  acts: readonly Act[] = [];
  #number = 0;
  #readAt = 0;

  constructor(
    readonly connections: readonly Knex[],
    readonly roles: { readonly owner: string; readonly editor: string },
  ) {}

  db(by = 0): Knex {
    const db = this.connections[by % this.connections.length];
    if (!db) throw new Error('there is no connection');
    return db;
  }

  setting(): Setting {
    return { ...this.roles, locked: this.pending?.id ?? null, number: () => ++this.#number };
  }

  /** Does what was planned, in or outside a transaction. */
  async perform(db: Knex, { run, refusal }: Planned): Promise<void> {
    const code = await run(db).then(
      () => undefined,
      (error: unknown) => {
        if (!isMarketMappingError(error)) throw error;
        return error.code === 'DATABASE' ? Promise.reject(error) : error.code;
      },
    );
    expect(code).toBe(refusal);
  }

  /** Ends a step: what the log has gained is what the step was expected to do, and the mappings are what the log says. */
  async settle(
    expected: readonly Expected[] | null,
    changeId: string | null = null,
    others: readonly number[] = [],
  ): Promise<readonly Entry[]> {
    const { rows } = await this.db().raw(
      `select (select coalesce(jsonb_agg(to_jsonb(m) order by m.id), '[]') from public.user_market_mappings m) as mappings,
         (select coalesce(jsonb_agg(to_jsonb(a) order by a.id), '[]') from public.mapping_audit_log a
          where (a.id > ? or a.id = any (?::integer[])) and a.origin <> 'service') as entries,
         floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now`,
      [this.model.lastEntry, [...others]],
    );
    this.#readAt = performance.now();
    const { mappings, entries, now }: { mappings: Stored[]; entries: Entry[]; now: number } = rows[0];
    this.model.gain(entries, expected, changeId);
    expectSame(
      mappings,
      [...this.model.whole.values()].sort((a, b) => a.id - b.id),
    );
    if (expected) expectSame(this.#predicted(expected), this.#found());
    this.model.moments.push({ at: new Date(now), rows: this.model.whole });
    return entries;
  }

  /** What is asked as of a moment must be made before the next millisecond begins. */
  async untilNextMillisecond(): Promise<void> {
    while (performance.now() < this.#readAt + 1) await sleep(0);
  }

  #before: Model['rows'] = new Map();

  /** Begins a step. */
  begin(): void {
    this.#before = this.model.rows;
  }

  #predicted(expected: readonly Expected[]): unknown[] {
    return withoutNewIds([...after(this.#before, expected).values()], this.#before);
  }

  #found(): unknown[] {
    return withoutNewIds([...this.model.rows.values()], this.#before);
  }

  /** The mappings as they were at one of the moments, or that the history does not reach back to it. */
  async ask(choice: number): Promise<void> {
    const { moments } = this.model;
    const moment = moments[choice % moments.length];
    // At the end all of them are asked about.
    if (!moment || choice % 4 !== 0) return;
    const db = this.db(choice);
    const asked = listMappings(db, { asOf: moment.at, limit: 500 }).then(({ items }) =>
      items.map(({ id, updatedAt, name, isActive }) => ({ id, updatedAt, name, isActive })),
    );
    if (!this.model.reaches(moment)) {
      await expect(asked).rejects.toMatchObject({ code: 'HISTORY_PRUNED' });
      return;
    }
    const rows = [...moment.rows.values()].sort((a, b) => a.id - b.id);
    expectSame(
      await asked,
      rows.map(row => ({ id: row.id, updatedAt: dateOf(row.updated_at), name: row.name, isActive: row.is_active })),
    );
    const row = rows[choice % rows.length];
    const one = row && (await getMappingAt(db, row.canonical_id, moment.at));
    expectSame(one?.updatedAt, row && dateOf(row.updated_at));
  }

  /** The same for every moment there was, in a few statements, each row to the microsecond. */
  async askAll(): Promise<void> {
    const moments = this.model.moments.filter(moment => this.model.reaches(moment));
    for (let at = 0; at < moments.length; at += 100) await this.#askMany(moments.slice(at, at + 100));
  }

  async #askMany(moments: readonly Moment[]): Promise<void> {
    const { rows } = await this.db().raw(
      `select (select coalesce(jsonb_agg(to_jsonb(m) order by m.id), '[]') from ${mappingsAt(tablesFor({}, {}), 'moment.at')} m) as mappings
       from unnest(?::timestamptz[]) with ordinality as moment (at, number) order by number`,
      [moments.map(({ at }) => at.toISOString())],
    );
    expectSame(
      rows.map(({ mappings }: { mappings: Stored[] }) => mappings),
      moments.map(moment => [...moment.rows.values()].sort((a, b) => a.id - b.id)),
    );
  }
}

function dateOf(time: unknown): Date {
  return new Date(Math.floor(micros(time) / 1000));
}

/** A new mapping has an id that only the database knows, and none that another one ever had. */
function withoutNewIds(
  rows: readonly { readonly id: number; readonly canonical_id: string }[],
  before: Model['rows'],
): unknown[] {
  return rows
    .map(row => (before.has(row.id) ? row : { ...row, id: 'new' }))
    .sort((a, b) => (a.canonical_id < b.canonical_id ? -1 : 1));
}
