import { createMarketMappingTables } from './001_create_market_mapping_tables.js';
import type { Migration, SchemaDescription } from './migration.js';
import { schemaAfter001 } from './schema-after-001.js';

export {
  compile,
  type Migration,
  type MigrationTarget,
  type SchemaDescription,
  type TableDescription,
} from './migration.js';

/** A migration with the schema it leaves behind. */
export interface Release {
  readonly migration: Migration;
  readonly after: SchemaDescription;
}

/** Every migration in the order of its release; new ones go to the end. */
export const releases: readonly [Release, ...Release[]] = [
  { migration: createMarketMappingTables, after: schemaAfter001 },
];
