import type { Source } from './index.js';

/** The stable codes of all errors this library throws. A code never changes its meaning. */
export type MarketMappingErrorCode =
  | 'VALIDATION'
  | 'INVALID_PAYLOAD'
  | 'INVALID_ROW'
  | 'MAPPING_EXISTS'
  | 'MAPPING_NOT_FOUND'
  | 'MAPPING_CONFLICT'
  | 'STALE_MAPPING'
  | 'CHANGE_NOT_FOUND'
  | 'HISTORY_PRUNED'
  | 'UNMAPPED_MARKET_NOT_FOUND'
  | 'MARKET_NOT_COVERED'
  | 'COUNT_MISMATCH'
  | 'IGNORE_RULE_NOT_FOUND'
  | 'CHANGED_SINCE'
  | 'SCHEMA_MISSING'
  | 'SCHEMA_MISMATCH'
  | 'MIGRATION_LOCK_TIMEOUT'
  | 'MIGRATION_NOT_PERMITTED'
  | 'ROLLBACK_REFUSED'
  | 'DATABASE';

/** Unlike a class, a registered symbol is the same in every copy of this package. */
const BRAND = Symbol.for('market-mapping.error');

/**
 * The base class of all errors of this library. Tell them apart by `code`. The message says what to do next.
 * If an error of the database or its driver was the reason, it is in `cause`.
 */
export class MarketMappingError extends Error {
  /** The stable code, for `switch`. */
  readonly code: MarketMappingErrorCode;

