import type { MarketMapping, UnmappedStatus } from '../../src/index.js';

/** What the model knows of a mapping: all have one id, at SportyBet, and no outcomes. */
export interface ModelMapping {
  readonly name: string;
  readonly sportybetId: string;
  readonly priority: number;
  readonly isActive: boolean;
  /** The order in which they were made, which breaks ties; one that is restored has its old place. */
  readonly age: number;
}

export interface ModelMarket {
  count: number;
  status: UnmappedStatus;
  /** The rule that ignored it. */
  ignoredBy: number | null;
  /** Opened by a revert of an edit: what was missing before is forgotten, so its id alone does not close it. */
  isDoubtful: boolean;
  /** The act that closed it. */
  closedBy: number;
}

interface ModelRule {
  readonly pattern: string;
  /** What it ignored when it was made. */
  readonly ignored: readonly string[];
}

/** One row of the audit log. */
export interface ModelEntry {
  readonly canonicalId: string;
  readonly action: string;
  readonly before: ModelMapping | null;
  readonly after: ModelMapping | null;
  /** Rows of one act were written in one transaction. */
  readonly act: number;
}

/** The mappings as they were at a moment. */
export interface ModelMoment {
  readonly at: Date;
  readonly mappings: ReadonlyMap<string, ModelMapping>;
}

type Patch = Partial<Pick<ModelMapping, 'name' | 'sportybetId' | 'priority'>>;
type Refusal = 'CHANGED_SINCE' | 'MAPPING_EXISTS';
const FIELDS = ['name', 'sportybetId', 'priority', 'isActive'] as const;

/** The library as simple as it can be: what a mapping does, who has changed it, and what the log says. No SQL, no concurrency. */
export class Model {
  readonly mappings = new Map<string, ModelMapping>();
  readonly entries: ModelEntry[] = [];
  readonly log = new Map<string, ModelMarket>();
  readonly rules = new Map<number, ModelRule>();
  /** Rules by the change that made them, also those that are gone. */
  readonly ruleChanges: { readonly id: number; readonly changeId: string; readonly rule: ModelRule }[] = [];
  readonly imports: { readonly changeId: string; readonly act: number }[] = [];
  /** For each mapper, what it holds in memory. */
  readonly held: Map<string, number>[] = [new Map(), new Map()];
  readonly moments: ModelMoment[] = [{ at: new Date(), mappings: new Map() }];
  #act = 0;
  #born = 0;

  get act(): number {
    return this.#act;
  }

  begin(): void {
    this.#act++;
  }

  /** What is asked for as of now, later on, has to be this. */
  remember(): void {
    this.moments.push({ at: new Date(), mappings: new Map(this.mappings) });
  }

  create(canonicalId: string, fields: Pick<ModelMapping, 'name' | 'sportybetId' | 'priority'>): void {
    this.#set(canonicalId, 'CREATE', { ...fields, isActive: true, age: this.#born++ });
    this.#close(fields.sportybetId);
  }

  /** A patch that changes nothing leaves no trace, and one that leaves the ids alone looks at no market; an import always does. */
  update(canonicalId: string, patch: Patch, looks: 'at ids' | 'always' = 'at ids'): void {
    const before = this.#get(canonicalId);
    const after = { ...before, ...patch };
    if (!differ(before, after)) return;
    this.#set(canonicalId, 'UPDATE', after);
    if (after.isActive && (looks === 'always' || before.sportybetId !== after.sportybetId))
      this.#close(after.sportybetId);
  }

  setActive(canonicalId: string, isActive: boolean): void {
    const before = this.#get(canonicalId);
    if (before.isActive === isActive) return;
    this.#set(canonicalId, isActive ? 'ACTIVATE' : 'DEACTIVATE', { ...before, isActive });
    if (isActive) this.#close(before.sportybetId);
  }

  delete(canonicalId: string): void {
    this.#set(canonicalId, 'DELETE', null);
  }

