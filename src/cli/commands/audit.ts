import { Option } from 'commander';
import { type AuditAction, type AuditEntry, type AuditOrigin, listAuditLog } from 'market-mapping';
import type { Context } from '../context.js';
import { differences, type FieldChange } from '../differences.js';
import { displayValue } from '../display-value.js';
import { auditAction, moment, type PageFlags, wholeNumber } from '../options.js';
import { coloured } from '../output.js';
import { paged, pageOf, printNext } from '../paged.js';
import { type AddCommand, action } from '../program.js';

interface Flags extends PageFlags {
  mappingId?: number;
  action?: AuditAction;
  actor?: string;
  origin?: AuditOrigin;
  change?: string;
  from?: Date;
  to?: Date;
}

/** It changes with every change, and says nothing that the entry's own time doesn't. */
const NOISE = 'updated_at';

export const addAudit: AddCommand = program => {
  paged(program.reading('audit', 'Show who changed what, when and why, field by field, the latest change first'))
    .argument('[canonical-id]', 'only this mapping, even if it has been deleted')
    .option('--mapping-id <id>', 'only the mapping with this id', wholeNumber)
    .option('--action <action>', 'only CREATE, UPDATE, DELETE, ACTIVATE or DEACTIVATE', auditAction)
    .option('--actor <name>', 'only by this actor or database role')
    .addOption(
      new Option('--origin <origin>', 'only what the library or plain SQL changed').choices(['library', 'sql']),
    )
    .option('--change <change-id>', 'only the entries with this change id')
    .option('--from <time>', 'only at this time or later', moment)
    .option('--to <time>', 'only at this time or earlier', moment)
    .action(
      action(async (context, canonicalId: string | undefined, flags: Flags) => {
        const { mappingId, action, actor, origin, change: changeId, from, to } = flags;
        const filter = { canonicalId, mappingId, action, actor, origin, changeId, from, to, ...pageOf(flags) };
        const { items, nextCursor } = await listAuditLog(context.db, filter, context.inSchema);
        const page = { items: items.map(entry => ({ ...entry, changes: changesOf(entry) })), nextCursor };
        context.answer(page, () => {
          if (page.items.length === 0) context.note('No change matches.');
          for (const entry of page.items) printEntry(context, entry);
          printNext(context, page);
        });
      }),
    );
};

/** What changed between the row before and after; empty if there is no row before or after. */
function changesOf({ oldValue, newValue }: AuditEntry): FieldChange[] {
  if (oldValue === null || newValue === null) return [];
  return differences(oldValue, newValue).filter(({ field }) => field !== NOISE);
}

function printEntry(context: Context, entry: AuditEntry & { changes: FieldChange[] }): void {
  const { id, createdAt, origin, changeId, action, canonicalId, createdBy, reason } = entry;
  context.write(
    `#${id} ${createdAt.toISOString()} `,
    coloured('bold', action),
    ` ${canonicalId} by ${createdBy ?? 'somebody'}${origin === 'sql' ? ' in SQL' : ''}${changeId === null ? '' : ` in change ${changeId}`}${reason === null ? '' : `: ${reason}`}`,
  );
  for (const { field, before, after } of entry.changes) {
    context.write(`  ${field}`);
    if (before !== undefined) context.write(coloured('red', `    - ${displayValue(before)}`));
    if (after !== undefined) context.write(coloured('green', `    + ${displayValue(after)}`));
  }
}
