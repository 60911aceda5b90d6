import type { LintRule } from './lint-rule.js';
import { bet9jaKeyForm } from './rules/bet9ja-key-form.js';
import { bet9jaSuffixForm } from './rules/bet9ja-suffix-form.js';
import { canonicalIdForm } from './rules/canonical-id-form.js';
import { contestedOutcome } from './rules/contested-outcome.js';
import { conventionWithoutSource } from './rules/convention-without-source.js';
import { duplicateName } from './rules/duplicate-name.js';
import { duplicateOutcomeId } from './rules/duplicate-outcome-id.js';
import { duplicatePosition } from './rules/duplicate-position.js';
import { emptyOutcomes } from './rules/empty-outcomes.js';
import { feedIdsDiffer } from './rules/feed-ids-differ.js';
import { idNeverSeen } from './rules/id-never-seen.js';
import { inactiveTwin } from './rules/inactive-twin.js';
import { lineKindContradicts } from './rules/line-kind-contradicts.js';
import { linePlaceholderWithoutLine } from './rules/line-placeholder-without-line.js';
import { linesCollapse } from './rules/lines-collapse.js';
import { linesNeverMeet } from './rules/lines-never-meet.js';
import { lookalikeCharacters } from './rules/lookalike-characters.js';
import { malformedPlaceholder } from './rules/malformed-placeholder.js';
import { marketContradictsMapping } from './rules/market-contradicts-mapping.js';
import { missingBinding } from './rules/missing-binding.js';
import { missingLineKind } from './rules/missing-line-kind.js';
import { missingSport } from './rules/missing-sport.js';
import { misspeltSource } from './rules/misspelt-source.js';
import { nameContradictsId } from './rules/name-contradicts-id.js';
import { nameNeverSeen } from './rules/name-never-seen.js';
import { namesWithoutSource } from './rules/names-without-source.js';
import { oneBetTwice } from './rules/one-bet-twice.js';
import { outcomeContradictsId } from './rules/outcome-contradicts-id.js';
import { outcomeWithoutNames } from './rules/outcome-without-names.js';
import { overlappingNames } from './rules/overlapping-names.js';
import { participantAsCanonicalId } from './rules/participant-as-canonical-id.js';
import { placeholderCanonicalId } from './rules/placeholder-canonical-id.js';
import { repeatedPlaceholder } from './rules/repeated-placeholder.js';
import { shadowedAtSource } from './rules/shadowed-at-source.js';
import { sharedKey } from './rules/shared-key.js';
import { sourceIdForm } from './rules/source-id-form.js';
import { sourceWithoutOutcomes } from './rules/source-without-outcomes.js';
import { strayBlanks } from './rules/stray-blanks.js';
import { unmappedOutcome } from './rules/unmapped-outcome.js';
import { unreachableMapping } from './rules/unreachable-mapping.js';
import { unreadableConvention } from './rules/unreadable-convention.js';
import { unreadableLine } from './rules/unreadable-line.js';
import { unusedMapping } from './rules/unused-mapping.js';

/** Every rule, in the order in which its findings are told and `docs/lint.md` explains it. A new one is a file of its own and a line here. */
const RULES = [
  emptyOutcomes,
  outcomeWithoutNames,
  sourceWithoutOutcomes,
  namesWithoutSource,
  duplicateName,
  duplicateOutcomeId,
  overlappingNames,
  duplicatePosition,
  malformedPlaceholder,
  repeatedPlaceholder,
  linePlaceholderWithoutLine,
  strayBlanks,
  lookalikeCharacters,
  canonicalIdForm,
  placeholderCanonicalId,
  participantAsCanonicalId,
  bet9jaKeyForm,
  bet9jaSuffixForm,
  sourceIdForm,
  misspeltSource,
  feedIdsDiffer,
  lineKindContradicts,
  unreadableConvention,
  conventionWithoutSource,
  sharedKey,
  missingBinding,
  missingSport,
  oneBetTwice,
  unreachableMapping,
  shadowedAtSource,
  inactiveTwin,
  nameContradictsId,
  outcomeContradictsId,
  marketContradictsMapping,
  nameNeverSeen,
  unmappedOutcome,
  contestedOutcome,
  missingLineKind,
  unreadableLine,
  linesCollapse,
  linesNeverMeet,
  idNeverSeen,
  unusedMapping,
] as const;

/** The stable id of a rule. */
export type LintRuleId = (typeof RULES)[number]['id'];

/** Every rule of `lintMappings`. */
export const LINT_RULES: readonly LintRule<LintRuleId>[] = RULES;
