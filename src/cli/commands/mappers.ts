import { listMappers, type MapperInfo } from 'market-mapping';
import { displayValue } from '../display-value.js';
import { EXIT } from '../exit-code.js';
import { type AddCommand, action } from '../program.js';
import type { Column } from '../table.js';

/** A mapper tells of itself about once a minute, so one that has just loaded a change may look stale for so long, in milliseconds. */
const TELLS_WITHIN_MS = 120_000;

const COLUMNS: readonly Column<MapperInfo>[] = [
  { title: 'APPLICATION', of: mapper => mapper.application },
  { title: 'HOST', of: mapper => mapper.host },
  { title: 'PID', of: mapper => mapper.pid, align: 'right' },
  { title: 'VERSION', of: mapper => mapper.packageVersion },
  { title: 'SINCE', of: mapper => displayValue(mapper.startedAt) },
  { title: 'SEEN', of: mapper => displayValue(mapper.seenAt) },
  { title: 'BEHIND', of: behindOf, align: 'right' },
  { title: 'BEHIND SINCE', of: mapper => displayValue(mapper.behindSince) },
  { title: 'LAST FLUSH', of: mapper => displayValue(mapper.lastFlushAt) },
];

export const addMappers: AddCommand = program => {
  program
    .reading('mappers', 'List the mappers that run, where, since when, and how many changes of mappings each lacks')
    .option('--stale', 'only those that have lacked a change for two minutes; exit code 1 if there is any')
    .action(
      action(async (context, { stale = false }: { stale?: boolean }) => {
        const running = await listMappers(context.db, context.inSchema);
        const mappers = stale ? running.filter(isLongStale) : running;
        context.answer(mappers, () => {
          if (mappers.length > 0) context.table(mappers, COLUMNS);
          else context.note(stale ? 'No mapper is stale.' : 'No mapper runs, or none has a role that may say so.');
        });
        return stale && mappers.length > 0 ? EXIT.no : EXIT.done;
      }),
    );
};

function behindOf({ isStale, behind }: MapperInfo): string | number {
  return isStale ? (behind ?? 'other history') : 0;
}

function isLongStale({ isStale, behindSince, seenAt }: MapperInfo): boolean {
  return isStale && Date.now() - (behindSince ?? seenAt).getTime() > TELLS_WITHIN_MS;
}
