import { channel } from 'node:diagnostics_channel';
import type { UnmappedMarket } from '../model/index.js';
import { pure } from '../model/pure.js';
import type { FlushResult } from './batch.js';
import type { MapperRecovery, MapperWarning } from './warning.js';

/** A mapper's statistics. */
export interface MapperStats {
  /** Mappings in force: those of the database, and base mappings that none of them replaces. */
  snapshotSize: number;
  /** How long ago the snapshot was last known to match the database, in milliseconds. */
  snapshotAgeMs: number;
  origins: { database: number; base: number };
  /** Lookups that found a mapping, and lookups that did not. */
  hits: number;
  misses: number;
  /** Distinct unmapped markets in memory, and their sightings. */
  buffered: number;
  pending: number;
  /** Sightings written, dropped because `maxBuffered` markets were waiting, and rejected as invalid. */
  flushed: number;
  dropped: number;
  rejected: number;
  /** Writes that failed and were repeated. */
  retries: number;
  /** How changes are noticed: by notification, or only at the refresh interval. */
  propagation: 'listening' | 'polling';
}

/** A mapper's events, and what their handlers receive. */
export interface MapperEvents {
  /** A market that no process had seen before was written to the log of unmapped markets. */
  discovered: [market: UnmappedMarket];
  /** The snapshot was replaced. */
  refreshed: [stats: MapperStats];
  /** Sightings were written. */
  flushed: [result: FlushResult];
  /** Something an operator should know; once per outage or cause. */
  warning: [warning: MapperWarning];
  /** What a warning told of is over: LISTEN_LOST, REFRESH_FAILED or FLUSH_FAILED. */
  recovered: [recovery: MapperRecovery];
}

/** The messages on the `market-mapping:*` channels of `node:diagnostics_channel`. */
export interface MapperMessage {
  event: keyof MapperEvents;
  stats: MapperStats;
  /** The market, of `discovered`. */
  market?: UnmappedMarket;
  /** What was written, of `flushed`. */
  result?: FlushResult;
  /** What an operator should know, of `warning`. */
  warning?: MapperWarning;
  /** What is over, of `recovered`. */
  recovery?: MapperRecovery;
}

/** Kept here, because a channel that nobody holds is created again for each lookup, which takes longer than writing a market. */
export const CHANNELS = /* @__PURE__ */ pure(
  () =>
    ({
      discovered: channel('market-mapping:discovered'),
      refreshed: channel('market-mapping:refreshed'),
      flushed: channel('market-mapping:flushed'),
      warning: channel('market-mapping:warning'),
      recovered: channel('market-mapping:recovered'),
    }) as const satisfies Record<keyof MapperEvents, unknown>,
);
