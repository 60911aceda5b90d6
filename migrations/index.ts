import { createMarketMappingTables } from './001_create_market_mapping_tables.js';
import { TELL_GUARD, tellMappingChanges } from './002_tell_mapping_changes.js';
import { prepareRecording } from './003_prepare_recording.js';
import { addLineRules } from './004_add_line_rules.js';
import { addSourcesAndSport } from './005_add_sources_and_sport.js';
import { sayWhatIsMissing } from './006_say_what_is_missing.js';
import { HISTORY_GUARDS, keepHistory } from './007_keep_history.js';
import { triageTheLog } from './008_triage_the_log.js';
import { knowMappers } from './009_know_mappers.js';
import type { Guard } from './guard.js';
import type { Migration, SchemaDescription } from './migration.js';
import { schemaAfter001 } from './schema-after-001.js';
import { schemaAfter002 } from './schema-after-002.js';
import { schemaAfter003 } from './schema-after-003.js';
import { schemaAfter004 } from './schema-after-004.js';
import { schemaAfter005 } from './schema-after-005.js';
import { schemaAfter006 } from './schema-after-006.js';
import { schemaAfter007 } from './schema-after-007.js';
import { schemaAfter008 } from './schema-after-008.js';
import { schemaAfter009 } from './schema-after-009.js';

export { enableGuard, type Guard, type GuardTrigger } from './guard.js';
export {
  compile,
  type Migration,
  type MigrationTarget,
  type SchemaDescription,
  statementsOf,
  type TableDescription,
} from './migration.js';
export { tellMappingChanges };

/** Every function and trigger of this release. */
export const guards: readonly Guard[] = [TELL_GUARD, ...HISTORY_GUARDS];

/** A migration with the schema it leaves behind. */
export interface Release {
  readonly migration: Migration;
  readonly after: SchemaDescription;
}

/** Every migration in the order of its release; new ones go to the end. */
export const releases: readonly [Release, ...Release[]] = [
  { migration: createMarketMappingTables, after: schemaAfter001 },
  { migration: tellMappingChanges, after: schemaAfter002 },
  { migration: prepareRecording, after: schemaAfter003 },
  { migration: addLineRules, after: schemaAfter004 },
  { migration: addSourcesAndSport, after: schemaAfter005 },
  { migration: sayWhatIsMissing, after: schemaAfter006 },
  { migration: keepHistory, after: schemaAfter007 },
  { migration: triageTheLog, after: schemaAfter008 },
  { migration: knowMappers, after: schemaAfter009 },
];

/** What this release leaves behind, and the tables in it. */
export const currentSchema: SchemaDescription = schemaAfter009;
export const tableNames: readonly string[] = /* @__PURE__ */ Object.keys(currentSchema);
