import { MAX_MISSING_OUTCOMES, type MissingOutcome, type Source, type UnmappedSighting } from '../model/index.js';
import { ownCopy } from '../rules/own-copy.js';

type Written = Pick<UnmappedSighting, 'source' | 'externalMarketId' | 'missingOutcomes'>;

/** More than any bookmaker leaves unmapped. Beyond it all are forgotten, which costs a few writes sooner than need be. */
const MAX_REMEMBERED = 100_000;

/** The markets that a recorder has written: the log has them and what they miss, so that only their counts are new. */
export class WrittenMarkets {
  #size = 0;
  readonly #bySource = new Map<Source, Map<string, Set<string> | null>>();

  get size(): number {
    return this.#size;
  }

  /** Whether the log has all that a sighting says. */
  has({ source, externalMarketId, missingOutcomes }: Written): boolean {
    const missing = this.#bySource.get(source)?.get(externalMarketId);
    if (missing === undefined) return false;
    if (missingOutcomes === undefined || missingOutcomes.length === 0) return true;
    if (missing === null) return false;
    return missing.size >= MAX_MISSING_OUTCOMES || missingOutcomes.every(outcome => missing.has(keyOf(outcome)));
  }

  add({ source, externalMarketId, missingOutcomes = [] }: Written): void {
    if (this.#size >= MAX_REMEMBERED) this.clear();
    let markets = this.#bySource.get(source);
    if (markets === undefined) {
      markets = new Map();
      this.#bySource.set(source, markets);
    }
    let missing = markets.get(externalMarketId) ?? null;
    if (missing === null && missingOutcomes.length > 0) missing = new Set();
    for (const outcome of missingOutcomes) missing?.add(keyOf(outcome));
    if (!markets.has(externalMarketId)) this.#size++;
    markets.set(ownCopy(externalMarketId), missing);
  }

  /** Forgets the markets that a test holds for, and returns them. */
  takeWhere(test: (source: Source, externalMarketId: string) => boolean): Written[] {
    const taken: Written[] = [];
    for (const [source, markets] of this.#bySource) {
      for (const externalMarketId of markets.keys()) {
        if (!test(source, externalMarketId)) continue;
        markets.delete(externalMarketId);
        this.#size--;
        taken.push({ source, externalMarketId });
      }
    }
    return taken;
  }

  clear(): void {
    this.#bySource.clear();
    this.#size = 0;
  }
}

function keyOf({ id, name }: Pick<MissingOutcome, 'id' | 'name'>): string {
  return `${id}\n${name}`;
}
