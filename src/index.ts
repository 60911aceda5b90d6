// Setting up: the tables, and looking whether they are as they should be.
export { fromClient, type PgClient } from './database/from-client.js';
export { type FromPoolOptions, fromPool, type PgPool, type PgPoolConnection } from './database/from-pool.js';
export { fromQueryable, type QueryableStatement, type RunStatement } from './database/from-queryable.js';
export type { JoinOptions } from './database/join-transaction.js';
export type { PageOptions } from './database/pages.js';
export type { Db } from './database/query.js';
// The history of mappings and of the log.
export { type DiffSpan, diffMappings, type FieldDifference, type MappingDifference } from './history/diff-mappings.js';
export { type AuditPruned, type AuditPruning, pruneAuditLog } from './history/prune-audit-log.js';
export { type ChangeToRevert, type RevertOptions, revertChange } from './history/revert-change.js';
// In a scraper: reading events, resolving markets, recording what is not mapped.
export type { FlushResult } from './mapper/batch.js';
export { createMarketMapper } from './mapper/create-market-mapper.js';
export type { MapperEvents, MapperMessage, MapperStats } from './mapper/events.js';
export type { MapperHealth, MapperTrouble, MapperTroubleCode } from './mapper/health.js';
export { listMappers, type MapperInfo } from './mapper/list-mappers.js';
export type { MarketMapper } from './mapper/market-mapper.js';
export type { MapperLogger, MarketMapperOptions } from './mapper/options.js';
export type { MapperOutageCode, MapperRecovery, MapperWarning, MapperWarningCode } from './mapper/warning.js';
// Mappings.
export { activateMapping } from './mappings/activate-mapping.js';
export type { ChangeOptions } from './mappings/change-mapping.js';
export { createMapping } from './mappings/create-mapping.js';
export { deactivateMapping } from './mappings/deactivate-mapping.js';
export { deleteMapping } from './mappings/delete-mapping.js';
export { type DismissableFinding, type DismissOptions, dismissFinding } from './mappings/dismiss-finding.js';
export { getMapping } from './mappings/get-mapping.js';
export { getMappingAt } from './mappings/get-mapping-at.js';
export { type AuditFilter, listAuditLog } from './mappings/list-audit-log.js';
export { listDismissals } from './mappings/list-dismissals.js';
export { listMappings, type MappingFilter } from './mappings/list-mappings.js';
export { removeDismissal } from './mappings/remove-dismissal.js';
export { type MarketKey, type MarketLookup, resolveMapping } from './mappings/resolve-mapping.js';
export { type UpdateMappingOptions, updateMapping } from './mappings/update-mapping.js';
// Errors: tell them apart by `code`.
export {
  ChangedSinceError,
  ChangeNotFoundError,
  type ChangeSince,
  CountMismatchError,
  DatabaseError,
  HistoryPrunedError,
  IgnoreRuleNotFoundError,
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
  MigrationNotPermittedError,
  RollbackRefusedError,
  SchemaMismatchError,
  SchemaMissingError,
  StaleMappingError,
  UnmappedMarketNotFoundError,
  ValidationError,
  type ValidationIssue,
} from './model/errors.js';
export type {
  ActiveMapping,
  EventInfo,
  KnownSource,
  Line,
  LineReason,
  MappedResolution,
  MatchedBy,
  Resolution,
  ResolvedMarket,
  ResolvedOutcome,
  ScrapedEvent,
  ScrapedMarket,
  ScrapedOutcome,
  Source,
  UnmappedReason,
  UnmappedResolution,
} from './model/index.js';
// The log of unmapped markets.
export {
  AUDIT_ACTIONS,
  AUDIT_ORIGINS,
  type AuditAction,
  type AuditEntry,
  type AuditOrigin,
  type BaseMapping,
  type Change,
  type DaySightings,
  type Dismissal,
  type IgnoreCondition,
  type IgnoreRule,
  LINE_KINDS,
  type LineConvention,
  type LineConventions,
  type LineKind,
  type LineRules,
  type MappingPatch,
  type MarketMapping,
  type MissingOutcome,
  type NewIgnoreRule,
  type NewMapping,
  type OutcomeMapping,
  type Page,
  type SchemaOption,
  type SourceIds,
  SPORTS,
  type Sport,
  UNMAPPED_ACTIONS,
  UNMAPPED_STATUSES,
  type UnmappedAction,
  type UnmappedHistoryEntry,
  type UnmappedMarket,
  type UnmappedSighting,
  type UnmappedStatus,
} from './model/index.js';
// What payloads and prices say of mappings.
export type { PricedResolution } from './prices/books.js';
export { comparePrices, type PriceComparison, type PriceSide } from './prices/compare-prices.js';
export { findPriceFaults, type PriceFault, type PriceFaultEvidence } from './prices/find-price-faults.js';
export type { PriceInput } from './prices/group-by-event.js';
export type { PriceFaultKind } from './prices/hypotheses.js';
export {
  type LearnedSourceIds,
  type LearnSourceIdsOptions,
  learnSourceIds,
  type SourceIdNotLearned,
} from './prices/learn-source-ids.js';
export { matchesGlob } from './rules/glob.js';
export { type LearnableMapping, type LearnOptions, learnOutcomeIds } from './rules/learn-outcome-ids.js';
export { participantKey } from './rules/participant.js';
export { checkSchema, type SchemaCheck } from './schema/check-schema.js';
export { type GrantOptions, grantStatements } from './schema/grant-statements.js';
export { type MigrationOptions, type MigrationResult, runMigrations } from './schema/migrate.js';
export { createMigrationSource, type MigrationSourceOptions, migrationSource } from './schema/migration-source.js';
export { type MigrationPlan, planMigrations } from './schema/plan-migrations.js';
export { repairSchema, type SchemaRepair } from './schema/repair-schema.js';
export { parseBet9jaEvent } from './sources/bet9ja/parse-bet9ja-event.js';
export { type Bet9jaKey, parseBet9jaKey } from './sources/bet9ja/parse-bet9ja-key.js';
export { parseBetikaEvent } from './sources/betika/parse-betika-event.js';
export { parseBetpawaEvent } from './sources/betpawa/parse-betpawa-event.js';
export { parseBetwayEvent } from './sources/betway/parse-betway-event.js';
export { defineSource } from './sources/define-source.js';
export { findSource } from './sources/find-source.js';
export { parseMsportEvent } from './sources/msport/parse-msport-event.js';
export { type ParseEventOptions, parseEvent, parseEvents } from './sources/parse-event.js';
export { parseSpecifier } from './sources/parse-specifier.js';
export { KNOWN_SOURCES } from './sources/registry.js';
export type {
  ParameterGrammar,
  ReadEvent,
  ReadMarket,
  ReadOutcome,
  SourceDefinition,
  SourceOptions,
} from './sources/source-definition.js';
export { parseSportpesaEvent } from './sources/sportpesa/parse-sportpesa-event.js';
export { parseSportybetEvent } from './sources/sportybet/parse-sportybet-event.js';
// Mappings as files, and from one database to another.
export { type ExportOptions, exportMappings } from './transfer/export-mappings.js';
export { formatMappings, type MappingFormat } from './transfer/format-mappings.js';
export { type ImportOptions, type ImportResult, importMappings } from './transfer/import-mappings.js';
export { parseMappings } from './transfer/parse-mappings.js';
export type { ImportedChange, ImportPlan } from './transfer/plan-import.js';
export type { ImportedMapping, PortableField, PortableMapping } from './transfer/portable-mapping.js';
export { isDismissed } from './triage/lint/is-dismissed.js';
export type { LintFinding } from './triage/lint/lint-finding.js';
export type { LintFix } from './triage/lint/lint-fix.js';
export { type LintOptions, lintMappings } from './triage/lint/lint-mappings.js';
export type { LintRule } from './triage/lint/lint-rule.js';
export { LINT_RULES, type LintRuleId } from './triage/lint/lint-rules.js';
export { LINT_SEVERITIES, type LintSeverity } from './triage/lint/lint-severity.js';
export type { LintableMapping, LintableOutcome } from './triage/lint/linted-mapping.js';
export type { LintObserved, LoggedMarketRow } from './triage/lint/observed-markets.js';
export type {
  IdChange,
  MappingPreview,
  OpenRow,
  PreviewedAnswer,
  PreviewedOutcome,
  PreviewedRow,
  PricePreview,
  ResolutionChange,
  Shadow,
} from './triage/mapping-preview.js';
export {
  type CoverageCount,
  type CoverageGain,
  type EventResolver,
  measureCoverage,
  type SourceCoverage,
} from './triage/measure-coverage.js';
export type { Candidate } from './triage/prepare-candidates.js';
export { type SuggestOptions, suggestMappings } from './triage/suggest-mappings.js';
export type { EvidenceFeature, Suggestion, SuggestionEvidence } from './triage/suggestion.js';
export { toScrapedMarket } from './triage/to-scraped-market.js';
export type { BetType, Concept, VocabularyExtension } from './triage/vocabulary.js';
export type { UnmappedTarget } from './unmapped/bulk-target.js';
export type { UnmappedPatch } from './unmapped/change-markets.js';
export { type CreatedIgnoreRule, createIgnoreRule, type IgnoreRuleOptions } from './unmapped/create-ignore-rule.js';
export { deleteIgnoreRule } from './unmapped/delete-ignore-rule.js';
export { type BySource, getStats, type Stats } from './unmapped/get-stats.js';
export { getUnmappedMarket } from './unmapped/get-unmapped-market.js';
export { type ListedIgnoreRule, listIgnoreRules } from './unmapped/list-ignore-rules.js';
export { listUnmappedHistory, type UnmappedHistoryFilter } from './unmapped/list-unmapped-history.js';
export { listUnmappedMarkets, type UnmappedFilter, type UnmappedSort } from './unmapped/list-unmapped-markets.js';
export type { ExistingTarget, MapTarget, NewTarget } from './unmapped/map-target.js';
export { mapUnmappedMarket } from './unmapped/map-unmapped-market.js';
export { type MapManyOptions, type MappedMarkets, mapUnmappedMarkets } from './unmapped/map-unmapped-markets.js';
export type { MappingDraft, PatchDraft, TargetDraft } from './unmapped/plan-draft.js';
export { type IgnoreRulePreview, previewIgnoreRule } from './unmapped/preview-ignore-rule.js';
export { type PreviewOptions, previewMapping } from './unmapped/preview-mapping.js';
export {
  type PrunableStatus,
  type PrunedUnmapped,
  type PruneUnmappedOptions,
  pruneUnmapped,
} from './unmapped/prune-unmapped.js';
export { recordUnmappedMarket } from './unmapped/record-unmapped-market.js';
export { type RecordResult, type RejectedSighting, recordUnmappedMarkets } from './unmapped/record-unmapped-markets.js';
export { type SuggestForUnmappedOptions, suggestForUnmapped } from './unmapped/suggest-for-unmapped.js';
export { targetOfSuggestion } from './unmapped/target-of-suggestion.js';
export type { UnmappedCondition } from './unmapped/unmapped-conditions.js';
export { updateUnmappedMarket } from './unmapped/update-unmapped-market.js';
export {
  type BulkOptions,
  type BulkResult,
  updateUnmappedMarkets,
} from './unmapped/update-unmapped-markets.js';