  /** What is written of a market that was met. */
  see(marketId: string, occurrences: number): void {
    const isCovered = this.isCovered(marketId);
    const market = this.log.get(marketId);
    const rule = this.#ruleFor(marketId);
    if (market === undefined) {
      const status = isCovered ? 'MAPPED' : rule === null ? 'NEW' : 'IGNORED';
      const ignoredBy = status === 'IGNORED' ? rule : null;
      this.log.set(marketId, { count: occurrences, status, ignoredBy, isDoubtful: false, closedBy: this.#act });
      return;
    }
    market.count += occurrences;
    const isUnmuted = market.ignoredBy !== null && !this.rules.has(market.ignoredBy);
    if (!isCovered && market.status !== 'MAPPED') market.isDoubtful = false;
    if (isCovered && !market.isDoubtful && (isOpen(market) || isUnmuted)) this.#setMapped(market);
    else if (!isCovered && rule !== null && isUnmuted) market.ignoredBy = rule;
    else if (isUnmuted || (market.status === 'MAPPED' && !isCovered)) {
      market.status = 'NEW';
      market.ignoredBy = null;
    }
  }

  /** Somebody sets the status by hand. */
  decide(marketId: string, status: UnmappedStatus): void {
    const market = this.#market(marketId);
    if (status === 'MAPPED') return void (market.status !== 'MAPPED' && this.#setMapped(market));
    market.status = status;
    market.ignoredBy = null;
  }

  /** Ignores what matches and is NEW. */
  addRule(id: number, changeId: string, pattern: string): void {
    const ignored = [...this.log].filter(([marketId, { status }]) => status === 'NEW' && matches(pattern, marketId));
    const rule = { pattern, ignored: ignored.map(([marketId]) => marketId) };
    this.rules.set(id, rule);
    this.ruleChanges.push({ id, changeId, rule });
    for (const [, market] of ignored) Object.assign(market, { status: 'IGNORED', ignoredBy: id });
  }

  /** Takes a rule back, and what it ignored when it was made. */
  revertRule(id: number, rule: ModelRule, force: boolean): 'CHANGED_SINCE' | number {
    const found = rule.ignored.map(marketId => this.#market(marketId));
    const left = found.filter(({ status, ignoredBy }) => status !== 'NEW' || ignoredBy !== null);
    const isOwn = ({ status, ignoredBy }: ModelMarket) => status === 'IGNORED' && ignoredBy === id;
    if (!force && !left.every(isOwn)) return 'CHANGED_SINCE';
    for (const market of left) Object.assign(market, { status: 'NEW', ignoredBy: null });
    return left.length + (this.rules.delete(id) ? 1 : 0);
  }

  /** Takes back what some rows of the audit log say, all of one act: only the fields that they set, and by another change. */
  revert(entries: readonly ModelEntry[], force: boolean): Refusal | number {
    const changed = entries.map(entry => ({ entry, current: this.#byAge((entry.before ?? entry.after)?.age) }));
    const steps = changed.flatMap(({ entry, current }) => stepOf(entry, current));
    if (!force && steps.some(({ isChangedSince }) => isChangedSince)) return 'CHANGED_SINCE';
    if (steps.some(({ isRestored, entry }) => isRestored && this.mappings.has(entry.canonicalId)))
      return 'MAPPING_EXISTS';
    if (steps.length === 0) return 0;
    for (const { entry, action, to } of steps) this.#set(entry.canonicalId, action, to);
    for (const { to } of steps) if (to?.isActive) this.#close(to.sportybetId);
    const isEdit = entries.some(({ before, after }) => before !== null && after !== null);
    for (const { entry, current } of changed) if (current) this.#reopen(current.sportybetId, isEdit ? entry.act : null);
    return steps.length;
  }

  isCovered(marketId: string): boolean {
    return this.resolve(marketId) !== null;
  }

  /** The canonical id that answers: by priority, then by age. */
  resolve(marketId: string, mappings: ReadonlyMap<string, ModelMapping> = this.mappings): string | null {
    const [best] = [...mappings]
      .filter(([, { isActive, sportybetId }]) => isActive && sportybetId === marketId)
      .sort(([, a], [, b]) => b.priority - a.priority || a.age - b.age);
    return best?.[0] ?? null;
  }

  /** The first rule that ignores a market: rules are for what they have not seen, and for what another one ignored. */
  #ruleFor(marketId: string): number | null {
    const market = this.log.get(marketId);
    if (market !== undefined && market.ignoredBy === null) return null;
    const found = [...this.rules].filter(([, { pattern }]) => matches(pattern, marketId)).map(([id]) => id);
    return found.length === 0 ? null : Math.min(...found);
  }

  #close(marketId: string): void {
    const market = this.log.get(marketId);
    if (market && isOpen(market)) this.#setMapped(market);
  }

  #setMapped(market: ModelMarket): void {
    Object.assign(market, { status: 'MAPPED', ignoredBy: null, isDoubtful: false, closedBy: this.#act });
  }

  /** A market that a reverted change may have closed: what nobody covers any more, and what the edit closed. */
  #reopen(marketId: string, edit: number | null): void {
    const market = this.log.get(marketId);
    if (market?.status !== 'MAPPED') return;
    const isCovered = this.isCovered(marketId);
    if (isCovered && market.closedBy !== edit) return;
    Object.assign(market, { status: 'NEW', isDoubtful: isCovered });
  }

  #set(canonicalId: string, action: string, after: ModelMapping | null): void {
    const before = this.mappings.get(canonicalId) ?? null;
    this.entries.push({ canonicalId, action, before, after, act: this.#act });
    if (after === null) this.mappings.delete(canonicalId);
    else this.mappings.set(canonicalId, after);
  }

  #byAge(age: number | undefined): ModelMapping | null {
    return [...this.mappings.values()].find(mapping => mapping.age === age) ?? null;
  }

  #get(canonicalId: string): ModelMapping {
    const mapping = this.mappings.get(canonicalId);
    if (mapping === undefined) throw new Error(`the model has no ${canonicalId}`);
    return mapping;
  }

  #market(marketId: string): ModelMarket {
    const market = this.log.get(marketId);
    if (market === undefined) throw new Error(`the model has not met ${marketId}`);
    return market;
  }
}

interface Step {
  readonly entry: ModelEntry;
  readonly action: string;
  readonly to: ModelMapping | null;
  readonly isRestored: boolean;
  readonly isChangedSince: boolean;
}

function stepOf(entry: ModelEntry, current: ModelMapping | null): Step[] {
  const { before, after } = entry;
  if (before === null) {
    if (after === null || current === null) return [];
    return [{ entry, action: 'DELETE', to: null, isRestored: false, isChangedSince: differ(after, current) }];
  }
  if (current === null)
    return [{ entry, action: 'CREATE', to: before, isRestored: true, isChangedSince: after !== null }];
  const touched = FIELDS.filter(field => before[field] !== (after ?? current)[field]);
  const due = touched.filter(field => before[field] !== current[field]);
  if (due.length === 0) return [];
  const to = { ...current, ...Object.fromEntries(due.map(field => [field, before[field]])) };
  const isSwitch = due.length === 1 && due[0] === 'isActive';
  const action = !isSwitch ? 'UPDATE' : to.isActive ? 'ACTIVATE' : 'DEACTIVATE';
  const isChangedSince = due.some(field => after === null || after[field] !== current[field]);
  return [{ entry, action, to, isRestored: false, isChangedSince }];
}

function differ(one: ModelMapping, other: ModelMapping): boolean {
  return FIELDS.some(field => one[field] !== other[field]);
}

function isOpen({ status }: ModelMarket): boolean {
  return status === 'NEW' || status === 'ACKNOWLEDGED';
}

/** Of patterns, the model knows those that end in `*`. */
function matches(pattern: string, text: string): boolean {
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}

/** A row as the model has it. */
export function toModelMapping({ name, sportybetId, priority, isActive }: MarketMapping): Omit<ModelMapping, 'age'> {
  return { name, sportybetId: sportybetId ?? '', priority, isActive };
}

export function withoutAge(mappings: ReadonlyMap<string, ModelMapping>): Record<string, Omit<ModelMapping, 'age'>> {
  return Object.fromEntries([...mappings].map(([id, { age: _, ...mapping }]) => [id, mapping]));
}
