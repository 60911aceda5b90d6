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

/** The warnings that last until something works again: a `recovered` event follows each. */
export type MapperOutageCode = Extract<MapperWarningCode, 'LISTEN_LOST' | 'REFRESH_FAILED' | 'FLUSH_FAILED'>;

/** What a mapper warned of is over. */
export interface MapperRecovery {
  /** The code of the warning. */
  readonly code: MapperOutageCode;
  readonly message: string;
  /** From the first failure to the first success, in milliseconds. */
  readonly outageMs: number;
}

/** Where the parts of a mapper say that an outage is over which they have warned of. */
export type TellRecovery = (code: MapperOutageCode, outageMs: number) => void;

/** Where the parts of a mapper send their warnings. */
export type Warn = (code: MapperWarningCode, message: string, error?: unknown) => void;
