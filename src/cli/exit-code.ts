import type { MarketMappingErrorCode } from 'market-mapping';

/** The command's exit status, for scripts. */
export const EXIT = {
  done: 0,
  /** The command worked, and the answer is no: nothing found, the schema differs, a market is not mapped. */
  no: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** The input was refused, or does not exist. */
  refused: 3,
  /** The tables are missing, or do not match this release. */
  schema: 4,
  /** The database can't be reached, or failed. */
  database: 5,
  /** A bug in the command itself. */
  fault: 70,
  /** Somebody pressed Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** For the end of `--help`. */
export const EXIT_CODES_HELP = `
Exit codes:
  0   success
  1   the answer is no (nothing found, the schema differs, replay --strict found
      something unmapped, compare --strict found a suspected mapping,
      mappers --stale a stale mapper)
  2   the command line is wrong
  3   refused: bad input, no such mapping or market, a conflict
  4   the tables are missing or not what this release expects
  5   the database can't be reached, or failed
  70  a bug in the command itself
  130 ended by Ctrl-C (triage)`;

const BY_CODE: Readonly<Record<MarketMappingErrorCode, ExitCode>> = {
  VALIDATION: EXIT.refused,
  INVALID_PAYLOAD: EXIT.refused,
  INVALID_ROW: EXIT.refused,
  MAPPING_EXISTS: EXIT.refused,
  MAPPING_NOT_FOUND: EXIT.refused,
  MAPPING_CONFLICT: EXIT.refused,
  STALE_MAPPING: EXIT.refused,
  CHANGE_NOT_FOUND: EXIT.refused,
  HISTORY_PRUNED: EXIT.refused,
  UNMAPPED_MARKET_NOT_FOUND: EXIT.refused,
  MARKET_NOT_COVERED: EXIT.refused,
  COUNT_MISMATCH: EXIT.refused,
  IGNORE_RULE_NOT_FOUND: EXIT.refused,
  CHANGED_SINCE: EXIT.refused,
  SCHEMA_MISSING: EXIT.schema,
  SCHEMA_MISMATCH: EXIT.schema,
  MIGRATION_LOCK_TIMEOUT: EXIT.database,
  MIGRATION_NOT_PERMITTED: EXIT.schema,
  ROLLBACK_REFUSED: EXIT.refused,
  DATABASE: EXIT.database,
};

/** The exit status for an error from the library. */
export function exitCodeOf(code: MarketMappingErrorCode): ExitCode {
  // A newer copy of the library may know codes that this command doesn't.
  return BY_CODE[code] ?? EXIT.fault;
}
