import { acceptSuggestion } from './accept-suggestion.js';
import { askBulk } from './ask-bulk.js';
import { askToDelete, deleteMapping } from './delete-mapping.js';
import { doBulk } from './do-bulk.js';
import { saveDraft, showDraft } from './draft-market.js';
import { dropRule, makeRule, showRules } from './ignore-rules.js';
import type { Route } from './route.js';
import { saveMapping } from './save-mapping.js';
import { setActivity } from './set-activity.js';
import { setMarketStatus } from './set-market-status.js';
import { showChange } from './show-change.js';
import { showCoverage } from './show-coverage.js';
import { showHistory } from './show-history.js';
import { showKeys } from './show-keys.js';
import { showMappers } from './show-mappers.js';
import { showMapping } from './show-mapping.js';
import { showMarket } from './show-market.js';
import { showQueue } from './show-queue.js';
import { showSet } from './show-set.js';
import { undo } from './undo.js';

/** Every address that the page answers. A new one is a file of its own and a line here. */
export const routes: readonly Route[] = [
  showQueue,
  showMarket,
  showDraft,
  saveDraft,
  acceptSuggestion,
  setMarketStatus,
  askBulk,
  doBulk,
  showRules,
  makeRule,
  dropRule,
  undo,
  showSet,
  showMapping,
  saveMapping,
  setActivity,
  askToDelete,
  deleteMapping,
  showHistory,
  showChange,
  showCoverage,
  showMappers,
  showKeys,
];
