import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as library from '../../src/index.js';
import { newMapping, newSighting } from '../support/builders.js';

/** What functions could be given in earnest. */
const PAYLOADS = path.resolve('examples/payloads');
export const payloads = new Map(
  readdirSync(PAYLOADS).map(file => [path.basename(file, '.json'), readFileSync(path.join(PAYLOADS, file), 'utf8')]),
);
export const payloadOf = (source: string): unknown => JSON.parse(payloads.get(source) ?? 'null');
export const event = library.parseEvent(payloadOf('sportybet'), 'sportybet');
export const [market] = event.markets;
export const mapping = newMapping();
export const lintable = [mapping, newMapping({ canonicalId: 'Other Name', name: 'Both teams to score' })];
export const [finding] = library.lintMappings(lintable, [], { rules: ['canonical-id-form'] });
const ANCIENT = new Date('1999-01-01');
const change = { actor: 'ada', reason: 'why', schema: 'public' };

export function storedMarket(): library.UnmappedMarket {
  return {
    id: 1,
    source: 'sportybet',
    externalMarketId: '60200',
    marketName: 'Both Teams To Score',
    sampleOutcomes: [{ name: 'Yes', odds: 1.7 }, { name: 'No' }],
    firstSeenAt: new Date(0),
    lastSeenAt: new Date(1),
    occurrenceCount: 3,
    status: 'NEW',
    notes: null,
    reason: 'UNKNOWN_OUTCOMES',
    missingOutcomes: [{ id: '74', name: 'Yes', parameter: '1.5', home: 'A', away: 'B' }],
    sightingsByDay: [],
  };
}

/** Functions that take a knex first: what they are given after it. */
export const ASKING: Readonly<Record<string, readonly unknown[]>> = {
  activateMapping: ['btts_ft', change],
  checkSchema: [{ schema: 'public' }],
  createMapping: [newMapping({ canonicalId: 'other', sourceIds: { msport: '29' }, sport: 'football' }), change],
  createIgnoreRule: [
    {
      source: 'sportybet',
      externalMarketId: '60*',
      marketName: '*UP',
      until: new Date('2999-01-01'),
      reason: 'a promotion',
    },
    change,
  ],
  deactivateMapping: ['btts_ft', change],
  deleteIgnoreRule: [1, change],
  deleteMapping: ['btts_ft', change],
  diffMappings: [{ from: ANCIENT, to: new Date('2999-01-01') }, { schema: 'public' }],
  dismissFinding: [finding, { reason: 'is right', actor: 'ada' }],
  exportMappings: [{ schema: 'public', asOf: new Date('2999-01-01') }],
  getMapping: ['btts_ft', { schema: 'public' }],
  getMappingAt: ['btts_ft', new Date('2999-01-01'), { schema: 'public' }],
  getStats: [{ schema: 'public' }],
  getUnmappedMarket: [1, { schema: 'public' }],
  importMappings: [
    [mapping, newMapping({ canonicalId: 'second', betpawaId: '1', sportybetId: '2', bet9jaKey: 'S_X' })],
    change,
  ],
  listAuditLog: [{ canonicalId: 'btts_ft', action: 'CREATE', from: new Date(0), limit: 10 }, { schema: 'public' }],
  listDismissals: [{ schema: 'public' }],
  listIgnoreRules: [{ schema: 'public' }],
  listMappers: [{ schema: 'public' }],
  listMappings: [{ source: 'sportybet', isActive: true, search: 'both', limit: 10 }, { schema: 'public' }],
  listUnmappedHistory: [
    { marketId: 1, source: 'sportybet', action: 'UPDATE', actor: 'ada', from: ANCIENT, limit: 10 },
    { schema: 'public' },
  ],
  listUnmappedMarkets: [{ source: 'sportybet', status: 'NEW', minOccurrences: 1, search: '6' }, { schema: 'public' }],
  mapUnmappedMarket: [1, { to: 'btts_ft' }, change],
  mapUnmappedMarkets: [{ ids: [1] }, { to: 'btts_ft' }, { ...change, expectedCount: 1 }],
  planMigrations: [{ schema: 'public' }],
  previewIgnoreRule: [{ source: 'sportybet', externalMarketId: '60*' }, { schema: 'public' }],
  previewMapping: [{ canonicalId: 'btts_ft', patch: { sportybetId: '60200' } }, { markets: [market] }],
  pruneAuditLog: [{ olderThan: ANCIENT, dryRun: false, batchSize: 100 }, { schema: 'public' }],
  pruneUnmapped: [{ olderThan: ANCIENT, status: ['IGNORED'], dryRun: false }, { schema: 'public' }],
  recordUnmappedMarket: [newSighting({ marketName: '1UP', sampleOutcomes: [{ name: 'a' }] }), { schema: 'public' }],
  recordUnmappedMarkets: [[newSighting(), newSighting({ externalMarketId: '2' })], { schema: 'public' }],
  removeDismissal: [1, { schema: 'public' }],
  repairSchema: [{ schema: 'public' }],
  resolveMapping: [{ source: 'sportybet', externalMarketId: '29', parameter: null }, { schema: 'public' }],
  revertChange: [1, { ...change, force: true, allowShared: true }],
  runMigrations: [{ schema: 'public', lockTimeoutMs: 1_000 }],
  suggestForUnmapped: [1, { market, candidates: [mapping], limit: 3 }],
  updateMapping: ['btts_ft', { name: 'Renamed', priority: 2, sourceIds: { msport: '29' } }, change],
  updateUnmappedMarket: [1, { status: 'ACKNOWLEDGED', notes: 'seen' }, { schema: 'public' }],
  updateUnmappedMarkets: [
    { source: 'sportybet', status: ['NEW'], externalMarketId: '60*', minOccurrences: 1 },
    { status: 'IGNORED', notes: 'not ours' },
    { ...change, expectedCount: 1 },
  ],
};
