import type { Source, UnmappedSighting } from '../model/index.js';
import { ownCopy } from '../rules/own-copy.js';

type Key = Pick<UnmappedSighting, 'source' | 'externalMarketId'>;

/** More than any bookmaker leaves unmapped. Beyond it all are forgotten, which costs a few writes sooner than need be. */
const MAX_REMEMBERED = 100_000;

/** The markets that a recorder has written: the log has them, so that only their counts are new. */
export class WrittenMarkets {
  #size = 0;
  readonly #bySource = new Map<Source, Set<string>>();

  has({ source, externalMarketId }: Key): boolean {
    return this.#bySource.get(source)?.has(externalMarketId) === true;
  }

  add({ source, externalMarketId }: Key): void {
    if (this.has({ source, externalMarketId })) return;
    if (this.#size >= MAX_REMEMBERED) {
      this.#bySource.clear();
      this.#size = 0;
    }
    let ids = this.#bySource.get(source);
    if (ids === undefined) {
      ids = new Set();
      this.#bySource.set(source, ids);
    }
    ids.add(ownCopy(externalMarketId));
    this.#size++;
  }
}
