import {
  parseBet9jaEvent,
  parseBetpawaEvent,
  parseSportybetEvent,
  type ScrapedMarket,
  type Source,
} from 'market-mapping';

const READERS: Readonly<Record<Source, (payload: unknown) => ScrapedMarket[]>> = {
  betpawa: parseBetpawaEvent,
  sportybet: parseSportybetEvent,
  bet9ja: parseBet9jaEvent,
};

export function isSource(text: string): text is Source {
  return Object.hasOwn(READERS, text);
}

/** A bookmaker's event as served, in the one shape of all of them. */
export function readEvent(source: Source, payload: unknown): ScrapedMarket[] {
  return READERS[source](payload);
}
