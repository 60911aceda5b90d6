import { assertKnownOptions } from '../input/known-options.js';
import { ValidationError } from '../model/errors.js';
import type { SchemaOption } from '../model/index.js';

/** The names of the library's tables, quoted and with their schema, ready to be written into SQL. */
export interface Tables {
  readonly schema: string;
  readonly mappings: string;
  readonly audit: string;
  readonly historyStart: string;
  readonly unmapped: string;
  readonly history: string;
  readonly changes: string;
  readonly journal: string;
  readonly recorders: string;
  readonly ignoreRules: string;
  readonly unmappedHistory: string;
}

/** Where the library records which migrations a schema has; never the consumer's own `knex_migrations`. */
export const HISTORY_TABLE = 'market_mapping_migrations';

const DEFAULT_SCHEMA = 'public';

const cache = new Map<string, Tables>();

/** A schema name can't be a parameter of a statement, so only plain identifiers are accepted. */
const SAFE_SCHEMA = /^[A-Za-z_][A-Za-z0-9_$]{0,62}$/;

/** Every option that a function may take, with `schema`. Written out as an object, the compiler finds one that is left out. */
export type OptionNames<Options> = Readonly<Record<Exclude<keyof Options, 'schema'>, true>>;

/**
 * What a public function begins with: the quoted table names for the schema of its options. A ValidationError if the schema isn't a
 * plain identifier, or if there is an option that the function does not have: a misspelt one would silently do nothing.
 */
export function tablesFor<Options extends SchemaOption>(options: Options, names: OptionNames<Options>): Tables {
  assertKnownOptions(options, [...Object.keys(names), 'schema']);
  return tablesIn(options);
}

/** The quoted table names for the schema of a function's options, for calls within the package. */
export function tablesIn(options: SchemaOption): Tables {
  // This comes from outside, whatever the types say.
  const given: unknown = options;
  if (typeof given !== 'object' || given === null) throw refusal('options', 'must be an object');
  const { schema = DEFAULT_SCHEMA } = options;
  const known = cache.get(schema);
  if (known) return known;
  if (typeof schema !== 'string' || !SAFE_SCHEMA.test(schema) || /^pg_/i.test(schema)) {
    throw refusal(
      'schema',
      'must be the name of a Postgres schema: a letter or underscore, then letters, digits, underscores or dollar ' +
        `signs, at most 63 in all, not starting with pg_ (got ${typeof schema === 'string' ? JSON.stringify(schema) : typeof schema})`,
    );
  }
  const name = (table: string) => `"${schema}"."${table}"`;
  const tables: Tables = {
    schema,
    mappings: name('user_market_mappings'),
    audit: name('mapping_audit_log'),
    historyStart: name('market_mapping_history_start'),
    unmapped: name('unmapped_market_log'),
    history: name(HISTORY_TABLE),
    changes: name('market_mapping_changes'),
    journal: name('market_mapping_journal'),
    recorders: name('market_mapping_recorders'),
    ignoreRules: name('unmapped_ignore_rules'),
    unmappedHistory: name('unmapped_history'),
  };
  // A service has one or two schemas; with thousands of them, this must not grow forever.
  if (cache.size < 100) cache.set(schema, tables);
  return tables;
}

function refusal(field: string, message: string): ValidationError {
  return new ValidationError([{ field, message }]);
}
