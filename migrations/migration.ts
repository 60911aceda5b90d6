import type { Knex } from 'knex';

/** Where a migration runs. */
export interface MigrationTarget {
  /** The Postgres schema of the tables. */
  readonly schema: string;
  /** Existing tables that are as the migration would create them. */
  readonly present: ReadonlySet<string>;
}

/** One released change of the schema. It only describes; `compile` turns it into SQL. A released one never changes. */
export interface Migration {
  readonly name: string;
  up(schema: Knex.SchemaBuilder, target: MigrationTarget): void;
  down(schema: Knex.SchemaBuilder, target: MigrationTarget): void;
}

/**
 * A table as described by the system catalogues: from an item (`column priority`) to its definition (`integer not null default 0`).
 * Names that Postgres or knex generate are left out, so that two ways to write the same table compare equal. An expression has to
 * read the same after a dump and a restore, which a list (`in (...)`) does not.
 */
export type TableDescription = Readonly<Record<string, string>>;

/** The tables of the library by name. */
export type SchemaDescription = Readonly<Record<string, TableDescription>>;

/** The statements of one direction of a migration for the database of `db`, in order. */
export function statementsOf(
  migration: Migration,
  direction: 'up' | 'down',
  target: MigrationTarget,
  db: Knex,
): string[] {
  const outer = compiler;
  compiler = compilerFrom(db.client);
  try {
    const builder = compiler.schemaBuilder().withSchema(target.schema);
    migration[direction](builder, target);
    return builder.toSQL().map(({ sql }) => sql);
  } finally {
    compiler = outer;
  }
}

/** The SQL of one direction of a migration for the database of `db`, its statements separated by semicolons. */
export function compile(migration: Migration, direction: 'up' | 'down', target: MigrationTarget, db: Knex): string {
  return statementsOf(migration, direction, target, db).join(';\n');
}

/** A piece of SQL that is written as it is: a default, a predicate's value, an index column with its order. */
export function sql(text: string): Knex.Raw {
  return current().raw(text);
}

/** The start of a partial index's predicate. */
export function where(): Knex.QueryBuilder {
  return current().queryBuilder();
}

let compiler: Knex.Client | undefined;

function current(): Knex.Client {
  if (!compiler)
    throw new Error('a piece of SQL can only be created while a migration is compiled, not when its module is loaded');
  return compiler;
}

/**
 * The consumer's knex without its configuration: their `wrapIdentifier` would change our names, and the repository's SQL would not
 * find such a schema. Not a knex of our own: then importing anything of the package would load knex, and a bundle of a payload
 * reader would contain it.
 */
function compilerFrom(client: Knex.Client): Knex.Client {
  return Object.create(client, { config: { value: { client: 'pg' } }, version: { value: undefined } });
}
