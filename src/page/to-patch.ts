import { type MappingPatch, type MarketMapping, SEED, SEED_SOURCES } from '../model/index.js';
import { type MappingDraft, toDraft } from './mapping-draft.js';

/** What of a mapping a form changes. What it leaves as it is is not sent, so that nothing else counts as changed. */
export function toPatch(current: MarketMapping, draft: MappingDraft): MappingPatch {
  const before = toDraft(current);
  const changed = <T>(old: T, now: T): boolean => stable(old ?? null) !== stable(now ?? null);
  const patch: MappingPatch = {};
  if (changed(before.name, draft.name)) patch.name = draft.name;
  if (changed(before.sport, draft.sport)) patch.sport = draft.sport;
  if (changed(before.priority, draft.priority)) patch.priority = draft.priority;
  if (changed(before.lineKind, draft.lineKind)) patch.lineKind = draft.lineKind;
  if (changed(before.lineConventions, draft.lineConventions)) patch.lineConventions = draft.lineConventions;
  if (changed(before.outcomeMapping, draft.outcomeMapping)) patch.outcomeMapping = draft.outcomeMapping;
  for (const source of SEED_SOURCES) {
    const { idField } = SEED[source];
    if (changed(before[idField], draft[idField])) patch[idField] = draft[idField];
  }
  const sourceIds = changedIds(before.sourceIds ?? {}, draft.sourceIds ?? {});
  return Object.keys(sourceIds).length === 0 ? patch : { ...patch, sourceIds };
}

/** A patch merges ids, and null takes one away. */
function changedIds(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): Record<string, string | null> {
  const sources = new Set([...Object.keys(before), ...Object.keys(after)]);
  return Object.fromEntries(
    [...sources].filter(source => before[source] !== after[source]).map(source => [source, after[source] ?? null]),
  );
}

/** A value as text, whatever the order of its keys; what is undefined is not there. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
