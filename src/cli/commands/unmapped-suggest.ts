import {
  getUnmappedMarket,
  type PricedResolution,
  type ScrapedEvent,
  type ScrapedMarket,
  type Suggestion,
  suggestForUnmapped,
  type UnmappedMarket,
} from 'market-mapping';
import { loadCatalogue } from '../catalogue-entries.js';
import type { Context } from '../context.js';
import { EXIT } from '../exit-code.js';
import { withMapper } from '../open-mapper.js';
import { wholeNumber } from '../options.js';
import { type AddCommand, action } from '../program.js';
import { readEvents } from '../read-events.js';

interface Flags {
  files?: string[];
  limit?: number;
  catalogue: boolean;
}

/** A market as a payload has it, with what the markets of its event resolve to. */
interface Seen {
  readonly market: ScrapedMarket;
  readonly sameEvent: readonly PricedResolution[];
}

export const addUnmappedSuggest: AddCommand = program => {
  program
    .reading('unmapped suggest', 'Suggest mappings for an unmapped market, with reasons; exit code 1 if there is none')
    .argument('<id>', 'its id in the log', wholeNumber)
    .option('--files <file...>', 'payloads of its event, whose prices are compared')
    .option('--limit <number>', 'how many suggestions at most (default: 3)', wholeNumber)
    .option('--no-catalogue', "only the database's mappings, without the catalogue")
    .action(
      action(async (context, id: number, { files = [], limit, catalogue }: Flags) => {
        const candidates = catalogue ? await loadCatalogue() : [];
        const market = await getUnmappedMarket(context.db, id, context.inSchema);
        const seen = market === null || files.length === 0 ? null : await findIn(context, market, files, candidates);
        const suggestions = await suggestForUnmapped(context.db, id, {
          candidates,
          ...(limit === undefined ? {} : { limit }),
          ...seen,
          ...context.inSchema,
        });
        context.answer(suggestions, () => {
          for (const suggestion of suggestions) print(context, suggestion);
          if (suggestions.length === 0) context.note('No mapping fits well enough to be suggested.');
        });
        if (files.length > 0 && seen === null) context.note('The market is in none of these payloads.');
        return suggestions.length > 0 ? EXIT.done : EXIT.no;
      }),
    );
};

/** The market in the payloads, with what those of its event resolve to, its own bookmaker's too; null if it is in none. */
async function findIn(
  context: Context,
  { source, externalMarketId, parameter }: UnmappedMarket,
  files: readonly string[],
  baseMappings: Awaited<ReturnType<typeof loadCatalogue>>,
): Promise<Seen | null> {
  const events = await readEvents(context, [...files], {});
  const found = events
    .flatMap(event => event.markets.map(market => ({ event, market })))
    .filter(({ market }) => market.source === source && market.externalMarketId === externalMarketId);
  const own = found.find(({ market }) => market.parameter === (parameter ?? null)) ?? found[0];
  if (own === undefined) return null;
  const same = events.filter(event => isSame(event, own.event));
  const resolved = await withMapper(context, mapper => same.flatMap(event => mapper.resolveEvent(event)), {
    baseMappings,
  });
  return {
    market: own.market,
    sameEvent: resolved.map(({ market, resolution }) => ({ source: market.source, resolution })),
  };
}

/** Whether two payloads are of one event; without Sportradar's id of it, nothing says so. */
function isSame({ sportradarId }: ScrapedEvent, other: ScrapedEvent): boolean {
  return sportradarId !== null && sportradarId === other.sportradarId;
}

function print(context: Context, { mapping, score, match, isNew, evidence, outcomes }: Suggestion): void {
  const title = isNew ? `new: ${mapping.canonicalId}` : mapping.canonicalId;
  context.write(`${title}  ${mapping.name}  ${score.toFixed(2)}${match ? '  safe to accept' : ''}`);
  for (const { weight, text } of evidence) {
    context.write(`  ${weight < 0 ? '-' : '+'}${Math.abs(weight).toFixed(2)}  ${text}`);
  }
  for (const { scraped, canonicalId } of outcomes) context.write(`         ${scraped.name} is ${canonicalId}`);
}
