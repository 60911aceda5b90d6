import type { Command } from 'commander';
import {
  isMarketMappingError,
  KNOWN_SOURCES,
  type ParseEventOptions,
  parseEvents,
  type ScrapedEvent,
  type Source,
  type SourceDefinition,
  type Sport,
} from 'market-mapping';
import type { Context } from './context.js';
import { FileError, UsageError } from './explain-error.js';
import { readJson } from './files.js';
import { source, sport } from './options.js';

/** What is said of payload files beside their names. */
export interface PayloadFlags {
  source?: Source;
  sport?: Sport;
}

/** Gives a command that reads payloads its files, and the options that say what those lack. */
export function addPayloadFiles(
  command: Command,
  whatSource = 'the bookmaker of the payloads (default: told by their shape)',
): Command {
  return command
    .argument('<file...>', 'payloads as bookmakers serve them, of one event or a list of them; - for standard input')
    .addHelpText(
      'after',
      `
Bookmakers: ${KNOWN_SOURCES.join(', ')}, and those of --source-module. The shape of a payload tells whose it is: a module's
reader is asked for what has the shape of none of the others.`,
    )
    .option('--source <id>', whatSource, source)
    .option('--sport <sport>', 'the sport of the events whose payload does not say it', sport);
}

/** The events of payload files. */
export async function readEvents(
  context: Context,
  files: readonly string[],
  { source, sport }: PayloadFlags,
): Promise<ScrapedEvent[]> {
  const reader = source === undefined ? undefined : readerOf(source, context.sources);
  const events: ScrapedEvent[] = [];
  for (const file of files) {
    const payload = await readJson(file);
    try {
      const options = sport === undefined ? {} : { event: { sport } };
      const read =
        reader === undefined ? detect(payload, context.sources, options) : parseEvents(payload, reader, options);
      for (const event of read) events.push(event);
    } catch (error) {
      if (!isMarketMappingError(error)) throw error;
      const reason = error.message.replace(/^parseEvents?: /, '');
      throw new FileError(`${file} can't be read: ${reason}`);
    }
  }
  if (!events.some(({ markets }) => markets.length > 0)) context.note('There is no market in what was read.');
  return events;
}

function readerOf(source: Source, sources: readonly SourceDefinition[]): Source | SourceDefinition {
  const defined = sources.find(({ id }) => id === source);
  if (defined === undefined && !KNOWN_SOURCES.some(known => known === source)) {
    throw new UsageError(
      `nothing reads payloads of "${source}": give --source-module with its definition, or one of ${KNOWN_SOURCES.join(', ')}`,
    );
  }
  return defined ?? source;
}

/** By the shapes that the package knows; what has none of them is what one of the modules' readers finds markets in. */
function detect(payload: unknown, sources: readonly SourceDefinition[], options: ParseEventOptions): ScrapedEvent[] {
  try {
    return parseEvents(payload, undefined, options);
  } catch (error) {
    if (!isMarketMappingError(error)) throw error;
    const read = sources.flatMap(source => {
      const events = readable(payload, source, options);
      return events.some(({ markets }) => markets.length > 0) ? [{ source, events }] : [];
    });
    const [first, ...others] = read;
    if (first === undefined) throw error;
    if (others.length === 0) return first.events;
    throw new UsageError(
      `a payload could be of ${read.map(({ source }) => source.id).join(' or ')}: say it with --source`,
    );
  }
}

function readable(payload: unknown, source: SourceDefinition, options: ParseEventOptions): ScrapedEvent[] {
  if (source.parseEvents === null) return [];
  try {
    return parseEvents(payload, source, options);
  } catch (error) {
    if (isMarketMappingError(error)) return [];
    throw error;
  }
}
