import { type MappingDraft, type MappingPreview, previewMapping } from 'market-mapping';
import type { Context } from '../context.js';
import { EXIT } from '../exit-code.js';
import { FileError, UsageError } from '../explain-error.js';
import { readJson } from '../files.js';
import { coloured } from '../output.js';
import { type AddCommand, action } from '../program.js';
import { readEvents } from '../read-events.js';

interface Flags {
  files?: string[];
}

export const addMappingsPreview: AddCommand = program => {
  program
    .reading(
      'mappings preview',
      'Show what saving a draft would change, without writing; exit code 1 if it would be refused',
    )
    .argument('<file>', 'the draft, a JSON object; - for standard input')
    .option(
      '--files <payload...>',
      'payloads to try it on, as bookmakers serve them; prices of the same event are compared',
    )
    .addHelpText(
      'after',
      `
A draft is a mapping as "mappings create --file" takes it (of a canonical id that is taken, a change of that mapping),
or { "canonicalId": ..., "patch": { ... } }, or { "unmappedId": ..., "target": { "to": ... } or { "create": ... } }.`,
    )
    .action(
      action(async (context, file: string, { files = [] }: Flags) => {
        if (file === '-' && files.includes('-')) throw new UsageError('standard input can be read only once');
        const draft = await readJson(file);
        if (typeof draft !== 'object' || draft === null) throw new FileError(`${file} must contain one JSON object`);
        const events = files.length === 0 ? [] : await readEvents(context, files, {});
        const markets = events.flatMap(event => event.markets);
        const preview = await previewMapping(context.db, draft as MappingDraft, { ...context.inSchema, markets });
        context.answer(preview, () => printPreview(context, preview));
        return preview.conflicts.length > 0 ? EXIT.no : EXIT.done;
      }),
    );
};

function printPreview(context: Context, preview: MappingPreview): void {
  const { canonicalId, action, isActive, ids, conflicts, changes, examined, prices } = preview;
  const what = { create: 'would be created', update: 'would be changed', none: 'would stay as it is' }[action];
  context.write(
    coloured('bold', canonicalId),
    ` ${what}${isActive ? '' : ', but it is not active and answers for nothing'}`,
  );
  for (const { source, before, after } of ids) context.write(`  ${source}: ${before ?? '-'} -> ${after ?? '-'}`);
  for (const each of conflicts)
    context.write(
      coloured('red', 'conflict'),
      ` with ${each.with}: both would have ${each.source} ${each.externalMarketId}`,
    );
  printLog(context, preview);
  const tried = `${examined.log} samples of the log and ${examined.markets} markets`;
  context.write(`${changes.length} of ${tried} would resolve otherwise:`);
  for (const { source, externalMarketId, marketName, times, before, after, outcomes } of changes) {
    const name = `${source} ${externalMarketId} ${marketName ?? ''}`.trimEnd();
    context.write(`  ${name}${times > 1 ? ` (${times} times)` : ''}: ${before ?? '-'} -> ${after ?? '-'}`);
    for (const outcome of outcomes)
      context.write(`    ${outcome.name}: ${show(outcome.before)} -> ${show(outcome.after)}`);
  }
  if (prices === null) return;
  context.write(`prices: ${prices.agreed} of ${prices.compared} agree with other bookmakers' of the same event`);
  for (const { evidence } of prices.faults) context.write(coloured('red', 'suspected'), ` ${evidence.summary}`);
}

function printLog(
  context: Context,
  { closes, staysOpen, reopens, sightings, shadows, shadowedBy }: MappingPreview,
): void {
  context.write(`closes ${closes.length} rows of the log, seen ${sightings.closed} times`);
  for (const { id, source, externalMarketId, reason, missingOutcomes } of staysOpen) {
    const missing = missingOutcomes.map(({ name }) => name).join(', ');
    context.write(
      coloured('yellow', 'stays open'),
      ` ${id} ${source} ${externalMarketId}: ${reason} ${missing}`.trimEnd(),
    );
  }
  if (reopens.length > 0)
    context.write(
      coloured('yellow', 'reopens'),
      ` ${reopens.length} rows when they are met again, seen ${sightings.reopened} times`,
    );
  for (const each of shadows)
    context.write(`comes before ${each.canonicalId} at ${each.source} ${each.externalMarketId}`);
  for (const each of shadowedBy)
    context.write(`comes after ${each.canonicalId} at ${each.source} ${each.externalMarketId}`);
}

function show(answer: MappingPreview['changes'][number]['outcomes'][number]['before']): string {
  return answer === null ? '-' : `${answer.canonicalId} ${answer.outcome}`;
}
