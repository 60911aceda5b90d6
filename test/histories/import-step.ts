import { importMappings } from '../../src/index.js';
import { type Expected, isSame } from './model.js';
import type { Step } from './steps.js';
import { canonicalIdOf, columnsOf, NEW_ROW, type Row, toMappingPatch } from './values.js';
import type { World } from './world.js';

/** Imports a set of mappings: new ones, others, and some that are as they are already. */
export async function takeImport(
  world: World,
  { mappings }: Extract<Step, { step: 'import' }>,
  by: number,
): Promise<void> {
  const actor = `importer ${by}`;
  const file = new Map(
    mappings.map(({ canonical, patch, isActive }) => [canonicalIdOf(canonical), { patch, isActive }]),
  );
  const locked = world.pending ? world.model.rows.get(world.pending.id)?.canonical_id : undefined;
  if (locked !== undefined) file.delete(locked);
  const changes: Expected[] = [];
  const given = [...file].map(([canonicalId, { patch, isActive }]) => {
    // A new mapping needs a name, outcomes and an id.
    const whole = { name: 1, outcomes: 1, ...patch, betpawaId: (patch.betpawaId ?? 0) + 1 };
    const before = world.model.byCanonicalId(canonicalId);
    changes.push(
      ...expectedOf(
        canonicalId,
        before,
        { ...columnsOf(whole), ...(isActive === null ? {} : { is_active: isActive }) },
        actor,
        -world.setting().number(),
      ),
    );
    return { ...toMappingPatch(whole), canonicalId, ...(isActive === null ? {} : { isActive }) };
  });
  const { changeId = null, applied } = await importMappings(world.db(by), given, { actor, allowShared: true });
  if (applied !== changes.length > 0) throw new Error(`applied is ${applied}`);
  await world.settle(changes, changeId);
}

/** What is imported inactive is created and deactivated; it is deactivated before and activated after its other fields change. */
function expectedOf(
  canonicalId: string,
  existing: Row | undefined,
  columns: Partial<Row>,
  actor: string,
  id: number,
): Expected[] {
  const changes: Expected[] = [];
  let row = existing ?? null;
  const step = (action: Expected['action'], after: Row) => {
    if (row && isSame(row, after)) return;
    changes.push({ action, before: row, after, origin: 'library', actor });
    row = after;
  };
  const { is_active: isActive = existing?.is_active ?? true, ...fields } = columns;
  if (!row) step('CREATE', { ...NEW_ROW, ...fields, id, canonical_id: canonicalId, created_by: actor });
  if (row && !isActive) step('DEACTIVATE', { ...(row as Row), is_active: false });
  if (existing && row) step('UPDATE', { ...(row as Row), ...fields });
  if (row && isActive) step('ACTIVATE', { ...(row as Row), is_active: true });
  return changes;
}
