import {
  deactivateMapping,
  exportMappings,
  isMarketMappingError,
  LINT_RULES,
  LINT_SEVERITIES,
  type LintFinding,
  type LintRuleId,
  type LintSeverity,
  lintMappings,
  parseMappings,
  updateMapping,
} from 'market-mapping';
import type { Context } from '../context.js';
import { EXIT } from '../exit-code.js';
import { UsageError } from '../explain-error.js';
import { readTextFile } from '../files.js';
import { oneOf, source, sport } from '../options.js';
import { type AddCommand, action } from '../program.js';
import { type PayloadFlags, readEvents } from '../read-events.js';

interface Flags extends PayloadFlags {
  mappings?: string;
  rule?: LintRuleId[];
  severity?: LintSeverity;
  fix?: boolean;
}

const rule = oneOf(LINT_RULES.map(({ id }) => id));

export const addLint: AddCommand = program => {
  program
    .changing('lint', 'Look for what is wrong with mappings; exit code 1 if there is an error')
    .argument('[file...]', 'payloads as bookmakers serve them, to compare the mappings with; - for standard input')
    .option('--mappings <file>', 'lint a file of mappings (JSON, or CSV by its name) instead of the database')
    .option('--rule <id>', 'only this rule; repeatable', (text: string, before: LintRuleId[] = []) => [
      ...before,
      rule(text),
    ])
    .option('--severity <severity>', 'only findings of this severity or a worse one', oneOf(LINT_SEVERITIES))
    .option('--fix', 'apply the fixes that change no price, and tell what is left')
    .option('--source <id>', 'the bookmaker of the payloads (default: told by their shape)', source)
    .option('--sport <sport>', 'the sport of the events whose payload does not say it', sport)
    .action(
      action(async (context, files: string[], flags: Flags) => {
        if (flags.fix === true && flags.mappings !== undefined)
          throw new UsageError('--fix changes the database: give it without --mappings');
        const events = files.length === 0 ? [] : await readEvents(context, files, flags);
        const find = async () => {
          const options = { sources: context.sources, ...(flags.rule === undefined ? {} : { rules: flags.rule }) };
          const worst = LINT_SEVERITIES.indexOf(flags.severity ?? 'info');
          const mappings = await mappingsOf(context, flags.mappings);
          return lintMappings(mappings, events, options).filter(
            each => LINT_SEVERITIES.indexOf(each.severity) <= worst,
          );
        };
        const before = await find();
        const fixed = flags.fix === true ? await applySafe(context, before) : 0;
        const findings = fixed > 0 ? await find() : before;
        context.answer({ fixed, findings }, () => printFindings(context, findings, fixed));
        return findings.some(({ severity }) => severity === 'error') ? EXIT.no : EXIT.done;
      }),
    );
};

async function mappingsOf(context: Context, file: string | undefined) {
  if (file === undefined) return exportMappings(context.db, context.inSchema);
  return parseMappings(await readTextFile(file), file.toLowerCase().endsWith('.csv') ? 'csv' : 'json');
}

/** One fix of a mapping at a time: the next one may be of the same outcomes, and is found again. */
async function applySafe(context: Context, findings: readonly LintFinding[]): Promise<number> {
  const done = new Set<string>();
  for (const { mapping, rule, fix } of findings) {
    if (fix?.isSafe !== true || done.has(mapping)) continue;
    const change = { reason: `lint: ${rule}: ${fix.text}`, ...context.change };
    try {
      if (fix.patch === 'deactivate') await deactivateMapping(context.db, mapping, change);
      else await updateMapping(context.db, mapping, fix.patch, change);
      done.add(mapping);
    } catch (error) {
      if (!isMarketMappingError(error)) throw error;
      context.note(`${mapping} is left as it is: ${error.message}`);
    }
  }
  return done.size;
}

function printFindings(context: Context, findings: readonly LintFinding[], fixed: number): void {
  if (fixed > 0) context.write(`fixed ${fixed} mappings`);
  for (const { severity, rule: id, mapping, source: at, message, fix } of findings) {
    context.write(`${severity} ${id}: ${mapping}${at === null ? '' : ` at ${at}`}: ${message}`);
    if (fix !== undefined) context.write(`  ${fix.isSafe ? 'fix (--fix)' : 'fix by hand'}: ${fix.text}`);
  }
  const counts = LINT_SEVERITIES.map(severity => findings.filter(each => each.severity === severity).length);
  context.write(`${counts[0]} errors, ${counts[1]} warnings, ${counts[2]} of information`);
}
