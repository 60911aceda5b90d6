import { listDismissals } from '../mappings/list-dismissals.js';
import type { MarketMapping } from '../model/index.js';
import { SourceRegistry } from '../sources/registry.js';
import { isDismissed } from '../triage/lint/is-dismissed.js';
import { lintBeside } from '../triage/lint/lint-beside.js';
import type { LintFinding } from '../triage/lint/lint-finding.js';
import type { MappingDraft } from './mapping-draft.js';
import type { Visit } from './visit.js';

const REGISTRY = /* @__PURE__ */ new SourceRegistry();

/** What is wrong with a mapping as a form has it, also beside the other mappings; without what somebody has dismissed. */
export async function lintDraft(
  { db, settings, neighboursOf }: Visit,
  draft: MappingDraft,
  current: MarketMapping | null,
): Promise<LintFinding[]> {
  const neighbours = await neighboursOf(draft);
  // Which of two was made first decides which of them answers.
  const own = current ? { ...draft, id: current.id, createdAt: current.createdAt } : draft;
  const findings = lintBeside(own, neighbours, REGISTRY);
  if (findings.length === 0) return [];
  const dismissals = await listDismissals(db, settings.inSchema);
  return findings.filter(finding => !isDismissed(finding, dismissals));
}
