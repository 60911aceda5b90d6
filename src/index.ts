export { parseBet9jaEvent } from './bookmakers/parse-bet9ja-event.js';
export { type Bet9jaKey, parseBet9jaKey } from './bookmakers/parse-bet9ja-key.js';
export { parseBetpawaEvent } from './bookmakers/parse-betpawa-event.js';
export { parseSpecifier } from './bookmakers/parse-specifier.js';
export { parseSportybetEvent } from './bookmakers/parse-sportybet-event.js';
export { checkSchema, type SchemaCheck } from './check-schema.js';
export {
  DatabaseError,
  InvalidPayloadError,
  InvalidRowError,
  isMarketMappingError,
  type MappingConflict,
  MappingConflictError,
  MappingExistsError,
  MappingNotFoundError,
  MarketMappingError,
  type MarketMappingErrorCode,
  MarketNotCoveredError,
  MigrationLockTimeoutError,
  SchemaMismatchError,
  SchemaMissingError,
  StaleMappingError,
  UnmappedMarketNotFoundError,
  ValidationError,
  type ValidationIssue,
} from './errors.js';
export { formatMappings, type MappingFormat } from './format-mappings.js';
export { fromPool, type PgPool, type PgPoolConnection } from './from-pool.js';
export { type LearnableMapping, type LearnOptions, learnOutcomeIds } from './learn-outcome-ids.js';
export {
  createMarketMapper,
  type MapperEvents,
  type MapperMessage,
  type MapperStats,
  type MarketMapper,
  type MarketMapperOptions,
} from './mapper/create-market-mapper.js';
export type { FlushResult } from './mapper/recorder.js';
export type { MapperWarning, MapperWarningCode } from './mapper/warning.js';
export {
  createMigrationSource,
  type MigrationOptions,
  type MigrationPlan,
  type MigrationResult,
  migrationSource,
  planMigrations,
  runMigrations,
} from './migrate.js';
export * from './model.js';
export { parseMappings } from './parse-mappings.js';
export type { ImportedMapping, PortableField, PortableMapping } from './portable-mapping.js';
export type { PricedResolution } from './prices/books.js';
export { comparePrices, type PriceEvidence, type PriceSuspicion } from './prices/compare-prices.js';
export { listPriceComparisons, type PriceComparison } from './prices/comparisons.js';
export type { SuspicionKind } from './prices/hypotheses.js';
export type { Db } from './query.js';
export { activateMapping } from './repository/activate-mapping.js';
export { createMapping } from './repository/create-mapping.js';
export { deactivateMapping } from './repository/deactivate-mapping.js';
export { deleteMapping } from './repository/delete-mapping.js';
export { exportMappings } from './repository/export-mappings.js';
export { getMapping } from './repository/get-mapping.js';
export { getStats, type Stats } from './repository/get-stats.js';
export { getUnmappedMarket } from './repository/get-unmapped-market.js';
export { type ImportOptions, type ImportResult, importMappings } from './repository/import-mappings.js';
export { type AuditFilter, listAuditLog } from './repository/list-audit-log.js';
export { listMappings, type MappingFilter } from './repository/list-mappings.js';
export { listUnmappedMarkets, type UnmappedFilter, type UnmappedSort } from './repository/list-unmapped-markets.js';
export { mapUnmappedMarket } from './repository/map-unmapped-market.js';
export type { PageOptions } from './repository/page.js';
export type { ImportedChange, ImportPlan } from './repository/plan-import.js';
export { recordUnmappedMarket } from './repository/record-unmapped-market.js';
export {
  type RecordResult,
  type RejectedSighting,
  recordUnmappedMarkets,
} from './repository/record-unmapped-markets.js';
export { type MarketKey, resolveMapping } from './repository/resolve-mapping.js';
export { type UpdateMappingOptions, updateMapping } from './repository/update-mapping.js';
export { type UnmappedPatch, updateUnmappedMarket } from './repository/update-unmapped-market.js';
export {
  auditEntrySchema,
  changeSchema,
  lineConventionsSchema,
  lineKindSchema,
  mappingPatchSchema,
  marketMappingSchema,
  newMappingSchema,
  outcomeMappingSchema,
  sourceSchema,
  unmappedMarketSchema,
  unmappedSightingSchema,
  unmappedStatusSchema,
} from './schemas.js';
