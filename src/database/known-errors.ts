import { DatabaseError, isMarketMappingError, type MarketMappingError, SchemaMissingError } from '../model/errors.js';

/** The SQLSTATE of a driver's error, or of the driver's error that caused one of ours. */
export function sqlStateOf(error: unknown): string | null {
  if (error instanceof DatabaseError) return error.sqlState;
  const code = fieldOf(error, 'code');
  // No SQLSTATE class starts with an E; EPIPE comes from the operating system.
  return code !== null && /^(?!E)[0-9A-Z]{5}$/.test(code) ? code : null;
}

/**
 * SQLSTATE classes 22 (data exception), 23 (constraint violation), 54 (too large) and P0 (raised by a trigger): some row of the
 * statement is refused. A sequence that is behind is the state of the database, and no fault of the row that met it.
 */
export function isRefusalOfData(error: unknown): error is MarketMappingError {
  if (!isMarketMappingError(error)) return false;
  return /^(22|23|54|P0)/.test(sqlStateOf(error) ?? '') && !isSequenceBehind(error.cause);
}

/** Whether a row's id was taken: by a row of a sequence that is behind, or by the very row that was to be updated. */
export function isIdTaken(error: unknown): boolean {
  return isMarketMappingError(error) && isSequenceBehind(error.cause);
}

/** Whether the encoding of the database lacks a character of the row: trying again will never help. */
export function isRefusalOfText(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === UNTRANSLATABLE_CHARACTER || state === CHARACTER_NOT_IN_REPERTOIRE;
}

/** What an error of the driver happened to, for the message. */
export interface Circumstances {
  readonly schema: string;
  readonly sql?: string;
  /** Who the statement was run as, where that is known. */
  readonly role?: string | undefined;
}

/** Errors of the driver as errors of ours, which say what to do next. Errors of ours stay. */
export function toKnownError(error: unknown, { schema, sql = '', role }: Circumstances): unknown {
  if (isMarketMappingError(error)) return error;
  const state = sqlStateOf(error);
  if (state !== null && NO_SCHEMA.has(state)) return new SchemaMissingError(schema, { cause: error });
  const said = saidBy(error, sql);
  const advice = adviceFor(error, { state, said, schema, sql, role });
  const message = advice === null ? said : `${said}: ${advice}`;
  return new DatabaseError(`A statement of market-mapping failed: ${message}`, state, { cause: error });
}

export const INSUFFICIENT_PRIVILEGE = '42501';
const UNTRANSLATABLE_CHARACTER = '22P05';
const CHARACTER_NOT_IN_REPERTOIRE = '22021';
export const UNIQUE_VIOLATION = '23505';
/** Undefined table, undefined column, invalid schema name. */
const NO_SCHEMA = new Set(['42P01', '42703', '3F000']);

/** The only thing knex says if its pool was never created or has been destroyed. */
const NO_POOL = 'Unable to acquire a connection';

/** What to do about errors that say nothing of it, by SQLSTATE or by the code of the operating system. */
const ADVICE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there. Is the server running, and are host and port right?',
  ENOTFOUND: 'no such host. Is its name in the connection setting right?',
  EAI_AGAIN: 'the name of the host could not be looked up. Is the network there?',
  ETIMEDOUT: 'the server did not answer. Is it reachable from here?',
  EHOSTUNREACH: 'the server can not be reached from here.',
  ENOENT: 'no such socket. Is the server running on this machine, and is the folder of its socket right?',
  '28P01': 'check user and password of the connection setting.',
  '28000':
    "the server lets this role or this host not in: see the server's pg_hba.conf, and whether the role exists and may log in.",
  '3D000': 'create the database, or correct its name in the connection setting.',
  '53300': 'the server has no connection left: lower the max of the pools, or put a pooler before the server.',
  '25P01': 'the client is in no transaction: begin one first.',
  '25006': 'this server is read-only, as a standby is: connect to the primary.',
};

function adviceFor(error: unknown, about: Circumstances & { state: string | null; said: string }): string | null {
  const { state, said, schema } = about;
  if (said === NO_POOL) return 'this knex has no connection setting (is DATABASE_URL set?) or has been destroyed';
  if (state === INSUFFICIENT_PRIVILEGE) return adviceOnGrant(about);
  if (isSequenceBehind(error)) {
    const table = `"${fieldOf(error, 'schema') ?? schema}"."${fieldOf(error, 'table')}"`;
    return (
      `the sequence of ${table}.id is behind its rows, as after logical replication or a restore. Nothing is wrong with what was ` +
      `to be written. Run once: select setval(pg_get_serial_sequence('${table}', 'id'), (select max(id) from ${table}))`
    );
  }
  return ADVICE[state ?? fieldOf(error, 'code') ?? ''] ?? null;
}

/** Ids are given by sequences alone, so one that is taken was given by a sequence that stands before it. */
function isSequenceBehind(error: unknown): boolean {
  return fieldOf(error, 'code') === UNIQUE_VIOLATION && (fieldOf(error, 'constraint') ?? '').endsWith('_pkey');
}

/** Which right is missing, of whom, and the statement that gives it. */
function adviceOnGrant({ said, schema, sql = '', role }: Circumstances & { said: string }): string | null {
  const [, kind, name] = /permission denied for (table|relation|view|sequence|schema) (\S+)/.exec(said) ?? [];
  const who = role === undefined ? 'the role of this connection' : `role "${role}"`;
  if (kind === undefined || name === undefined) return `${who} lacks the right.`;
  const to = role === undefined ? 'to that role' : `to "${role}"`;
  return `${who} lacks a right. As the owner, run: grant ${rightsOn(kind, name, schema, sql)} ${to}`;
}

function rightsOn(kind: string, name: string, schema: string, sql: string): string {
  if (kind === 'schema') return `${/^\s*create\b/i.test(sql) ? 'usage, create' : 'usage'} on schema "${name}"`;
  const object = `"${schema}"."${name}"`;
  if (kind === 'sequence') return `usage, select on sequence ${object}`;
  const rights = ['select'];
  if (sql.includes(`insert into ${object}`)) rights.push('insert');
  if (sql.includes(`update ${object}`) || /\bdo update\b|\bfor (no key )?update\b/.test(sql)) rights.push('update');
  if (sql.includes(`delete from ${object}`)) rights.push('delete');
  return `${rights.join(', ')} on ${object}`;
}

/** The database's own words. knex puts the whole statement before them, and a tracer may have added to it; the cause still has both. */
function saidBy(error: unknown, sql: string): string {
  // Where a host has several addresses, Node gives one error for each, and no message of its own.
  if (error instanceof AggregateError) return error.errors.map(each => saidBy(each, sql)).join('; ');
  const message = error instanceof Error ? error.message : String(error);
  if (sql === '' || !message.startsWith(sql)) return message;
  const rest = message.slice(sql.length);
  return rest.slice(rest.indexOf(' - ') + 3);
}

function fieldOf(error: unknown, field: string): string | null {
  if (typeof error !== 'object' || error === null || !(field in error)) return null;
  const value: unknown = Reflect.get(error, field);
  return typeof value === 'string' ? value : null;
}
