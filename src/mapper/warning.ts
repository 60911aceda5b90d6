import type { MarketMappingError } from '../model/errors.js';

/** What a mapper warns of. Each is told once per outage or cause, not each time it is met. */
export type MapperWarningCode =
  | 'LISTEN_UNAVAILABLE'
  | 'LISTEN_LOST'
  | 'REFRESH_FAILED'
  | 'INVALID_MAPPINGS'
  | 'TRIGGERS_MISSING'
  | 'ROWS_HIDDEN'
  | 'FLUSH_FAILED'
  | 'SIGHTING_REJECTED'
  | 'BUFFER_FULL'
  | 'NOT_WRITTEN'
  | 'HANDLER_FAILED';

/** Something an operator should know; the mapper goes on. */
export interface MapperWarning {
  readonly code: MapperWarningCode;
  readonly message: string;
  readonly error: MarketMappingError | Error | null;
}

/** Where the parts of a mapper send their warnings. */
export type Warn = (code: MapperWarningCode, message: string, error?: unknown) => void;
