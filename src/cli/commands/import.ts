import { type ImportResult, importMappings, type MappingFormat, parseMappings } from 'market-mapping';
import { type Context, textOf } from '../context.js';
import { differences } from '../differences.js';
import { readTextFile } from '../files.js';
import { format, formatOf } from '../mapping-format.js';
import { type AddCommand, action } from '../program.js';
import { ProgressBar } from '../progress.js';

interface Flags {
  format?: MappingFormat;
  dryRun?: boolean;
  allowConflicts?: boolean;
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
    .option('--allow-conflicts', 'import even if only age would decide between a mapping and another active one')
    .action(
      action(async (context, file: string, { format, dryRun, allowConflicts }: Flags) => {
        const mappings = parseMappings(await readTextFile(file), formatOf(file, format));
        const bar = new ProgressBar('importing');
        const result = await importMappings(context.db, mappings, {
          ...context.change,
          dryRun,
          allowConflicts,
          onProgress: (done, total) => bar.advance(done, total),
        }).finally(() => bar.end());
        context.answer(result, () => tellResult(context, result, dryRun === true));
      }),
    );
};

function tellResult(context: Context, result: ImportResult, isDryRun: boolean): void {
  for (const canonicalId of result.created)
    context.write(`${context.paint('green', 'created')}     ${textOf(canonicalId)}`);
  for (const { canonicalId, before, after } of result.changed) {
    context.write(`${context.paint('yellow', 'changed')}     ${textOf(canonicalId)}`);
    for (const { field, before: old, after: now } of differences(before, after)) {
      context.write(`  ${field}: ${textOf(old)} -> ${textOf(now)}`);
    }
  }
  for (const { canonicalId, with: other, source, externalMarketId } of result.conflicting) {
    context.write(
      `${context.paint('red', 'conflicting')} ${textOf(canonicalId)} with ${textOf(other)} (${source} ${textOf(externalMarketId)})`,
    );
  }
  const { created, changed, unchanged, conflicting, others } = result;
  context.write(
    `${isDryRun ? 'Would be' : 'Done'}: ${created.length} created, ${changed.length} changed, ` +
      `${unchanged.length} unchanged, ${conflicting.length} conflicting; ${others.length} others unaffected.`,
  );
}
