import type { Source } from './index.js';

/** The stable codes of every error this library throws; a code never changes its meaning. */
export type MarketMappingErrorCode =
  | 'VALIDATION'
  | 'INVALID_PAYLOAD'
  | 'INVALID_ROW'
  | 'MAPPING_EXISTS'
  | 'MAPPING_NOT_FOUND'
  | 'MAPPING_CONFLICT'
  | 'STALE_MAPPING'
  | 'UNMAPPED_MARKET_NOT_FOUND'
  | 'MARKET_NOT_COVERED'
  | 'SCHEMA_MISSING'
  | 'SCHEMA_MISMATCH'
  | 'MIGRATION_LOCK_TIMEOUT'
  | 'DATABASE';

/** A registered symbol is the same in every copy of this package, which a class is not. */
const BRAND = Symbol.for('market-mapping.error');

/**
 * The base of every error of this library. Tell them apart by `code`; the message says what to do next.
 * Where the cause was an error of the database or its driver, it is in `cause`.
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
 * Whether a value is an error of this library. Unlike `instanceof`, it also recognises errors of another copy of the
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

/** One thing that is wrong with an input. */
export interface ValidationIssue {
  /** Where: a path such as `outcomeMapping[0].canonicalId`. */
  field: string;
  /** What is wrong, and what would be right. */
  message: string;
}

/** Two active mappings that would answer for the same market on equal terms. */
export interface MappingConflict {
  /** The mapping that was to be imported. */
  canonicalId: string;
  /** The mapping in the database. */
  with: string;
  source: Source;
  /** The id that both have at the source. */
  externalMarketId: string;
}

/** An input was refused before any SQL ran. `field` names the first thing wrong, `issues` all of them. */
export class ValidationError extends MarketMappingError {
  readonly field: string;
  readonly issues: readonly ValidationIssue[];

  constructor(issues: readonly [ValidationIssue, ...ValidationIssue[]], options?: ErrorOptions) {
    super('VALIDATION', issues.map(issue => `${issue.field}: ${issue.message}`).join('; '), options);
    this.field = issues[0].field;
    this.issues = issues;
  }
}

/** A payload reader was given something that is not an event of its bookmaker. */
export class InvalidPayloadError extends MarketMappingError {
  constructor(message: string, options?: ErrorOptions) {
    super('INVALID_PAYLOAD', message, options);
  }
}

/** A row in the database is not what this library (or the service it shares the table with) writes. */
export class InvalidRowError extends MarketMappingError {
  constructor(message: string) {
    super('INVALID_ROW', message);
  }
}

/** `createMapping`: the canonical id is taken. */
export class MappingExistsError extends MarketMappingError {
  readonly canonicalId: string;

  constructor(canonicalId: string) {
    super(
      'MAPPING_EXISTS',
      `A mapping with canonical id "${canonicalId}" exists already: change it with updateMapping, or choose another id.`,
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
      `There is no mapping with canonical id "${canonicalId}": listMappings shows those there are, createMapping adds one.`,
    );
    this.canonicalId = canonicalId;
  }
}

/**
 * `importMappings`: active mappings outside the set have the same ids at a source, the same priority and outcomes of the same
 * names; nothing was imported. `conflicts` lists them.
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
      `Only their age would decide which mapping answers: ${told.join(', ')}. Nothing was imported: deactivate one of each two, ` +
        'give them different priorities, or import with allowConflicts.',
    );
    this.conflicts = conflicts;
  }
}

/** `updateMapping` with `expectedUpdatedAt`: the row has been changed since; it was left as it is. */
export class StaleMappingError extends MarketMappingError {
  readonly canonicalId: string;
  readonly expectedUpdatedAt: Date;
  readonly actualUpdatedAt: Date;

  constructor(canonicalId: string, expectedUpdatedAt: Date, actualUpdatedAt: Date) {
    super(
      'STALE_MAPPING',
      `Mapping "${canonicalId}" was changed at ${actualUpdatedAt.toISOString()}, after the expected ` +
        `${expectedUpdatedAt.toISOString()}: read it again with getMapping and repeat the change on what it is now.`,
    );
    this.canonicalId = canonicalId;
    this.expectedUpdatedAt = expectedUpdatedAt;
    this.actualUpdatedAt = actualUpdatedAt;
  }
}

/** No row of the unmapped log has this id. */
export class UnmappedMarketNotFoundError extends MarketMappingError {
  readonly id: number;

  constructor(id: number) {
    super(
      'UNMAPPED_MARKET_NOT_FOUND',
      `There is no unmapped market with id ${id}: listUnmappedMarkets shows those there are.`,
    );
    this.id = id;
  }
}

/** A market was to be marked MAPPED, but no active mapping covers it. */
export class MarketNotCoveredError extends MarketMappingError {
  constructor(market: string, advice: string) {
    super('MARKET_NOT_COVERED', `No active mapping covers ${market}: ${advice}`);
  }
}

/** The library's tables are not in this schema of this database. */
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

/** Tables of the library's names exist but are not the library's; nothing was changed. `differences` lists how. */
export class SchemaMismatchError extends MarketMappingError {
  readonly differences: readonly string[];

  constructor(schema: string, differences: readonly string[]) {
    super(
      'SCHEMA_MISMATCH',
      `The tables in schema "${schema}" are not what this release of market-mapping expects, and were left alone. ` +
        'Mend them by hand, or give the library a schema of its own by the option `schema`. Differences:\n' +
        differences.map(difference => `  - ${difference}`).join('\n'),
    );
    this.differences = differences;
  }
}

/** Another migration run held the lock for longer than `lockTimeoutMs`. */
export class MigrationLockTimeoutError extends MarketMappingError {
  constructor(lockTimeoutMs: number, options?: ErrorOptions) {
    super(
      'MIGRATION_LOCK_TIMEOUT',
      `Waited ${lockTimeoutMs} ms for a lock that another session holds: its migration is still running, or a ` +
        'transaction was left open on these tables (look in pg_stat_activity). Call runMigrations again, or raise lockTimeoutMs.',
      options,
    );
  }
}

/** Any other error of the database or its driver, which is in `cause`; `sqlState` is its SQLSTATE, where it has one. */
export class DatabaseError extends MarketMappingError {
  readonly sqlState: string | null;

  constructor(message: string, sqlState: string | null, options?: ErrorOptions) {
    super('DATABASE', message, options);
    this.sqlState = sqlState;
  }
}
