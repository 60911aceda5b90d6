import { HISTORY_TABLE } from '../database/tables.js';
import { pure } from '../model/pure.js';

/** What roles other than the one that migrates may be: each does one job. */
export type Job = 'editor' | 'scraper' | 'reader';

type Right = 'select' | 'insert' | 'update' | 'delete';

/** What each job may do with a table. Whoever has INSERT may also take the next id, where the table numbers its rows. */
export interface TableRights {
  readonly hasIds: boolean;
  readonly rights: Readonly<Record<Job, readonly Right[]>>;
}

const READ: readonly Right[] = ['select'];
const ADD: readonly Right[] = ['select', 'insert'];
const WRITE: readonly Right[] = ['select', 'insert', 'update'];
const ALL: readonly Right[] = ['select', 'insert', 'update', 'delete'];

/**
 * Every table of the library. Triggers write where nobody else may: their functions run as the owner of the tables. An audit row is
 * written and never changed; a recorder's row is only its mapper's, so an editor may not touch it.
 */
export const TABLE_RIGHTS: Readonly<Record<string, TableRights>> = /* @__PURE__ */ pure(() => ({
  user_market_mappings: { hasIds: true, rights: { editor: ALL, scraper: READ, reader: READ } },
  mapping_audit_log: { hasIds: true, rights: { editor: ADD, scraper: READ, reader: READ } },
  market_mapping_history_start: { hasIds: false, rights: { editor: READ, scraper: READ, reader: READ } },
  unmapped_market_log: { hasIds: true, rights: { editor: ALL, scraper: WRITE, reader: READ } },
  // A recorder asks which rules there are, and tells of what it opened again.
  unmapped_ignore_rules: { hasIds: true, rights: { editor: ALL, scraper: READ, reader: READ } },
  unmapped_history: { hasIds: true, rights: { editor: ALL, scraper: READ, reader: READ } },
  market_mapping_dismissals: { hasIds: true, rights: { editor: ALL, scraper: READ, reader: READ } },
  market_mapping_changes: { hasIds: false, rights: { editor: READ, scraper: READ, reader: READ } },
  market_mapping_journal: { hasIds: false, rights: { editor: READ, scraper: READ, reader: READ } },
  market_mapping_recorders: { hasIds: false, rights: { editor: READ, scraper: ALL, reader: READ } },
  [HISTORY_TABLE]: { hasIds: false, rights: { editor: READ, scraper: READ, reader: READ } },
}));
