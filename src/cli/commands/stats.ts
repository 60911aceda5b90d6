import { getStats, listMappers } from 'market-mapping';
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
          mappers: mappers.running,
        });
        context.write('');
        context.table(Object.entries(unmapped.byStatus), [
          { title: 'UNMAPPED', of: ([status]) => status },
          { title: 'MARKETS', of: ([, count]) => count, align: 'right' },
        ]);
        context.write('');
        context.table(sources, [
          { title: 'SOURCE', of: source => source },
          { title: 'MAPPINGS', of: source => mappings.bySource[source] ?? 0, align: 'right' },
          { title: 'UNMAPPED', of: source => unmapped.bySource[source] ?? 0, align: 'right' },
        ]);
      });
    }),
  );
};
