import { type PrunableStatus, pruneUnmapped } from 'market-mapping';
import { age, listOf } from '../options.js';
import { type AddCommand, action } from '../program.js';

interface Flags {
  olderThan: Date;
  status?: readonly PrunableStatus[];
  dryRun?: boolean;
}

export const addPruneUnmapped: AddCommand = program => {
  program
    .reading('prune unmapped', 'Delete unmapped markets that nobody has seen for a time; never those that are NEW')
    .requiredOption('--older-than <age>', 'last seen longer ago than this, such as 90d or 12h, or before a time', age)
    .option(
      '--status <statuses>',
      'only these: ACKNOWLEDGED,MAPPED,IGNORED (default: all three)',
      listOf(['ACKNOWLEDGED', 'MAPPED', 'IGNORED']),
    )
    .option('--dry-run', 'only say how many it would be')
    .addHelpText(
      'after',
      '\nExample:\n  market-mapping prune unmapped --older-than 90d --status MAPPED,IGNORED --dry-run',
    )
    .action(
      action(async (context, { olderThan, status, dryRun = false }: Flags) => {
        const what = { olderThan, dryRun, ...(status === undefined ? {} : { status }) };
        const result = await pruneUnmapped(context.db, what, context.inSchema);
        const verb = dryRun ? 'would be deleted' : 'deleted';
        context.answer({ ...result, olderThan, dryRun }, () => {
          context.write(
            `${verb}: ${result.pruned} unmapped markets last seen before ${olderThan.toISOString()}, and ${result.history} rows of history`,
          );
        });
        return undefined;
      }),
    );
};
