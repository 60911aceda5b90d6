import { pruneAuditLog } from 'market-mapping';
import { age } from '../options.js';
import { type AddCommand, action } from '../program.js';

interface Flags {
  olderThan: Date;
  dryRun?: boolean;
}

export const addPruneAudit: AddCommand = program => {
  program
    .reading(
      'prune audit',
      'Delete old rows of the audit log, as the owner of the tables; the last of each mapping stays',
    )
    .requiredOption('--older-than <age>', 'made longer ago than this, such as 365d, or before a time', age)
    .option('--dry-run', 'only say how many it would be')
    .action(
      action(async (context, { olderThan, dryRun = false }: Flags) => {
        const result = await pruneAuditLog(context.db, { olderThan, dryRun }, context.inSchema);
        context.answer({ ...result, olderThan, dryRun }, () => {
          const verb = dryRun ? 'would be deleted' : 'deleted';
          context.write(`${verb}: ${result.pruned} changes made before ${olderThan.toISOString()}`);
          if (result.startsAt && result.pruned > 0) {
            context.note(`--as-of and diff reach back to ${result.startsAt.toISOString()} then.`);
          }
        });
        return undefined;
      }),
    );
};
