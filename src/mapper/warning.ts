import type { MarketMappingError } from '../model/errors.js';

/** The warnings of a mapper. Each is emitted once per outage or cause, not every time. */
export type MapperWarningCode =
  | 'LISTEN_UNAVAILABLE'
  | 'LISTEN_LOST'
  | 'REFRESH_FAILED'
  | 'INVALID_MAPPINGS'
  | 'CONFLICTING_MAPPINGS'
  | 'TRIGGERS_MISSING'
  | 'ROWS_HIDDEN'
  | 'FLUSH_FAILED'
  | 'FLUSH_NUMBER_TAKEN'
  | 'WRITES_LOST'
  | 'SIGHTING_REFUSED'
  | 'SIGHTING_REJECTED'
  | 'BUFFER_FULL'
  | 'NOT_WRITTEN'
  | 'HANDLER_FAILED'
  | 'UNKNOWN_SOURCE';

/** Something an operator should know. The mapper keeps working. */
export interface MapperWarning {
  readonly code: MapperWarningCode;
  readonly message: string;
  readonly error: MarketMappingError | Error | null;
}

/** Where the parts of a mapper send their warnings. */
export type Warn = (code: MapperWarningCode, message: string, error?: unknown) => void;
