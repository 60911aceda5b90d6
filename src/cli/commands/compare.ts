import {
  comparePrices,
  createMarketMapper,
  findPriceFaults,
  type PricedResolution,
  type PriceFault,
  type ScrapedMarket,
} from 'market-mapping';
import type { Context } from '../context.js';
import { EXIT } from '../exit-code.js';
import { coloured } from '../output.js';
import { type AddCommand, action } from '../program.js';
import { readPayload } from '../read-payload.js';

interface Flags {
  strict?: boolean;
}

/** Of each fault, so that it fits a screen; `--json` has all of them. */
const MAX_PRICES = 6;

export const addCompare: AddCommand = program => {
  program
    .reading('compare', 'Look for wrong mappings by comparing the prices of one event at several bookmakers')
    .argument('<file...>', "one event's JSON as each bookmaker serves it; - for standard input")
    .option('--strict', 'exit code 1 if any mapping is suspected')
    .action(
      action(async (context, files: string[], { strict }: Flags) => {
        const markets: ScrapedMarket[] = [];
        for (const file of files) markets.push(...(await readPayload(file, undefined)));
        const resolutions = await resolveAll(context, markets);
        const comparisons = comparePrices(resolutions);
        const faults = findPriceFaults(resolutions);
        const compared = comparisons.length;
        const agreed = comparisons.filter(({ difference, tolerance }) => difference <= tolerance).length;
        context.answer({ compared, agreed, faults }, () => {
          context.write(`${compared} prices compared, ${agreed} agree; suspected mappings: ${faults.length}`);
          for (const fault of faults) printFault(context, fault);
        });
        if (new Set(markets.map(({ source }) => source)).size < 2) {
          context.note('Prices are compared between bookmakers: pass the same event from at least two.');
        }
        const events = countEvents(markets);
        if (events > 1) context.note(`The files are of ${events} events: prices are compared within each of them.`);
        return strict && faults.length > 0 ? EXIT.no : EXIT.done;
      }),
    );
};

/** How many events the markets are of, as far as Sportradar's ids tell. */
function countEvents(markets: readonly ScrapedMarket[]): number {
  return new Set(markets.flatMap(({ event }) => event?.sportradarId ?? [])).size;
}

async function resolveAll(context: Context, markets: readonly ScrapedMarket[]): Promise<PricedResolution[]> {
  const logger = { warn: (message: string) => context.note(message) };
  // A payload that names no Sportradar id is taken for the event that was asked for, unless the others tell several apart.
  const isOneEvent = countEvents(markets) <= 1;
  const mapper = await createMarketMapper(context.db, { ...context.inSchema, listen: false, logger });
  try {
    return markets.flatMap(market =>
      mapper.resolveMarkets(market).map(resolution => ({
        source: market.source,
        resolution,
        event: isOneEvent ? undefined : market.event,
      })),
    );
  } finally {
    await mapper.close();
  }
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
