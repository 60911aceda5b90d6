import type { Command } from 'commander';
import { LINE_KINDS, type MappingPatch, type NewMapping } from 'market-mapping';
import { FileError } from './explain-error.js';
import { readJson } from './files.js';
import { wholeNumber } from './options.js';

/** The fields of a mapping on the command line. */
export interface MappingFlags {
  name?: string;
  betpawaId?: string;
  sportybetId?: string;
  bet9jaKey?: string;
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
  const { name, betpawaId, sportybetId, bet9jaKey, priority, lineKind } = flags;
  const given = {
    name,
    betpawaId: orNull(betpawaId),
    sportybetId: orNull(sportybetId),
    bet9jaKey: orNull(bet9jaKey),
    priority,
    lineKind: orNull(lineKind),
    lineConventions: lineConventions === undefined ? undefined : await readJson(lineConventions),
    outcomeMapping: outcomes === undefined ? undefined : await readJson(outcomes),
  };
  return {
    ...(file === undefined ? {} : await readObject(file)),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
}

/** A mapping to create. Without outcomes, it starts with none. */
export async function readNewMapping(canonicalId: string | undefined, flags: MappingFlags): Promise<NewMapping> {
  const fields = {
    outcomeMapping: [],
    ...(await readPatch(flags)),
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
