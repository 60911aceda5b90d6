import { getStats, listMappers, type MapperInfo } from 'market-mapping';
import { type AddCommand, action } from '../program.js';

export const addStats: AddCommand = program => {
  program.reading('stats', 'Count mappings, unmapped markets and running mappers').action(
    action(async context => {
      const counts = await getStats(context.db, context.inSchema);
      const running = await listMappers(context.db, context.inSchema);
      const mappers = { running: running.length, stale: running.filter(({ isStale }) => isStale).length };
      const stats = { ...counts, mappers };
      const { mappings, unmapped } = counts;
      const given = context.sources.map(({ id }) => id);
      const sources = [...new Set([...Object.keys(mappings.bySource), ...Object.keys(unmapped.bySource), ...given])];
      context.answer(stats, () => {
        context.fields({
          mappings: mappings.total,
          active: mappings.active,
          unmapped: unmapped.total,
          regressed: unmapped.regressed,
          escalating: unmapped.escalating,
          'ignored by rules': unmapped.ignoredByRules,
          mappers: mappers.running,
          'stale mappers': mappers.stale,
          'last flush': lastFlushOf(running),
        });
        context.write('');
        context.table(Object.entries(unmapped.byStatus), [
          { title: 'UNMAPPED', of: ([status]) => status },
          { title: 'MARKETS', of: ([, count]) => count, align: 'right' },
        ]);
        context.write('');
        context.table(sources, [
          { title: 'SOURCE', of: source => source, isWhole: true },
          { title: 'MAPPINGS', of: source => mappings.bySource[source] ?? 0, align: 'right' },
          { title: 'UNMAPPED', of: source => unmapped.bySource[source] ?? 0, align: 'right' },
        ]);
      });
    }),
  );
};

/** When any mapper last wrote what it had counted; null where none has. */
function lastFlushOf(running: readonly MapperInfo[]): Date | null {
  const times = running.flatMap(({ lastFlushAt }) => lastFlushAt ?? []);
  return times.length === 0 ? null : new Date(Math.max(...times.map(time => time.getTime())));
}
