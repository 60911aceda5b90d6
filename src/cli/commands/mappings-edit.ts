import { updateMapping } from 'market-mapping';
import { UsageError } from '../explain-error.js';
import { addMappingFlags, type MappingFlags, readPatch } from '../mapping-flags.js';
import { moment } from '../options.js';
import { printMapping } from '../print-mapping.js';
import { type AddCommand, action } from '../program.js';

interface Flags extends MappingFlags {
  expectedUpdatedAt?: Date;
}

export const addMappingsEdit: AddCommand = program => {
  addMappingFlags(
    program
      .changing('mappings edit', 'Change fields of a mapping')
      .argument('<canonical-id>')
      .option('--expected-updated-at <time>', 'only if it has not changed since then', moment),
  ).action(
    action(async (context, canonicalId: string, { expectedUpdatedAt, ...flags }: Flags) => {
      const patch = await readPatch(flags);
      if (Object.keys(patch).length === 0) throw new UsageError('give at least one field to change');
      const options = { ...context.change, expectedUpdatedAt, allowShared: flags.allowShared };
      const mapping = await updateMapping(context.db, canonicalId, patch, options);
      context.answer(mapping, () => printMapping(context, mapping));
    }),
  );
};
