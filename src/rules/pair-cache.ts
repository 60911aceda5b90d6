import { type CacheBudget, type Forgetful, sizeOf } from './cache-budget.js';
import { ownCopy } from './own-copy.js';

/** Remembers what was found for a market's parameter and a name, within a budget. */
export class PairCache<T> implements Forgetful {
  readonly #found = new Map<string | null, Map<string, T>>();

  constructor(private readonly budget: CacheBudget) {}

  get(parameter: string | null, name: string): T | undefined {
    return this.#found.get(parameter)?.get(name);
  }

  set(parameter: string | null, name: string, found: T): void {
    if (!this.budget.take(this, sizeOf(parameter, name))) return;
    let byName = this.#found.get(parameter);
    if (byName === undefined) {
      byName = new Map();
      this.#found.set(parameter === null ? null : ownCopy(parameter), byName);
    }
    byName.set(ownCopy(name), found);
  }

  forget(): void {
    this.#found.clear();
  }
}