  constructor(code: MarketMappingErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.name = new.target.name;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/**
 * Whether a value is an error of this library. Unlike `instanceof`, it also recognises errors from another copy of the
 * package in the same process (one loaded by `import`, one by `require`).
 *
 * @example
 * ```ts
 * import { isMarketMappingError, parseBetpawaEvent } from 'market-mapping';
 *
 * try {
 *   parseBetpawaEvent('no event');
 * } catch (error) {
 *   if (!isMarketMappingError(error) || error.code !== 'INVALID_PAYLOAD') throw error;
 *   console.log(error.message);
 * }
 * ```
 */
export function isMarketMappingError(error: unknown): error is MarketMappingError {
  return typeof error === 'object' && error !== null && BRAND in error;
}

/** One problem with an input. */
export interface ValidationIssue {
  /** Where: a path such as `outcomeMapping[0].canonicalId`. */
  field: string;
  /** What is wrong, and what would be valid. */
  message: string;
}

/** Two active mappings that would answer for the same market with equal precedence. */
export interface MappingConflict {
  /** The mapping that was to have the id. */
  canonicalId: string;
  /** The active mapping that has it. */
  with: string;
  source: Source;
  /** The id that both have at the source. */
  externalMarketId: string;
}

/**
 * An input was refused before any SQL ran. `field` names the first problem and `issues` lists all of them. The message contains the
 * first ten, and how many more there are.
 */
export class ValidationError extends MarketMappingError {
  readonly field: string;
  readonly issues: readonly ValidationIssue[];

  constructor(issues: readonly [ValidationIssue, ...ValidationIssue[]], options?: ErrorOptions) {
    const told = issues
      .slice(0, MAX_TOLD_ISSUES)
      .map(issue => `${shortened(issue.field, 100)}: ${shortened(issue.message, 300)}`);
    if (issues.length > told.length) told.push(`and ${issues.length - told.length} more`);
    super('VALIDATION', told.join('; '), options);
    this.field = issues[0].field;
    this.issues = issues;
  }
}

const MAX_TOLD_ISSUES = 10;

/** The name of an unknown field, or a path into something circular, can be of any length. */
function shortened(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1)}…` : text;
}

/** A payload reader was given something that is not an event of its bookmaker. */
export class InvalidPayloadError extends MarketMappingError {
  constructor(message: string, options?: ErrorOptions) {
    super('INVALID_PAYLOAD', message, options);
  }
}

/** A row in the database is not of the form that this library (or a service it shares the table with) writes. */
export class InvalidRowError extends MarketMappingError {
  /** The mapping whose row it is; null if it is another row or not known. */
  readonly canonicalId: string | null;

  constructor(message: string, canonicalId: string | null = null) {
    super('INVALID_ROW', message);
    this.canonicalId = canonicalId;
  }
}

/** `createMapping`: the canonical id is taken. */
export class MappingExistsError extends MarketMappingError {
  readonly canonicalId: string;

  constructor(canonicalId: string) {
    super(
      'MAPPING_EXISTS',
      `A mapping with canonical id "${canonicalId}" already exists: change it with updateMapping, or choose another id.`,
    );
    this.canonicalId = canonicalId;
  }
}

/** No mapping has this canonical id. */
export class MappingNotFoundError extends MarketMappingError {
  readonly canonicalId: string;

  constructor(canonicalId: string) {
    super(
      'MAPPING_NOT_FOUND',
      `There is no mapping with canonical id "${canonicalId}": listMappings shows the existing ones, createMapping adds one.`,
    );
    this.canonicalId = canonicalId;
  }
}

/**
 * A change would give an active mapping an id that another active mapping has on equal terms: the same priority, and an outcome that
 * both would claim. Nothing was written; `conflicts` lists each such id.
 */
export class MappingConflictError extends MarketMappingError {
  readonly conflicts: readonly MappingConflict[];

  constructor(conflicts: readonly MappingConflict[]) {
    const told = conflicts
      .slice(0, 5)
      .map(each => `${each.canonicalId} and ${each.with} (${each.source} ${each.externalMarketId})`);
    if (conflicts.length > told.length) told.push(`${conflicts.length - told.length} more`);
    super(
      'MAPPING_CONFLICT',
      `Only their age would decide which mapping answers: ${told.join(', ')}. Nothing was written: deactivate one of each pair, ` +
        'give them different priorities, or pass { allowShared: true }.',
    );
    this.conflicts = conflicts;
  }
}

/** A revert would have overwritten what somebody changed since. Nothing was written; `force` overwrites it. */
export class ChangedSinceError extends MarketMappingError {
  /** What was changed since. */
  readonly changes: readonly ChangeSince[];

  constructor(changes: readonly ChangeSince[], options?: ErrorOptions) {
    const told = changes
      .slice(0, MAX_TOLD_ISSUES)
      .map(({ what, fields }) => `${shortened(what, 200)} (${fields.join(', ')})`);
    if (changes.length > told.length) told.push(`and ${changes.length - told.length} more`);
    super(
      'CHANGED_SINCE',
      `Reverting would overwrite what was changed since: ${told.join('; ')}. Look at it, then revert those changes first, or call revertChange with force.`,
      options,
    );
    this.changes = changes;
  }
}

/** A mapping or unmapped market that was changed after the change that was to be reverted. */
export interface ChangeSince {
  /** The canonical id of the mapping, or the source and id of the market. */
  readonly what: string;
  /** The fields in question. */
  readonly fields: readonly string[];
}

/** The audit log has no such change. */
export class ChangeNotFoundError extends MarketMappingError {
  constructor(change: number | string) {
    super(
      'CHANGE_NOT_FOUND',
      `There is no change ${change}: listAuditLog gives the id and changeId of each. It may have been pruned.`,
    );
  }
}

/** A moment that the history does not reach back to. */
export class HistoryPrunedError extends MarketMappingError {
  /** The earliest moment that can be asked about. */
  readonly startsAt: Date;

  constructor(asOf: Date, startsAt: Date) {
    super(
      'HISTORY_PRUNED',
      `What was in force at ${asOf.toISOString()} is not known any more: the history has been pruned. It begins at ${startsAt.toISOString()}.`,
    );
    this.startsAt = startsAt;
  }
}

/** `updateMapping` with `expectedUpdatedAt`: the row has changed since then, and was left as it is. */
export class StaleMappingError extends MarketMappingError {
  readonly canonicalId: string;
  readonly expectedUpdatedAt: Date;
  readonly actualUpdatedAt: Date;

  constructor(canonicalId: string, expectedUpdatedAt: Date, actualUpdatedAt: Date) {
    super(
      'STALE_MAPPING',
      `Mapping "${canonicalId}" was changed at ${actualUpdatedAt.toISOString()}, after the expected ` +
        `${expectedUpdatedAt.toISOString()}: read it again with getMapping and repeat the change.`,
    );
    this.canonicalId = canonicalId;
    this.expectedUpdatedAt = expectedUpdatedAt;
    this.actualUpdatedAt = actualUpdatedAt;
  }
}

/** No row of the log of unmapped markets has this id. */
export class UnmappedMarketNotFoundError extends MarketMappingError {
  readonly id: number;

  constructor(id: number) {
    super(
      'UNMAPPED_MARKET_NOT_FOUND',
      `There is no unmapped market with id ${id}: listUnmappedMarkets shows the existing ones.`,
    );
    this.id = id;
  }
}

/** A market was to be set to MAPPED, but no active mapping covers it. */
export class MarketNotCoveredError extends MarketMappingError {
  readonly source: Source;
  readonly externalMarketId: string;

  constructor(market: { readonly source: Source; readonly externalMarketId: string }, advice: string) {
    const { source, externalMarketId } = market;
    super('MARKET_NOT_COVERED', `No active mapping covers ${source} ${externalMarketId}: ${advice}`);
    this.source = source;
    this.externalMarketId = externalMarketId;
  }
}

/** A bulk act was to change `expected` markets, and its filter holds for `actual` now. Nothing was written. */
export class CountMismatchError extends MarketMappingError {
  readonly expected: number;
  readonly actual: number;

  constructor(expected: number, actual: number) {
    super(
      'COUNT_MISMATCH',
      `${expected} unmapped markets were to be changed, but it would be ${actual}; nothing was written. Look at them with ` +
        'listUnmappedMarkets, then repeat the call with the new expectedCount.',
    );
    this.expected = expected;
    this.actual = actual;
  }
}

/** No ignore rule has this id. */
export class IgnoreRuleNotFoundError extends MarketMappingError {
  readonly id: number;

  constructor(id: number) {
    super('IGNORE_RULE_NOT_FOUND', `There is no ignore rule with id ${id}: listIgnoreRules shows the existing ones.`);
    this.id = id;
  }
}

/** The library's tables do not exist in this schema of this database. */
export class SchemaMissingError extends MarketMappingError {
  readonly schema: string;

  constructor(schema: string, options?: ErrorOptions) {
    super(
      'SCHEMA_MISSING',
      `A table or column of market-mapping is missing in schema "${schema}": ` +
        `call runMigrations(db${schema === 'public' ? '' : `, { schema: '${schema}' }`}) once at start-up.`,
      options,
    );
    this.schema = schema;
  }
}

/** Tables with the library's names exist, but are defined differently. Nothing was changed. `differences` lists how they differ. */
export class SchemaMismatchError extends MarketMappingError {
  readonly schema: string;
  readonly differences: readonly string[];

  constructor(schema: string, differences: readonly string[]) {
    super(
      'SCHEMA_MISMATCH',
      `The tables in schema "${schema}" are not what this release of market-mapping expects, and were left alone. ` +
        'Correct them by hand, or use another schema with the option `schema`. Differences:\n' +
        differences.map(difference => `  - ${difference}`).join('\n'),
    );
    this.schema = schema;
    this.differences = differences;
  }
}

/** Another session held a lock for longer than `lockTimeoutMs`. */
export class MigrationLockTimeoutError extends MarketMappingError {
  readonly lockTimeoutMs: number;

  constructor(lockTimeoutMs: number, options?: ErrorOptions) {
    super(
      'MIGRATION_LOCK_TIMEOUT',
      `Waited ${lockTimeoutMs} ms for a lock that another session holds: a migration is still running, or a ` +
        'transaction on these tables was left open (see pg_stat_activity). Call runMigrations again, or raise lockTimeoutMs.',
      options,
    );
    this.lockTimeoutMs = lockTimeoutMs;
  }
}

/**
 * Migrations are pending, and this role may not run them. Nothing was changed. Run `command` as a role that owns the tables (or, before
 * the first migration, may create tables in the schema), and start the service again.
 */
export class MigrationNotPermittedError extends MarketMappingError {
  readonly schema: string;
  readonly role: string;
  /** The pending migrations; null if the role may not even read which have been applied. */
  readonly pending: readonly string[] | null;
  /** The command to run as a role that may migrate. */
  readonly command: string;

  constructor(schema: string, role: string, pending: readonly string[] | null, options?: ErrorOptions) {
    const command = `npx market-mapping migrate${schema === 'public' ? '' : ` --schema '${schema}'`}`;
    const cause = options?.cause instanceof Error ? options.cause.message : '';
    super(
      'MIGRATION_NOT_PERMITTED',
      pending === null
        ? `Role "${role}" may not read which migrations schema "${schema}" has: grant usage on schema "${schema}" to "${role}"; ` +
            `grant select on "${schema}"."market_mapping_migrations" to "${role}".`
        : `Role "${role}" may not migrate schema "${schema}", which lacks ${pending.join(', ')}: run "${command}" as a role that ` +
            `owns the tables, or may create them there. ${cause}`.trimEnd(),
      options,
    );
    this.schema = schema;
    this.role = role;
    this.pending = pending;
    this.command = command;
  }
}

/** A rollback would drop tables or columns with rows in them. Nothing was changed. `createMigrationSource({ dropTables: true })` allows it. */
export class RollbackRefusedError extends MarketMappingError {
  readonly migration: string;
  /** The tables that contain rows. */
  readonly tables: readonly string[];

  constructor(migration: string, tables: readonly string[]) {
    super(
      'ROLLBACK_REFUSED',
      `Rolling back "${migration}" would lose what is in ${tables.join(', ')}. If you do not need it, roll back with ` +
        'createMigrationSource({ dropTables: true }).',
    );
    this.migration = migration;
    this.tables = tables;
  }
}

/** Any other error of the database or its driver, which is in `cause`. `sqlState` is its SQLSTATE, if it has one. */
export class DatabaseError extends MarketMappingError {
  readonly sqlState: string | null;

  constructor(message: string, sqlState: string | null, options?: ErrorOptions) {
    super('DATABASE', message, options);
    this.sqlState = sqlState;
  }
}
