import { readFile } from 'node:fs/promises';
import type { Knex } from 'knex';
import { mappings } from '../../examples/mappings.js';
import {
  createMapping,
  formatMappings,
  importMappings,
  KNOWN_SOURCES,
  recordUnmappedMarket,
  runMigrations,
} from '../../src/index.js';
import type { Consumer } from './consumer.js';

/** What the documents assume that scrapers have met: market 17 is SportyBet's both teams to score, then betPawa's. */
export async function meetMarkets(db: Knex): Promise<void> {
  await db.raw('alter sequence unmapped_market_log_id_seq restart with 17');
  const sampleOutcomes = [
    { id: '74', name: 'Yes' },
    { id: '76', name: 'No' },
  ];
  const market = { marketName: 'Both teams to score', occurrences: 159, sampleOutcomes };
  await recordUnmappedMarket(db, { ...market, source: 'sportybet', externalMarketId: '29' });
  await recordUnmappedMarket(db, { ...market, source: 'betpawa', externalMarketId: '3795' });
}

/** What they assume of a service that has run for a while: mappings, one of them entered twice, and a staging schema. */
export async function useForAWhile(db: Knex): Promise<void> {
  await meetMarkets(db);
  // SportyBet's market is still to be mapped.
  await importMappings(
    db,
    mappings.map(mapping => (mapping.canonicalId === 'btts_ft' ? { ...mapping, sportybetId: null } : mapping)),
  );
  await createMapping(db, { canonicalId: 'btts_full_time', name: 'BTTS', bet9jaKey: 'S_BTTS', outcomeMapping: [] });
  await runMigrations(db, { schema: 'staging' });
  await importMappings(db, reviewed(), { schema: 'staging' });
}

/** The files that the documents read: mappings that were reviewed, and payloads as captured. */
export async function writeFiles(consumer: Consumer, folder: string): Promise<void> {
  for (const format of ['json', 'csv'] as const) {
    await consumer.write(`${folder}/mappings.${format}`, formatMappings(reviewed(), format));
  }
  for (const source of KNOWN_SOURCES) {
    const file = `${source}.json`;
    await consumer.write(`${folder}/captured/${file}`, await readFile(`examples/payloads/${file}`, 'utf8'));
  }
}

function reviewed(): typeof mappings {
  return mappings.map(mapping => ({ ...mapping, name: `${mapping.name} (reviewed)` }));
}
