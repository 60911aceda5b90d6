import { channel } from 'node:diagnostics_channel';
import type { UnmappedMarket } from '../model/index.js';
import { pure } from '../model/pure.js';
import type { FlushResult } from './batch.js';
import type { MapperWarning } from './warning.js';

/** The numbers of a mapper. */
export interface MapperStats {
  /** Mappings in force: those of the database and base mappings that none of them replaces. */
  snapshotSize: number;
  /** How long ago the snapshot was last known to be what the database holds, in milliseconds. */
  snapshotAgeMs: number;
  origins: { database: number; base: number };
  /** Markets resolved, and markets not. */
  hits: number;
  misses: number;
  /** Distinct unmapped markets in memory, and sightings of them. */
  buffered: number;
  pending: number;
  /** Sightings written, dropped since `maxBuffered` markets waited, and refused as invalid. */
  flushed: number;
  dropped: number;
  rejected: number;
  /** Attempts to write that failed and were made again. */
  retries: number;
  /** How changes become known: by notification, or at the refresh interval only. */
  propagation: 'listening' | 'polling';
}

/** The events of a mapper and what their handlers get. */
export interface MapperEvents {
  /** A market that no process had seen before was written to the unmapped log. */
  discovered: [market: UnmappedMarket];
  /** The snapshot was replaced. */
  refreshed: [stats: MapperStats];
  /** Sightings were written. */
  flushed: [result: FlushResult];
  /** Something an operator should know; once per outage or cause. */
  warning: [warning: MapperWarning];
}

/** What `market-mapping:*` channels of `node:diagnostics_channel` carry. */
export interface MapperMessage {
  event: keyof MapperEvents;
  stats: MapperStats;
}

/** Kept: nobody else may hold them, and to look one up that is gone makes it again, which takes longer than writing a market does. */
export const CHANNELS = /* @__PURE__ */ pure(
  () =>
    ({
      discovered: channel('market-mapping:discovered'),
      refreshed: channel('market-mapping:refreshed'),
      flushed: channel('market-mapping:flushed'),
      warning: channel('market-mapping:warning'),
    }) as const satisfies Record<keyof MapperEvents, unknown>,
);
