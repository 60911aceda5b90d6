import type { AddCommand } from '../program.js';
import { addAudit } from './audit.js';
import { addCatalogueDiff } from './catalogue-diff.js';
import { addCatalogueImport } from './catalogue-import.js';
import { addCatalogueList } from './catalogue-list.js';
import { addCheck } from './check.js';
import { addCompare } from './compare.js';
import { addCoverage } from './coverage.js';
import { addExport } from './export.js';
import { addGrants } from './grants.js';
import { addIgnoreRulesAdd } from './ignore-rules-add.js';
import { addIgnoreRulesDelete } from './ignore-rules-delete.js';
import { addIgnoreRulesList } from './ignore-rules-list.js';
import { addIgnoreRulesPreview } from './ignore-rules-preview.js';
import { addImport } from './import.js';
import { addLearn } from './learn.js';
import { addMappers } from './mappers.js';
import { addMappingsActivate } from './mappings-activate.js';
import { addMappingsCreate } from './mappings-create.js';
import { addMappingsDeactivate } from './mappings-deactivate.js';
import { addMappingsDelete } from './mappings-delete.js';
import { addMappingsEdit } from './mappings-edit.js';
import { addMappingsList } from './mappings-list.js';
import { addMappingsShow } from './mappings-show.js';
import { addMigrate } from './migrate.js';
import { addPage } from './page.js';
import { addPruneUnmapped } from './prune-unmapped.js';
import { addReplay } from './replay.js';
import { addResolve } from './resolve.js';
import { addRevert } from './revert.js';
import { addStats } from './stats.js';
import { addTriage } from './triage.js';
import { addUnmappedAcknowledge } from './unmapped-acknowledge.js';
import { addUnmappedIgnore } from './unmapped-ignore.js';
import { addUnmappedList } from './unmapped-list.js';
import { addUnmappedMap } from './unmapped-map.js';
import { addUnmappedReopen } from './unmapped-reopen.js';
import { addUnmappedShow } from './unmapped-show.js';
import { addUnmappedSuggest } from './unmapped-suggest.js';

/** Every subcommand, in the order of `--help`. A new one is a file of its own and a line here. */
export const commands: readonly AddCommand[] = [
  addMigrate,
  addCheck,
  addGrants,
  addStats,
  addMappers,
  addTriage,
  addUnmappedList,
  addUnmappedShow,
  addUnmappedSuggest,
  addUnmappedAcknowledge,
  addUnmappedIgnore,
  addUnmappedReopen,
  addUnmappedMap,
  addIgnoreRulesList,
  addIgnoreRulesPreview,
  addIgnoreRulesAdd,
  addIgnoreRulesDelete,
  addPruneUnmapped,
  addMappingsList,
  addMappingsShow,
  addMappingsCreate,
  addMappingsEdit,
  addMappingsActivate,
  addMappingsDeactivate,
  addMappingsDelete,
  addAudit,
  addRevert,
  addExport,
  addImport,
  addCatalogueList,
  addCatalogueDiff,
  addCatalogueImport,
  addLearn,
  addResolve,
  addReplay,
  addCompare,
  addCoverage,
  addPage,
];
