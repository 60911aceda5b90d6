import type { Command } from 'commander';
import { LINE_KINDS, type MappingPatch, type NewMapping, SPORTS } from 'market-mapping';
import { FileError, UsageError } from './explain-error.js';
import { readJson } from './files.js';
import { repeated, wholeNumber } from './options.js';
import { ownIdField } from './source-fields.js';

/** The fields of a mapping on the command line. */
export interface MappingFlags {
  name?: string;
  betpawaId?: string;
  sportybetId?: string;
  bet9jaKey?: string;
  sourceId?: string[];
  sport?: string;
  priority?: number;
  lineKind?: string;
  lineConventions?: string;
  outcomes?: string;
  file?: string;
  allowShared?: boolean;
}

export function addMappingFlags(command: Command): Command {
  return command
    .option('--name <text>', 'its name')
    .option('--betpawa-id <id>', 'its id at betPawa; empty for none')
    .option('--sportybet-id <id>', 'its id at SportyBet; empty for none')
    .option('--bet9ja-key <key>', 'its key at Bet9ja; empty for none')
    .option('--source-id <source=id>', 'its id at any bookmaker, as msport=29; msport= for none; repeatable', repeated)
    .option('--sport <sport>', `the sport it answers for: ${SPORTS.join(', ')}; empty for any`)
    .option('--priority <number>', 'the highest wins among mappings that share an id', wholeNumber)
    .option('--line-kind <kind>', `what its parameter is: ${LINE_KINDS.join(', ')}; empty for unspecified`)
    .option('--line-conventions <file>', 'a file with how sources write its line, a JSON object; - for standard input')
    .option('--outcomes <file>', 'a file with its outcomes, a JSON array; - for standard input')
    .option('--allow-shared', 'also if only age would decide between it and another active mapping with one of its ids')
    .option(
      '--file <file>',
      'a file with all fields, a JSON object; - for standard input. Other options take precedence',
    );
}

/** The fields that were given. The library validates their values. */
export async function readPatch({ file, outcomes, lineConventions, ...flags }: MappingFlags): Promise<MappingPatch> {
  const { name, betpawaId, sportybetId, bet9jaKey, sourceId = [], sport, priority, lineKind } = flags;
  const stored: MappingPatch = file === undefined ? {} : await readObject(file);
  const { own, further } = readSourceIds(sourceId);
  const given = {
    name,
    betpawaId: orNull(betpawaId),
    sportybetId: orNull(sportybetId),
    bet9jaKey: orNull(bet9jaKey),
    ...own,
    sourceIds: Object.keys(further).length === 0 ? undefined : { ...stored.sourceIds, ...further },
    sport: orNull(sport),
    priority,
    lineKind: orNull(lineKind),
    lineConventions: lineConventions === undefined ? undefined : await readJson(lineConventions),
    outcomeMapping: outcomes === undefined ? undefined : await readJson(outcomes),
  };
  return { ...stored, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}

/** `msport=29`, and `msport=` for none. */
function readSourceIds(flags: readonly string[]): {
  own: Record<string, string | null>;
  further: Record<string, string | null>;
} {
  const own: Record<string, string | null> = {};
  const further: Record<string, string | null> = {};
  for (const flag of flags) {
    const [, source, id = ''] = /^([^=]+)=(.*)$/s.exec(flag) ?? [];
    if (source === undefined) throw new UsageError(`--source-id ${flag}: must be like msport=29, or msport= for none`);
    const field = ownIdField(source);
    if (field === null) further[source] = id || null;
    else own[field] = id || null;
  }
  return { own, further };
}

/** A mapping to create. Without outcomes, it starts with none. */
export async function readNewMapping(canonicalId: string | undefined, flags: MappingFlags): Promise<NewMapping> {
  const { sourceIds, ...patch } = await readPatch(flags);
  const ids = Object.entries(sourceIds ?? {}).filter(([, id]) => id !== null);
  const fields = {
    outcomeMapping: [],
    ...patch,
    ...(ids.length === 0 ? {} : { sourceIds: Object.fromEntries(ids) }),
    ...(canonicalId === undefined ? {} : { canonicalId }),
  };
  // createMapping reports what is missing.
  return fields as unknown as NewMapping;
}

function orNull(text: string | undefined): string | null | undefined {
  return text === '' ? null : text;
}

async function readObject(file: string): Promise<object> {
  const value = await readJson(file);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new FileError(`${file} must contain one JSON object`);
  }
  return value;
}
