import { getStats } from 'market-mapping';
import { type AddCommand, action } from '../program.js';

export const addStats: AddCommand = program => {
  program.reading('stats', 'Count mappings and unmapped markets').action(
    action(async context => {
      const stats = await getStats(context.db, context.inSchema);
      const { mappings, unmapped } = stats;
      const given = context.sources.map(({ id }) => id);
      const sources = [...new Set([...Object.keys(mappings.bySource), ...Object.keys(unmapped.bySource), ...given])];
      context.answer(stats, () => {
        context.fields({ mappings: mappings.total, active: mappings.active, unmapped: unmapped.total });
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
