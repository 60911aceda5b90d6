import {
  type Dismissal,
  dismissFinding,
  exportMappings,
  isDismissed,
  LINT_RULES,
  LINT_SEVERITIES,
  type LintRuleId,
  type LintSeverity,
  lintMappings,
  listDismissals,
  parseMappings,
  removeDismissal,
  type ScrapedEvent,
} from 'market-mapping';
import { applyFixes } from '../apply-fixes.js';
import type { Context } from '../context.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { UsageError } from '../explain-error.js';
import { readTextFile } from '../files.js';
import { oneOf, source, sport } from '../options.js';
import { type ListedFinding, printFindings } from '../print-findings.js';
import { type AddCommand, action } from '../program.js';
import { type PayloadFlags, readEvents } from '../read-events.js';

interface Flags extends PayloadFlags {
  mappings?: string;
  mapping?: string;
  rule?: LintRuleId[];
  severity?: LintSeverity;
  all?: boolean;
  fix?: boolean;
  dismiss?: boolean;
  restore?: boolean;
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
    .option('--mapping <canonical-id>', 'only findings of this mapping')
    .option('--severity <severity>', 'only findings of this severity or a worse one', oneOf(LINT_SEVERITIES))
    .option('--all', 'also findings that somebody dismissed')
    .option('--fix', 'apply the fixes that change no price, and tell what is left')
    .option('--dismiss', 'dismiss what would be listed, for the --reason given, until the mappings change')
    .option('--restore', 'take back that it was dismissed')
    .option('--source <id>', 'the bookmaker of the payloads (default: told by their shape)', source)
    .option('--sport <sport>', 'the sport of the events whose payload does not say it', sport)
    .action(
      action(async (context, files: string[], flags: Flags) => {
        assertSensible(context, flags);
        const events = files.length === 0 ? [] : await readEvents(context, files, flags);
        const find = () => findIn(context, events, flags);
        if (flags.dismiss === true) return dismiss(context, await find());
        if (flags.restore === true) return restore(context, await find());
        const fixed = flags.fix === true ? await applyFixes(context, async () => (await find()).filter(isOpen)) : 0;
        return list(context, await find(), fixed, flags);
      }),
    );
};

function assertSensible(context: Context, { mappings, fix, dismiss: dismisses, restore: restores, ...flags }: Flags) {
  const changes = [fix && '--fix', dismisses && '--dismiss', restores && '--restore'].filter(Boolean);
  if (changes.length > 1) throw new UsageError(`give one of ${changes.join(' and ')}`);
  if (changes.length > 0 && mappings !== undefined)
    throw new UsageError(`${changes[0]} changes the database: give it without --mappings`);
  if (dismisses !== true) return;
  if (context.change.reason === undefined)
    throw new UsageError('--dismiss needs a --reason: the next person who looks has to know');
  if (flags.rule === undefined && flags.mapping === undefined)
    throw new UsageError('--dismiss needs a --rule or a --mapping: it dismisses all that would be listed');
}

/** What lint finds, with the dismissals of the database if it is about the database. */
async function findIn(context: Context, events: readonly ScrapedEvent[], flags: Flags): Promise<ListedFinding[]> {
  const options = { sources: context.sources, ...(flags.rule === undefined ? {} : { rules: flags.rule }) };
  const worst = LINT_SEVERITIES.indexOf(flags.severity ?? 'info');
  const isOfDatabase = flags.mappings === undefined;
  const mappings = await mappingsOf(context, flags.mappings);
  const dismissals = isOfDatabase ? await listDismissals(context.db, context.inSchema) : [];
  return lintMappings(mappings, events, options)
    .filter(({ severity }) => LINT_SEVERITIES.indexOf(severity) <= worst)
    .filter(({ mapping }) => flags.mapping === undefined || mapping === flags.mapping)
    .map(finding => {
      const dismissal = dismissals.findLast(each => isDismissed(finding, [each]));
      return dismissal === undefined ? finding : { ...finding, dismissal };
    });
}

async function mappingsOf(context: Context, file: string | undefined) {
  if (file === undefined) return exportMappings(context.db, context.inSchema);
  return parseMappings(await readTextFile(file), file.toLowerCase().endsWith('.csv') ? 'csv' : 'json');
}

function isOpen({ dismissal }: ListedFinding): boolean {
  return dismissal === undefined;
}

async function dismiss(context: Context, findings: readonly ListedFinding[]): Promise<ExitCode> {
  const { reason = '', ...change } = context.change;
  const dismissed: Dismissal[] = [];
  for (const finding of findings.filter(isOpen)) {
    dismissed.push(await dismissFinding(context.db, finding, { ...change, reason }));
  }
  return tell(context, 'dismissed', dismissed);
}

/** Every dismissal of a finding goes, or an older one would keep it dismissed. */
async function restore(context: Context, findings: readonly ListedFinding[]): Promise<ExitCode> {
  const all = await listDismissals(context.db, context.inSchema);
  const theirs = all.filter(each => findings.some(finding => isDismissed(finding, [each])));
  const restored: Dismissal[] = [];
  for (const { id } of theirs) {
    const gone = await removeDismissal(context.db, id, context.inSchema);
    if (gone !== null) restored.push(gone);
  }
  return tell(context, 'restored', restored);
}

function tell(context: Context, done: 'dismissed' | 'restored', dismissals: readonly Dismissal[]): ExitCode {
  context.answer({ [done]: dismissals }, () => {
    for (const { rule: id, mapping, message } of dismissals) context.write(`${done} ${id}: ${mapping}: ${message}`);
    if (dismissals.length === 0) context.write(`nothing to be ${done}`);
  });
  return dismissals.length === 0 ? EXIT.no : EXIT.done;
}

function list(context: Context, found: readonly ListedFinding[], fixed: number, { all }: Flags): ExitCode {
  const open = found.filter(isOpen);
  const findings = all === true ? found : open;
  const dismissed = found.length - open.length;
  context.answer({ fixed, dismissed, findings }, () => {
    if (fixed > 0) context.write(`fixed mappings: ${fixed}`);
    printFindings(context, findings, found.length - findings.length);
  });
  return open.some(({ severity }) => severity === 'error') ? EXIT.no : EXIT.done;
}
