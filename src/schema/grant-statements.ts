import * as z from 'zod';
import { currentSchema } from '../../migrations/index.js';
import { tablesIn } from '../database/tables.js';
import { storable } from '../input/fields.js';
import { validate } from '../input/validate.js';
import type { SchemaOption } from '../model/index.js';
import { pure } from '../model/pure.js';
import { type Job, TABLE_RIGHTS } from './table-rights.js';

/** The names of existing roles, as they are: they are quoted here. One that does several jobs can be named several times. */
export interface GrantOptions extends SchemaOption {
  /** Runs migrations, and so owns the tables. */
  migrator?: string;
  /** Changes mappings and looks after the log of unmapped markets. */
  editor?: string;
  /** Resolves and records, and changes no mapping. */
  scraper?: string;
  /** Only reads. */
  reader?: string;
}

/** Longer names are cut by Postgres without a word, and would be somebody else's. */
const MAX_BYTES = 63;
const role = /* @__PURE__ */ pure(() =>
  storable('the name of a role')
    .refine(name => name !== '', { error: 'must not be empty' })
    .refine(name => Buffer.byteLength(name) <= MAX_BYTES, { error: `must have at most ${MAX_BYTES} bytes` })
    .optional(),
);
const optionsSchema = /* @__PURE__ */ pure(() =>
  z.strictObject({ schema: z.unknown().optional(), migrator: role, editor: role, scraper: role, reader: role }),
);

const JOBS: readonly Job[] = ['editor', 'scraper', 'reader'];

/**
 * The statements that give roles what their job needs, and nothing else; to repeat them does no harm. They take nothing from these
 * roles that they had before, only from PUBLIC what it may have.
 *
 * Those for a migrator alone are about the schema, which has to exist. Run them as its owner or a superuser, before the first
 * migration. Run those for the others as the migrator or a superuser, after each migration. Tables that another role has created stay
 * that role's: give them to the migrator by `alter table … owner to`.
 *
 * @param options The names of the roles; `schema`: `public` by default.
 * @returns Statements without a semicolon, to be run one after the other.
 * @throws `VALIDATION`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { grantStatements } from 'market-mapping';
 *
 * const owner = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const statements = grantStatements({ editor: 'back_office', scraper: 'scraper', reader: 'grafana' });
 * await owner.transaction(async trx => {
 *   for (const statement of statements) await trx.raw(statement);
 * });
 * await owner.destroy();
 * ```
 */
export function grantStatements(options: GrantOptions): string[] {
  const { migrator, ...roles } = validate(optionsSchema, options, 'options');
  const { schema } = tablesIn(options);
  const jobs = JOBS.flatMap(job => {
    const name = roles[job];
    return name === undefined ? [] : grantsFor(schema, job, quoted(name));
  });
  const owner = migrator === undefined ? null : quoted(migrator);
  return [
    ...(owner === null ? [] : onSchema(schema, owner)),
    // With a migrator alone, there may be no table yet.
    ...(owner !== null && jobs.length === 0 ? [] : revokesFromPublic(schema)),
    ...(owner === null || jobs.length === 0 ? [] : [`grant select on ${allTables(schema)} to ${owner}`]),
    ...jobs,
  ];
}

/** Whoever does not own the schema can hand USAGE on to the others only if it may: the server would give nothing and just warn. */
function onSchema(schema: string, owner: string): string[] {
  return [
    `grant create on schema "${schema}" to ${owner}`,
    `grant usage on schema "${schema}" to ${owner} with grant option`,
  ];
}

/** A table of ours is nobody's by default, and so are our functions, but somebody may have been generous. */
function revokesFromPublic(schema: string): string[] {
  const functions = Object.values(currentSchema)
    .flatMap(table => Object.keys(table))
    .filter(item => item.startsWith('function '))
    .map(item => `"${schema}".${item.slice('function '.length)}`);
  return [
    `revoke all on ${allTables(schema)} from public`,
    `revoke all on function ${[...new Set(functions)].join(', ')} from public`,
  ];
}

function allTables(schema: string): string {
  return Object.keys(TABLE_RIGHTS)
    .map(table => `"${schema}"."${table}"`)
    .join(', ');
}

function grantsFor(schema: string, job: Job, to: string): string[] {
  const grants = Object.entries(TABLE_RIGHTS).flatMap(([table, { hasIds, rights }]) => {
    const name = `"${schema}"."${table}"`;
    const given = rights[job];
    const onTable = given.length > 0 ? [`grant ${given.join(', ')} on ${name} to ${to}`] : [];
    if (!hasIds || !given.includes('insert')) return onTable;
    return [...onTable, `grant usage, select on sequence "${schema}"."${table}_id_seq" to ${to}`];
  });
  return [`grant usage on schema "${schema}" to ${to}`, ...grants];
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
