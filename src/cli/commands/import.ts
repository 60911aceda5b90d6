import { type ImportResult, importMappings, type MappingFormat, parseMappings } from 'market-mapping';
import type { Context } from '../context.js';
import { differences } from '../differences.js';
import { displayValue } from '../display-value.js';
import { readTextFile } from '../files.js';
import { format, formatOf } from '../mapping-format.js';
import { coloured } from '../output.js';
import { type AddCommand, action } from '../program.js';
import { ProgressBar } from '../progress.js';

interface Flags {
  format?: MappingFormat;
  dryRun?: boolean;
  allowShared?: boolean;
}

export const addImport: AddCommand = program => {
  program
    .changing(
      'import',
      'Create the mappings of a file that are missing and change those that differ; all of them or none',
    )
    .argument('<file>', 'a file as written by "export"; - for standard input')
    .option('--format <format>', 'json or csv (default: by the name of the file, else json)', format)
    .option('--dry-run', 'only show what would be done')
    .option('--allow-shared', 'import even if only age would decide between a mapping and another active one')
    .action(
      action(async (context, file: string, { format, dryRun, allowShared }: Flags) => {
        const mappings = parseMappings(await readTextFile(file), formatOf(file, format));
        const bar = new ProgressBar('importing');
        const result = await importMappings(context.db, mappings, {
          ...context.change,
          dryRun,
          allowShared,
          onProgress: (done, total) => bar.advance(done, total),
        }).finally(() => bar.end());
        context.answer(result, () => printResult(context, result, dryRun === true));
      }),
    );
};

/** What an import did, or would do. */
export function printResult(context: Context, result: ImportResult, isDryRun: boolean): void {
  for (const canonicalId of result.created) context.write(coloured('green', 'created'), `     ${canonicalId}`);
  for (const { canonicalId, before, after } of result.changed) {
    context.write(coloured('yellow', 'changed'), `     ${canonicalId}`);
    for (const { field, before: old, after: now } of differences(before, after)) {
      context.write(`  ${field}: ${displayValue(old)} -> ${displayValue(now)}`);
    }
  }
  for (const { canonicalId, with: other, source, externalMarketId } of result.conflicting) {
    context.write(coloured('red', 'conflicting'), ` ${canonicalId} with ${other} (${source} ${externalMarketId})`);
  }
  const { created, changed, unchanged, conflicting, others } = result;
  context.write(
    `${isDryRun ? 'Would be' : 'Done'}: ${created.length} created, ${changed.length} changed, ` +
      `${unchanged.length} unchanged, ${conflicting.length} conflicting; ${others.length} others unaffected.`,
  );
}
