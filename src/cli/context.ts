import { userInfo } from 'node:os';
import type { Knex } from 'knex';
import type { Change, SchemaOption, SourceDefinition } from 'market-mapping';
import { displayValue } from './display-value.js';
import { UsageError } from './explain-error.js';
import { openDatabase, openFolder } from './open-database.js';
import { answers, type Coloured, coloured, notes } from './output.js';
import { type Column, formatTable } from './table.js';

/** The options of every subcommand, and those of commands that change something. */
export interface CommonOptions {
  databaseUrl?: string;
  dataDir?: string;
  schema?: string;
  json?: boolean;
  sourceModule?: string[];
  actor?: string;
  reason?: string;
}

/** What a subcommand works with. */
export class Context {
  readonly #options: CommonOptions;
  #db: Knex | undefined;

  /** @param sources The bookmakers that the caller's modules define. */
  constructor(
    options: CommonOptions,
    readonly sources: readonly SourceDefinition[],
  ) {
    this.#options = options;
  }

  /** Opens what is not opened at the first use: the folder of a Postgres in process. */
  async open(): Promise<void> {
    const { dataDir, databaseUrl } = this.#options;
    if (dataDir === undefined) return;
    if (databaseUrl !== undefined) throw new UsageError('use either --data-dir or --database-url');
    this.#db = await openFolder(dataDir);
  }

  /** Connected when a command first needs it, so that mistakes in a file are reported before. */
  get db(): Knex {
    this.#db ??= openDatabase(this.#options.databaseUrl ?? process.env.DATABASE_URL);
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

  /** The answer: as JSON where that was asked for, else as `print` puts it for people. */
  answer(value: unknown, print: () => void): void {
    if (this.#options.json === true) this.json(value);
    else print();
  }

  table<T>(items: readonly T[], columns: readonly Column<T>[]): void {
    const [titles = '', ...rows] = formatTable(items, columns, answers.terminal);
    this.write(coloured('bold', titles));
    for (const row of rows) this.write(row);
  }

  /** Names and values, one per line. */
  fields(fields: Readonly<Record<string, unknown>>): void {
    const width = Math.max(...Object.keys(fields).map(name => name.length));
    for (const [name, value] of Object.entries(fields)) {
      this.write(coloured('bold', name.padEnd(width)), `  ${displayValue(value)}`);
    }
  }

  /** A line of the answer, made harmless to the terminal. */
  write(...parts: readonly (string | Coloured)[]): void {
    answers.line(...parts);
  }

  /** A text of many lines that is the answer: a file, a script. */
  document(text: string): void {
    answers.lines(text);
  }

  json(value: unknown): void {
    answers.json(value);
  }

  /** A line next to the answer, which is not written to a pipe. */
  note(line: string): void {
    notes.line(line);
  }

  async close(): Promise<void> {
    await this.#db?.destroy();
  }
}

function loginName(): string | undefined {
  try {
    return userInfo().username.slice(0, 100);
  } catch {
    // A container may run as a user that has no name.
    return process.env.LOGNAME ?? process.env.USER;
  }
}
