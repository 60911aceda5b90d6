/**
 * One run of a small odds scraper, from captured payloads instead of the network:
 *
 *   npm run example
 *   npm run example -- captured/sportybet.json captured/bet9ja.json --mappings mappings.json
 *   DATABASE_URL=postgres://… npm run example
 *
 * The catalogue answers where the database has no mapping of its own; --mappings loads some into it. Without DATABASE_URL it runs on a
 * Postgres inside this process. With it, in a schema of its own, dropped at the end.
 */
import { parseArgs } from 'node:util';
import createKnex, { type Knex } from 'knex';
import {
  createMapping,
  createMarketMapper,
  isMarketMappingError,
  listAuditLog,
  listMappings,
  listUnmappedMarkets,
  type MarketMapper,
  mapUnmappedMarket,
  type NewMapping,
  type OutcomeMapping,
  runMigrations,
  type ScrapedEvent,
  type ScrapedMarket,
  type UnmappedMarket,
  updateMapping,
} from 'market-mapping';
import { catalogue } from 'market-mapping/catalogue';
import { openEmbedded } from 'market-mapping/embedded';
import { ownPayloads, readEvents, readMappings } from './read-files.js';

const { values: flags, positionals } = parseArgs({ options: { mappings: { type: 'string' } }, allowPositionals: true });
const files = positionals.length > 0 ? positionals : ownPayloads;
const databaseUrl = process.env.DATABASE_URL;
const schema = databaseUrl === undefined ? 'public' : `market_mapping_example_${process.pid}`;
const change = { actor: 'example', schema };

step(databaseUrl === undefined ? 'Starting a Postgres inside this process' : `Using DATABASE_URL, in schema ${schema}`);
const db = databaseUrl === undefined ? await openEmbedded() : createKnex({ client: 'pg', connection: databaseUrl });
try {
  await run(db);
} finally {
  if (databaseUrl !== undefined) await db.raw('drop schema if exists ?? cascade', [schema]);
  await db.destroy();
}

async function run(db: Knex): Promise<void> {
  const { applied } = await runMigrations(db, { schema });
  step(`Migrated: ${applied.join(', ')}`);

  if (flags.mappings !== undefined) {
    const { loaded, refused } = await loadMappings(db, readMappings(flags.mappings));
    step(`Loaded ${loaded} mappings from ${flags.mappings}`);
    for (const reason of refused) console.log(`  left out: ${reason}`);
  }

  // A service would leave `listen` on: changes made by other processes then show within milliseconds.
  await using mapper = await createMarketMapper(db, {
    schema,
    baseMappings: catalogue,
    listen: databaseUrl !== undefined,
  });
  mapper.on('warning', warning => console.log(`  warning: ${warning.message}`));

  const { base, database } = mapper.stats().origins;
  step(
    `Resolving ${files.length} payload${files.length === 1 ? '' : 's'} by ${base} mappings of the catalogue and ${database} of the database`,
  );
  console.table(resolveAll(mapper, files.flatMap(readEvents)));

  const { recorded, discovered } = await mapper.flush();
  step(
    `Wrote ${recorded} sightings of unmapped markets to the log; ${discovered.length} markets were never seen before`,
  );
  const { items: top } = await listUnmappedMarkets(db, { limit: 10 }, { schema });
  console.table(
    top.map(({ source, externalMarketId, marketName, occurrenceCount, status }) => ({
      source,
      externalMarketId,
      marketName,
      occurrences: occurrenceCount,
      status,
    })),
  );

  await editAMapping(db, mapper);
}

