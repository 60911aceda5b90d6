import {
  comparePrices,
  findPriceFaults,
  type MarketMapper,
  type PriceFault,
  type ResolvedMarket,
  type ScrapedEvent,
} from 'market-mapping';
import { loadCatalogue } from '../catalogue-entries.js';
import type { Context } from '../context.js';
import { EXIT } from '../exit-code.js';
import { withMapper } from '../open-mapper.js';
import { coloured } from '../output.js';
import { type AddCommand, action } from '../program.js';
import { addPayloadFiles, type PayloadFlags, readEvents } from '../read-events.js';

interface Flags extends PayloadFlags {
  catalogue?: boolean;
  sameEvent?: boolean;
  strict?: boolean;
}

/** Of each fault, so that it fits a screen; `--json` has all of them. */
const MAX_PRICES = 6;

export const addCompare: AddCommand = program => {
  addPayloadFiles(
    program.reading('compare', 'Look for wrong mappings by comparing the prices of events at several bookmakers'),
  )
    .option('--catalogue', 'with the catalogue beneath the mappings of the database')
    .option('--same-event', 'compare all of them as one event, whatever ids of the event they tell')
    .option('--strict', 'exit code 1 if any mapping is suspected')
    .action(
      action(async (context, files: string[], { catalogue, sameEvent = false, strict, ...flags }: Flags) => {
        const events = await readEvents(context, files, flags);
        const baseMappings = catalogue ? await loadCatalogue() : [];
        const resolveAll = (mapper: MarketMapper) => events.flatMap(event => mapper.resolveEvent(event));
        const resolved = await withMapper(context, resolveAll, { baseMappings });
        const prices = sameEvent || isOneEvent(events) ? resolved.map(withoutEvent) : resolved;
        const comparisons = comparePrices(prices);
        const faults = findPriceFaults(prices);
        const compared = comparisons.length;
        const agreed = comparisons.filter(({ difference, tolerance }) => difference <= tolerance).length;
        context.answer({ compared, agreed, faults }, () => {
          context.write(`${compared} prices compared, ${agreed} agree; suspected mappings: ${faults.length}`);
          for (const fault of faults) printFault(context, fault);
        });
        for (const note of sameEvent ? [] : notesOn(events)) context.note(note);
        return strict && faults.length > 0 ? EXIT.no : EXIT.done;
      }),
    );
};

/**
 * Whether the payloads are of the one event that was asked for: each bookmaker has one, and none of them names another than the rest.
 * A payload that names none is taken for it then.
 */
function isOneEvent(events: readonly ScrapedEvent[]): boolean {
  return idsOf(events).size <= 1 && new Set(events.map(({ source }) => source)).size === events.length;
}

function idsOf(events: readonly ScrapedEvent[]): Set<string> {
  return new Set(events.flatMap(({ sportradarId }) => sportradarId ?? []));
}

/** Prices without an event count as one event's. */
function withoutEvent({ market: { event: _, ...market }, resolution }: ResolvedMarket): ResolvedMarket {
  return { market, resolution };
}

/** Why prices were not compared, where the events are the reason. */
function notesOn(events: readonly ScrapedEvent[]): string[] {
  const notes: string[] = [];
  if (new Set(events.map(({ source }) => source)).size < 2) {
    notes.push('Prices are compared between bookmakers: pass the same event from at least two.');
  }
  if (isOneEvent(events)) return notes;
  const count = idsOf(events).size;
  if (count > 1) notes.push(`The files are of ${count} events: prices are compared within each of them.`);
  const nameless = events.filter(({ sportradarId }) => sportradarId === null);
  if (nameless.length > 0) {
    const sources = [...new Set(nameless.map(({ source }) => source))].join(', ');
    notes.push(`Left out: ${nameless.length} events without Sportradar's id (${sources}); see --same-event.`);
  }
  return notes;
}

function printFault(context: Context, { kind, sources, confidence, evidence }: PriceFault): void {
  context.write('');
  context.write(coloured('bold', `${kind} at ${sources.join(' or ')}, ${Math.round(confidence * 100)} % sure`));
  context.write(evidence.summary);
  context.table(evidence.prices.slice(0, MAX_PRICES), [
    { title: 'LINE', of: price => price.line?.label ?? null },
    { title: 'OUTCOME', of: price => price.outcome },
    { title: 'ODDS', of: ({ odds, sources: [one, two] }) => `${odds[0]} ${one}, ${odds[1]} ${two}` },
    { title: 'APART', of: price => price.difference.toFixed(2), align: 'right' },
  ]);
}
