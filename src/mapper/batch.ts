import type { MarketMappingError } from '../model/errors.js';
import type { UnmappedMarket, UnmappedSighting } from '../model/index.js';
import type { RejectedSighting } from '../unmapped/record-unmapped-markets.js';
import type { Hints } from './hints.js';
import type { BufferedMarket, SightingBuffer } from './sighting-buffer.js';

/** The result of a flush. */
export interface FlushResult {
  /** Sightings written. */
  recorded: number;
  /** The markets among them that no process had seen before. */
  discovered: UnmappedMarket[];
  /** Sightings rejected by validation, or whose id the database can't store. They are not tried again. At most the first hundred. */
  rejected: RejectedSighting[];
  /** Sightings that still wait in memory, because the database could not be written to or refuses them. They are retried automatically. */
  pending: number;
  /** Why some are pending, or null. */
  error: MarketMappingError | null;
}

/** Some markets of a batch, written by one statement. Its number makes sending it again harmless. */
export interface Part {
  readonly markets: readonly BufferedMarket[];
  /** Which names and samples go with them. */
  readonly hints: Hints;
  number: number | null;
}

/** What is written together while a new buffer fills. It leaves memory only when all of it is written, rejected or held back. */
export interface Batch {
  readonly taken: SightingBuffer;
  readonly parts: Part[];
  /** The part that is written but not reported yet. */
  result: FlushResult;
  /** Markets in it that are also in the new buffer. */
  again: number;
}

/** The maximum number of markets in one statement: 80 MB with the largest samples. Only after an outage are more waiting. */
const MAX_PART = 10_000;

/** The parts of a batch, none of them sent yet. */
export function toParts(markets: readonly BufferedMarket[]): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < markets.length; at += MAX_PART)
    parts.push({ markets: markets.slice(at, at + MAX_PART), hints: 'all', number: null });
  return parts;
}

export function halve({ markets, hints }: Part): Part[] {
  const middle = Math.ceil(markets.length / 2);
  return [
    { markets: markets.slice(0, middle), hints, number: null },
    { markets: markets.slice(middle), hints, number: null },
  ];
}

export function toSighting({
  source,
  externalMarketId,
  marketName,
  sampleOutcomes,
  occurrences,
}: BufferedMarket): UnmappedSighting {
  const sample: unknown = sampleOutcomes === null ? null : JSON.parse(sampleOutcomes);
  return { source, externalMarketId, marketName, sampleOutcomes: sample, occurrences };
}

export function emptyResult(rejected: RejectedSighting[]): FlushResult {
  return { recorded: 0, discovered: [], rejected, pending: 0, error: null };
}

export function merge(into: FlushResult, { recorded, discovered, rejected, error }: FlushResult): void {
  into.error = error;
  into.recorded += recorded;
  append(into.discovered, discovered);
  append(into.rejected, rejected);
}

/** Not by spreading into `push`: a hundred thousand arguments are more than the stack holds. */
export function append<T>(into: T[], items: readonly T[]): void {
  for (const item of items) into.push(item);
}
