import { writeFile } from 'node:fs/promises';
import { exportMappings, formatMappings, type MappingFormat } from 'market-mapping';
import { FileError } from '../explain-error.js';
import { format, formatOf } from '../mapping-format.js';
import { age } from '../options.js';
import { type AddCommand, action } from '../program.js';

interface Flags {
  format?: MappingFormat;
  output?: string;
  asOf?: Date;
}

export const addExport: AddCommand = program => {
  program
    .reading('export', 'Write all mappings, active or not')
    .option('--format <format>', 'json or csv (default: by the name of --output, else json)', format)
    .option('--output <file>', 'the file to write (default: standard output)')
    .option('--as-of <time>', 'as they were at this time, or so long ago as 12h or 7d', age)
    .action(
      action(async (context, { format, output, asOf }: Flags) => {
        const mappings = await exportMappings(context.db, { ...context.inSchema, ...(asOf ? { asOf } : {}) });
        const text = formatMappings(mappings, formatOf(output, format));
        if (output === undefined) {
          context.document(text);
          return;
        }
        await writeFile(output, text).catch((error: Error) => {
          throw new FileError(`${output} can't be written (${error.message})`);
        });
        context.answer({ file: output, mappings: mappings.length }, () =>
          context.write(`${mappings.length} mappings written to ${output}`),
        );
      }),
    );
};
