export {
  createTestDatabase,
  PG_MEM_CANNOT,
  type SchemaOption,
  type TestDatabaseOptions,
} from './schema/create-test-database.js';