/** How a market in a list of unmapped ones becomes a mapped one while the scraper runs. */
async function editAMapping(db: Knex, mapper: MarketMapper): Promise<void> {
  const { items: unmapped } = await listUnmappedMarkets(db, { status: 'NEW', limit: 1 }, { schema });
  const [market] = unmapped;
  if (market) {
    const { source, externalMarketId, marketName } = market;
    step(`Mapping ${source} ${externalMarketId} (${marketName ?? 'no name'}), the most often seen`);
    const name = marketName ?? externalMarketId;
    const target = { create: { canonicalId: 'mapped_by_example', name, outcomeMapping: outcomesOf(market) } };
    await mapUnmappedMarket(db, market.id, target, { ...change, reason: `seen ${market.occurrenceCount} times` });
    await mapper.refresh();
    console.log(`  the running scraper now finds: ${mapper.resolve(source, externalMarketId)?.canonicalId}`);
  }
  const { items } = await listMappings(db, { limit: 1 }, { schema });
  const [mapping] = items;
  if (!mapping) return;
  step(`Renaming ${mapping.canonicalId} and raising its priority`);
  const patch = { name: `${mapping.name} (regular time)`, priority: mapping.priority + 10 };
  await updateMapping(db, mapping.canonicalId, patch, { ...change, reason: 'the name was not clear' });
  await mapper.refresh();

  step('The audit trail, latest first');
  for (const entry of (await listAuditLog(db, { limit: 4 }, { schema })).items) {
    console.log(
      `  ${entry.createdAt.toISOString()} ${entry.createdBy} ${entry.action} ${entry.canonicalId}: ${entry.reason}`,
    );
    for (const line of differences(entry.oldValue, entry.newValue)) console.log(`      ${line}`);
  }
}

/** Canonical outcomes made from the sample that the scraper recorded; a person would choose better names. */
function outcomesOf({ source, sampleOutcomes }: UnmappedMarket): OutcomeMapping[] {
  const sample = Array.isArray(sampleOutcomes) ? (sampleOutcomes as ScrapedMarket['outcomes']) : [];
  return sample.map(({ name }, position) => ({
    canonicalId: `outcome_${position + 1}`,
    betpawaName: source === 'betpawa' ? name : null,
    sportybetDesc: source === 'sportybet' ? name : null,
    bet9jaSuffix: source === 'bet9ja' ? name : null,
    position,
    ...(['betpawa', 'sportybet', 'bet9ja'].includes(source) ? {} : { names: { [source]: name } }),
  }));
}

/** What became of the markets and their prices, by bookmaker. What is not mapped, or not wholly, is recorded. */
function resolveAll(mapper: MarketMapper, events: readonly ScrapedEvent[]): Record<string, Record<string, number>> {
  const table: Record<string, Record<string, number>> = {};
  const countPrices = (outcomes: readonly { readonly odds: number | null }[]) =>
    outcomes.filter(({ odds }) => odds !== null).length;
  let previous: ScrapedMarket | undefined;
  for (const { market, resolution } of events.flatMap(event => mapper.resolveEvent(event))) {
    const none = { markets: 0, mapped: 0, partial: 0, unmapped: 0, prices: 0, 'prices mapped': 0 };
    const counts: Record<string, number> = table[market.source] ?? none;
    table[market.source] = counts;
    const add = (name: string, count = 1) => {
      counts[name] = (counts[name] ?? 0) + count;
    };
    // Several mappings can share a market; the first has what none of them knows.
    if (market !== previous) {
      add('markets');
      add(resolution.status);
      add('prices', countPrices(market.outcomes));
    }
    previous = market;
    if (resolution.status !== 'mapped') mapper.recordUnmapped(market, resolution);
    if (resolution.status !== 'unmapped') add('prices mapped', countPrices(resolution.outcomes));
  }
  return table;
}

async function loadMappings(db: Knex, mappings: readonly NewMapping[]): Promise<{ loaded: number; refused: string[] }> {
  const refused: string[] = [];
  for (const mapping of mappings) {
    try {
      await createMapping(db, mapping, { ...change, reason: 'first load' });
    } catch (error) {
      if (!isMarketMappingError(error) || error.code === 'DATABASE') throw error;
      refused.push(`${mapping.canonicalId}: ${error.message}`);
    }
  }
  return { loaded: mappings.length - refused.length, refused };
}

function differences(before: object | null, after: object | null): string[] {
  const [old, now] = [Object.entries(before ?? {}), Object.entries(after ?? {})].map(
    entries => new Map<string, unknown>(entries),
  );
  if (!old || !now || old.size === 0) return [];
  return [...now]
    .filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(old.get(field)))
    .map(([field, value]) => `${field}: ${JSON.stringify(old.get(field))} -> ${JSON.stringify(value)}`);
}

function step(text: string): void {
  console.log(`\n> ${text}`);
}
