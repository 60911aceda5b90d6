import {
  type BaseMapping,
  getUnmappedMarket,
  listUnmappedMarkets,
  type MapTarget,
  type MarketMapping,
  type PreviewOptions,
  previewMapping,
  type Suggestion,
  suggestMappings,
  targetOfSuggestion,
  toScrapedMarket,
  type UnmappedFilter,
  type UnmappedMarket,
} from 'market-mapping';
import type { Context } from '../context.js';
import { withoutSourceId } from '../source-fields.js';
import { readCandidates } from './candidates.js';
import type { CapturedEvents, CapturedMarket } from './captured-events.js';
import type { Choice, MarketView } from './market-view.js';
import { sayOf } from './triage-acts.js';

/** The markets to go through, and what is known about them. What is to be gone through is fixed when it begins. */
export class TriageQueue {
  #candidates: (MarketMapping | BaseMapping)[] = [];
  readonly #sure = new Map<number, boolean>();

  constructor(
    private readonly context: Context,
    private readonly captured: CapturedEvents,
    readonly rows: readonly UnmappedMarket[],
    private readonly hasCatalogue = true,
  ) {}

  /** Reads the mappings. */
  async refresh(): Promise<void> {
    this.#candidates = await readCandidates(this.context, this.hasCatalogue);
  }

  /** Makes what is sure be asked again, by the mappings as they are now. */
  forgetSure(): void {
    this.#sure.clear();
  }

  async resolveEvents(): Promise<void> {
    await this.captured.resolve(this.context, this.#candidates);
  }

  /** The markets from one on that have a suggestion which is safe to accept unseen. */
  sureFrom(at: number): UnmappedMarket[] {
    return this.rows.slice(at).filter(row => {
      const known = this.#sure.get(row.id) ?? this.suggest(row, this.captured.find(row))[0]?.match ?? false;
      this.#sure.set(row.id, known);
      return known;
    });
  }

  suggest(row: UnmappedMarket, captured: CapturedMarket | null): Suggestion[] {
    const market = captured?.market ?? toScrapedMarket(row);
    const sameEvent = captured?.sameEvent ?? [];
    return suggestMappings(market, this.#candidates, { sameEvent, sources: this.context.sources });
  }

  /** The row as it is now; null if somebody else has dealt with it, or a mapping that was accepted before has. */
  async current(at: number): Promise<UnmappedMarket | null> {
    const listed = this.rows[at];
    if (listed === undefined) return null;
    const row = await getUnmappedMarket(this.context.db, listed.id, this.context.inSchema);
    return row?.status === listed.status ? row : null;
  }

  async view(row: UnmappedMarket): Promise<MarketView> {
    const captured = this.captured.find(row);
    const market = captured?.market ?? toScrapedMarket(row);
    const choices = this.suggest(row, captured).map((suggestion): Choice => {
      return { suggestion, target: targetOfSuggestion(market, suggestion), preview: null, problem: null, leftOut: [] };
    });
    const [first, ...others] = choices;
    return {
      row,
      market,
      isFromFile: captured !== null,
      choices: first === undefined ? [] : [await this.previewed(row, first), ...others],
    };
  }

  /** A choice with its preview. Of a mapping that is taken over, ids that other mappings have are left out. */
  async previewed(row: UnmappedMarket, choice: Choice): Promise<Choice> {
    if (choice.preview !== null || choice.problem !== null) return choice;
    const markets = this.captured.find(row)?.markets ?? [];
    const options: PreviewOptions = { ...this.context.inSchema, markets };
    try {
      const preview = await previewMapping(this.context.db, { unmappedId: row.id, target: choice.target }, options);
      const taken = preview.conflicts.filter(({ source }) => source !== row.source);
      const target = withoutIds(choice.target, new Set(taken.map(({ source }) => source)));
      if (target === null) return { ...choice, preview };
      const leftOut = taken.map(each => `${each.source} ${each.externalMarketId}, which ${each.with} has`);
      const again = await previewMapping(this.context.db, { unmappedId: row.id, target }, options);
      return { ...choice, target, leftOut, preview: again };
    } catch (error) {
      return { ...choice, problem: sayOf(error) };
    }
  }
}

/** A mapping to take over without its ids at some bookmakers; null if there is nothing to leave out. */
function withoutIds(target: MapTarget, sources: ReadonlySet<string>): MapTarget | null {
  if (sources.size === 0 || !('to' in target) || target.base === undefined) return null;
  return { ...target, base: [...sources].reduce<BaseMapping>(withoutSourceId, target.base) };
}

/** All markets that a filter finds, as many as are asked for. */
export async function readQueue(context: Context, filter: UnmappedFilter, limit: number): Promise<UnmappedMarket[]> {
  const rows: UnmappedMarket[] = [];
  let cursor: string | undefined;
  do {
    const page = { limit: Math.min(500, limit - rows.length), ...(cursor === undefined ? {} : { cursor }) };
    const { items, nextCursor } = await listUnmappedMarkets(context.db, { ...filter, ...page }, context.inSchema);
    rows.push(...items);
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined && rows.length < limit);
  return rows;
}
