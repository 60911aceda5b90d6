export { fromPool, type PgPool, type PgPoolConnection } from './database/from-pool.js';
export type { PageOptions } from './database/pages.js';
export type { Db } from './database/query.js';
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
} from './input/schemas.js';
export type { FlushResult } from './mapper/batch.js';
export { createMarketMapper } from './mapper/create-market-mapper.js';
export type { MapperEvents, MapperMessage, MapperStats } from './mapper/events.js';
export type { MarketMapper } from './mapper/market-mapper.js';
export type { MarketMapperOptions } from './mapper/options.js';
export type { MapperWarning, MapperWarningCode } from './mapper/warning.js';
export { activateMapping } from './mappings/activate-mapping.js';
export { createMapping } from './mappings/create-mapping.js';
export { deactivateMapping } from './mappings/deactivate-mapping.js';
export { deleteMapping } from './mappings/delete-mapping.js';
export { getMapping } from './mappings/get-mapping.js';
export { type AuditFilter, listAuditLog } from './mappings/list-audit-log.js';
export { listMappings, type MappingFilter } from './mappings/list-mappings.js';
export { type MarketKey, resolveMapping } from './mappings/resolve-mapping.js';
export { type UpdateMappingOptions, updateMapping } from './mappings/update-mapping.js';
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
} from './model/errors.js';
export * from './model/index.js';
export type { PricedResolution } from './prices/books.js';
export { comparePrices, type PriceComparison, type PriceSide } from './prices/compare-prices.js';
export { findPriceFaults, type PriceFault, type PriceFaultEvidence } from './prices/find-price-faults.js';
export type { PriceInput, ResolvedMarket } from './prices/group-by-event.js';
export type { PriceFaultKind } from './prices/hypotheses.js';
export { type LearnableMapping, type LearnOptions, learnOutcomeIds } from './rules/learn-outcome-ids.js';
export { checkSchema, type SchemaCheck } from './schema/check-schema.js';
export {
  createMigrationSource,
  type MigrationOptions,
  type MigrationPlan,
  type MigrationResult,
  migrationSource,
  planMigrations,
  runMigrations,
} from './schema/migrate.js';
export { parseBet9jaEvent } from './sources/bet9ja/parse-bet9ja-event.js';
export { type Bet9jaKey, parseBet9jaKey } from './sources/bet9ja/parse-bet9ja-key.js';
export { parseBetpawaEvent } from './sources/betpawa/parse-betpawa-event.js';
export { parseSpecifier } from './sources/parse-specifier.js';
export { parseSportybetEvent } from './sources/sportybet/parse-sportybet-event.js';
export { exportMappings } from './transfer/export-mappings.js';
export { formatMappings, type MappingFormat } from './transfer/format-mappings.js';
export { type ImportOptions, type ImportResult, importMappings } from './transfer/import-mappings.js';
export { parseMappings } from './transfer/parse-mappings.js';
export type { ImportedChange, ImportPlan } from './transfer/plan-import.js';
export type { ImportedMapping, PortableField, PortableMapping } from './transfer/portable-mapping.js';
export { getStats, type Stats } from './unmapped/get-stats.js';
export { getUnmappedMarket } from './unmapped/get-unmapped-market.js';
export { listUnmappedMarkets, type UnmappedFilter, type UnmappedSort } from './unmapped/list-unmapped-markets.js';
export {
  type ExistingTarget,
  type MapTarget,
  mapUnmappedMarket,
  type NewTarget,
} from './unmapped/map-unmapped-market.js';
export { recordUnmappedMarket } from './unmapped/record-unmapped-market.js';
export {
  type RecordResult,
  type RejectedSighting,
  recordUnmappedMarkets,
} from './unmapped/record-unmapped-markets.js';
export { type UnmappedPatch, updateUnmappedMarket } from './unmapped/update-unmapped-market.js';
