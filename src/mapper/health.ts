import type { MapperOutageCode } from './warning.js';

/** Why a mapper is not as it should be. */
export type MapperTroubleCode =
  | MapperOutageCode
  | 'CLOSED'
  | 'SNAPSHOT_OLD'
  | 'BUFFER_FULL'
  | 'LISTEN_UNAVAILABLE'
  | 'TRIGGERS_MISSING'
  | 'INVALID_MAPPINGS';

export interface MapperTrouble {
  readonly code: MapperTroubleCode;
  readonly message: string;
}

/**
 * Whether a mapper works as it should. `reasons` say why it does not: its mappings may be out of date, or counts about to be lost.
 * `degraded`, which is there only if there is something to say, has what costs nothing but time.
 */
export type MapperHealth =
  | { readonly ok: true; readonly degraded?: readonly MapperTrouble[] }
  | { readonly ok: false; readonly reasons: readonly MapperTrouble[]; readonly degraded?: readonly MapperTrouble[] };

/** What of a mapper its health is judged by. */
export interface Condition {
  readonly isClosed: boolean;
  readonly snapshotAgeMs: number;
  readonly refreshIntervalMs: number;
  readonly isRefreshOut: boolean;
  readonly isFlushOut: boolean;
  /** Distinct markets that wait to be written, and how many may. */
  readonly buffered: number;
  readonly maxBuffered: number;
  /** `off` where it was not asked to listen, or can't here. */
  readonly listening: 'off' | 'yes' | 'lost' | 'unavailable';
  readonly isTold: boolean;
  /** Whether rows are left out because a hand edit broke them. */
  readonly isIncomplete: boolean;
}

/** So many intervals may pass without a look that worked, and so much time beside, in milliseconds, before mappings count as old. */
const MISSED_INTERVALS = 3;
const GRACE_MS = 30_000;
/** From this part of `maxBuffered` on, counts are about to be lost. */
const NEARLY_FULL = 0.9;

export function healthOf(condition: Condition): MapperHealth {
  const reasons = [...reasonsOf(condition)];
  const found = [...degradedBy(condition)];
  const degraded = found.length > 0 ? { degraded: found } : {};
  return reasons.length > 0 ? { ok: false, reasons, ...degraded } : { ok: true, ...degraded };
}

function* reasonsOf(condition: Condition): Generator<MapperTrouble> {
  const { snapshotAgeMs, refreshIntervalMs, buffered, maxBuffered } = condition;
  if (condition.isClosed) {
    yield { code: 'CLOSED', message: 'the mapper is closed: it answers from its last mappings and records nothing' };
    return;
  }
  if (condition.isRefreshOut) {
    yield { code: 'REFRESH_FAILED', message: 'the mappings can not be read; the last ones go on serving' };
  }
  if (snapshotAgeMs > MISSED_INTERVALS * refreshIntervalMs + GRACE_MS) {
    const seconds = Math.round(snapshotAgeMs / 1000);
    yield { code: 'SNAPSHOT_OLD', message: `the mappings were last known to be current ${seconds} seconds ago` };
  }
  if (condition.isFlushOut) {
    yield { code: 'FLUSH_FAILED', message: 'unmapped markets can not be written; they are kept and will be retried' };
  }
  if (buffered >= NEARLY_FULL * maxBuffered) {
    yield {
      code: 'BUFFER_FULL',
      message: `${buffered} unmapped markets wait to be written, of at most ${maxBuffered}`,
    };
  }
}

function* degradedBy({ isClosed, listening, isTold, isIncomplete }: Condition): Generator<MapperTrouble> {
  if (isClosed) return;
  const atInterval = 'changes are picked up at the refresh interval';
  if (listening === 'lost') yield { code: 'LISTEN_LOST', message: `not listening for now; ${atInterval}` };
  if (listening === 'unavailable') {
    yield { code: 'LISTEN_UNAVAILABLE', message: `LISTEN delivers nothing on this connection; ${atInterval}` };
  }
  if (!isTold) yield { code: 'TRIGGERS_MISSING', message: `triggers are missing or disabled; ${atInterval}` };
  if (isIncomplete) yield { code: 'INVALID_MAPPINGS', message: 'mappings that a hand edit broke are left out' };
}
