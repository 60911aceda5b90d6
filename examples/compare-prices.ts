/**
 * Looks for mapping faults that no error shows, by the prices that bookmakers ask for one match:
 *
 *   npm run example:prices
 *   npm run example:prices -- captured/sportybet.json captured/bet9ja.json --mappings mappings.json
 */
import { parseArgs } from 'node:util';
import {
  comparePrices,
  createMarketMapper,
  findPriceFaults,
  learnOutcomeIds,
  type NewMapping,
  type ResolvedMarket,
  runMigrations,
} from 'market-mapping';
import { catalogue } from 'market-mapping/catalogue';
import { openEmbedded } from 'market-mapping/embedded';
import { ownPayloads, readEvents, readMappings } from './read-files.js';

const { values: flags, positionals } = parseArgs({ options: { mappings: { type: 'string' } }, allowPositionals: true });
const events = (positionals.length > 0 ? positionals : ownPayloads).flatMap(readEvents);
const markets = events.flatMap(event => event.markets);
const given = flags.mappings === undefined ? catalogue : readMappings(flags.mappings);
// SportyBet writes lines into its outcomes' names ("Over 2.5"), so its outcomes are known by their ids.
const mappings = given.map(mapping => learnOutcomeIds(mapping, markets));

const db = await openEmbedded();
try {
  await runMigrations(db);
  console.log('\n> The prices under these mappings');
  report(await resolveAll(mappings));
  const [faulty, faulted] = withFault(mappings);
  if (faulty) {
    console.log(`\n> The same, had somebody confused Over and Under at betPawa in ${faulted}`);
    report(await resolveAll(faulty));
  }
} finally {
  await db.destroy();
}

async function resolveAll(baseMappings: NewMapping[]): Promise<ResolvedMarket[]> {
  await using mapper = await createMarketMapper(db, { baseMappings, listen: false });
  return events.flatMap(event => mapper.resolveEvent(event));
}

function report(resolutions: ResolvedMarket[]): void {
  const compared = comparePrices(resolutions);
  const agreed = compared.filter(({ difference, tolerance }) => difference <= tolerance);
  const mapped = new Set(compared.map(({ canonicalId }) => canonicalId));
  console.log(`${compared.length} prices of ${mapped.size} markets compared, ${agreed.length} agree`);
  for (const { canonicalId, kind, confidence, sources, evidence } of findPriceFaults(resolutions)) {
    console.log(`\n${canonicalId} at ${sources.join(' or ')}: ${kind}, ${Math.round(confidence * 100)} % sure`);
    console.log(`  ${evidence.summary}`);
    console.table(
      evidence.prices.slice(0, 6).map(({ line, outcome, sources: [one, two], odds, difference }) => ({
        line: line?.label ?? '',
        outcome,
        [one]: odds[0],
        [two]: odds[1],
        difference: Number(difference.toFixed(2)),
      })),
    );
  }
}

/** The mappings with one fault in them. */
function withFault(right: NewMapping[]): [NewMapping[], string] | [] {
  const target = right.find(({ betpawaId, outcomeMapping }) => betpawaId && outcomeMapping[0]?.betpawaName === 'Over');
  if (!target) return [];
  const other = { Over: 'Under', Under: 'Over' } as Record<string, string>;
  const outcomeMapping = target.outcomeMapping.map(outcome => {
    const { betpawa: _, ...ids } = outcome.ids ?? {};
    return { ...outcome, ids, betpawaName: other[outcome.betpawaName ?? ''] ?? outcome.betpawaName };
  });
  return [right.map(mapping => (mapping === target ? { ...target, outcomeMapping } : mapping)), target.canonicalId];
}
