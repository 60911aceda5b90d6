import { userInfo } from 'node:os';
import knex, { type Knex } from 'knex';
import type { Change, SchemaOption } from 'market-mapping';
import { UsageError } from './explain-error.js';
import { type Column, formatTable } from './table.js';
import { type Colour, paint, printable, type Terminal, terminalOf } from './terminal.js';

/** The options of every subcommand, and those of commands that change something. */
export interface CommonOptions {
  databaseUrl?: string;
  schema?: string;
  json?: boolean;
  actor?: string;
  reason?: string;
}

/** What a subcommand works with. */
export class Context {
  readonly terminal: Terminal = terminalOf(process.stdout, process.env);
  readonly #options: CommonOptions;
  #db: Knex | undefined;

  constructor(options: CommonOptions) {
    this.#options = options;
  }

  /** Connected when a command first needs it, so that mistakes in a file are reported before. */
  get db(): Knex {
    this.#db ??= open(this.#options.databaseUrl ?? process.env.DATABASE_URL);
    return this.#db;
  }

  get inSchema(): SchemaOption {
    const { schema } = this.#options;
    return schema === undefined ? {} : { schema };
  }

  /** Who makes the change, and why: the login name unless another actor is given. */
  get change(): Change & SchemaOption {
    const { actor = loginName(), reason } = this.#options;
    return { ...this.inSchema, ...(actor === undefined ? {} : { actor }), ...(reason === undefined ? {} : { reason }) };
  }

  get isJson(): boolean {
    return this.#options.json === true;
  }

  /** The answer: as JSON if requested, otherwise the way `tell` writes it for people. */
  answer(value: unknown, tell: () => void): void {
    if (this.isJson) this.write(JSON.stringify(value, null, 2));
    else tell();
  }

  table<T>(items: readonly T[], columns: readonly Column<T>[]): void {
    for (const line of formatTable(items, columns, this.terminal)) this.write(line);
  }

  /** Names and values, one per line. */
  fields(fields: Readonly<Record<string, unknown>>): void {
    const width = Math.max(...Object.keys(fields).map(name => name.length));
    for (const [name, value] of Object.entries(fields)) {
      this.write(`${this.paint('bold', name.padEnd(width))}  ${textOf(value)}`);
    }
  }

  paint(colour: Colour, text: string): string {
    return paint(this.terminal, colour, text);
  }

  /** A line of the answer. */
  write(line: string): void {
    process.stdout.write(`${line}\n`);
  }

  /** A line next to the answer, which is not written to a pipe. */
  note(line: string): void {
    process.stderr.write(`${line}\n`);
  }

  async close(): Promise<void> {
    await this.#db?.destroy();
  }
}

/** A value for people. Names in it can't control the terminal. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (value instanceof Date) return value.toISOString();
  return printable(typeof value === 'string' ? value : JSON.stringify(value));
}

function open(url: string | undefined): Knex {
  if (url === undefined || url === '') throw new UsageError('set DATABASE_URL or use --database-url');
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    // Not repeated, since it may contain a password.
    throw new UsageError('the database URL must look like postgres://user:password@host:5432/database');
  }
  const silent = () => {};
  return knex({
    client: 'pg',
    connection: { connectionString: url, application_name: 'market-mapping', connectionTimeoutMillis: 10_000 },
    pool: { min: 0, max: 2 },
    // What goes wrong is reported once, by the error that the call ends with.
    log: { warn: silent, error: silent, deprecate: silent, debug: silent },
  });
}

function loginName(): string | undefined {
  try {
    return userInfo().username.slice(0, 100);
  } catch {
    // A container may run as a user that has no name.
    return process.env.LOGNAME ?? process.env.USER;
  }
}
