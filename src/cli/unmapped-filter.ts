import type { Command } from 'commander';
import type { Source, UnmappedCondition, UnmappedStatus } from 'market-mapping';
import { source, statuses, wholeNumber } from './options.js';

/** The flags that choose unmapped markets. */
export interface FilterFlags {
  source?: Source;
  status?: readonly UnmappedStatus[];
  minOccurrences?: number;
  search?: string;
  id?: string;
  name?: string;
  marketName?: string;
  regressed?: boolean;
  escalating?: boolean;
  rule?: number;
}

/** Gives a command the flags that choose unmapped markets; one whose `--name` is a mapping's has `--market-name` instead. */
export function addFilterFlags(command: Command, nameFlag: '--name' | '--market-name' = '--name'): Command {
  return command
    .option('--source <id>', 'only markets of this bookmaker', source)
    .option('--status <statuses>', 'only markets with one of these: NEW,ACKNOWLEDGED,MAPPED,IGNORED', statuses)
    .option('--min-occurrences <number>', 'only markets seen at least this often', wholeNumber)
    .option('--search <text>', 'only markets with this text in the id or name')
    .option('--id <pattern>', 'only markets whose whole id is like this; * is any run of characters')
    .option(`${nameFlag} <pattern>`, 'only markets whose whole name is like this')
    .option('--regressed', 'only open markets that had been mapped and were met unmapped again')
    .option('--escalating', 'only open markets that are seen far more often than in the week before')
    .option('--rule <id>', 'only markets that this ignore rule ignored', wholeNumber);
}

/** The flags in the form the library takes. */
export function filterOf(flags: FilterFlags): UnmappedCondition {
  const { source, status, minOccurrences, search, id, name, marketName = name, regressed, escalating, rule } = flags;
  return {
    source,
    status,
    minOccurrences,
    search,
    externalMarketId: id,
    marketName,
    regressed,
    escalating,
    ignoredBy: rule,
  };
}
