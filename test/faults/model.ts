import type { MarketMapping, UnmappedStatus } from '../../src/index.js';

/** What the model knows of a mapping: all have one id, at SportyBet, and no outcomes. */
export interface ModelMapping {
  name: string;
  sportybetId: string;
  priority: number;
  isActive: boolean;
  /** The order in which they were made, which breaks ties. */
  readonly age: number;
}

export interface ModelMarket {
  count: number;
  status: UnmappedStatus;
}

/** The library as simple as it can be: what a mapping does, who has changed it, and what the log says. No SQL, no concurrency. */
export class Model {
  readonly mappings = new Map<string, ModelMapping>();
  readonly audit = new Map<string, string[]>();
  readonly log = new Map<string, ModelMarket>();
  /** For each mapper, what it holds in memory. */
  readonly held: Map<string, number>[] = [new Map(), new Map()];
  #born = 0;

  create(canonicalId: string, fields: Pick<ModelMapping, 'name' | 'sportybetId' | 'priority'>): void {
    this.mappings.set(canonicalId, { ...fields, isActive: true, age: this.#born++ });
    this.#note(canonicalId, 'CREATE');
    this.#close(fields.sportybetId);
  }

  /** A patch that changes nothing leaves no trace. */
  update(canonicalId: string, patch: Partial<Pick<ModelMapping, 'name' | 'sportybetId' | 'priority'>>): void {
    const mapping = this.#get(canonicalId);
    const changed = Object.entries(patch).some(([field, value]) => Reflect.get(mapping, field) !== value);
    if (!changed) return;
    Object.assign(mapping, patch);
    this.#note(canonicalId, 'UPDATE');
    if (mapping.isActive) this.#close(mapping.sportybetId);
  }

  setActive(canonicalId: string, isActive: boolean): void {
    const mapping = this.#get(canonicalId);
    if (mapping.isActive === isActive) return;
    mapping.isActive = isActive;
    this.#note(canonicalId, isActive ? 'ACTIVATE' : 'DEACTIVATE');
    if (isActive) this.#close(mapping.sportybetId);
  }

  delete(canonicalId: string): void {
    this.mappings.delete(canonicalId);
    this.#note(canonicalId, 'DELETE');
  }

  /** What is written of a market that was met: a covered one closes, and one that nobody covers any more opens again. */
  see(marketId: string, occurrences: number): void {
    const isCovered = this.isCovered(marketId);
    const market = this.log.get(marketId);
    if (market === undefined) {
      this.log.set(marketId, { count: occurrences, status: isCovered ? 'MAPPED' : 'NEW' });
      return;
    }
    market.count += occurrences;
    if (isCovered) this.#close(marketId);
    else if (market.status === 'MAPPED') market.status = 'NEW';
  }

  isCovered(marketId: string): boolean {
    return this.resolve(marketId) !== null;
  }

  /** The canonical id that answers: by priority, then by age. */
  resolve(marketId: string): string | null {
    const [best] = [...this.mappings]
      .filter(([, { isActive, sportybetId }]) => isActive && sportybetId === marketId)
      .sort(([, a], [, b]) => b.priority - a.priority || a.age - b.age);
    return best?.[0] ?? null;
  }

  #close(marketId: string): void {
    const market = this.log.get(marketId);
    if (market?.status === 'NEW' || market?.status === 'ACKNOWLEDGED') market.status = 'MAPPED';
  }

  #note(canonicalId: string, action: string): void {
    const actions = this.audit.get(canonicalId) ?? [];
    actions.push(action);
    this.audit.set(canonicalId, actions);
  }

  #get(canonicalId: string): ModelMapping {
    const mapping = this.mappings.get(canonicalId);
    if (mapping === undefined) throw new Error(`the model has no ${canonicalId}`);
    return mapping;
  }
}

/** A row as the model has it. */
export function toModelMapping({ name, sportybetId, priority, isActive }: MarketMapping): Omit<ModelMapping, 'age'> {
  return { name, sportybetId: sportybetId ?? '', priority, isActive };
}
