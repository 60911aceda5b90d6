import type { Command } from 'commander';
import type { IgnoreCondition, Source } from 'market-mapping';
import { source } from './options.js';

/** The flags of an ignore rule's conditions. */
export interface IgnoreRuleFlags {
  source?: Source;
  id?: string;
  name?: string;
}

/** Gives a command the conditions of an ignore rule. */
export function addIgnoreRuleFlags(command: Command): Command {
  return command
    .option('--source <id>', 'markets of this bookmaker', source)
    .option('--id <pattern>', 'markets whose whole id is like this; * is any run of characters')
    .option('--name <pattern>', 'markets whose whole name is like this');
}

/** The flags in the form the library takes. */
export function conditionOf({ source, id, name }: IgnoreRuleFlags): IgnoreCondition {
  return { source, externalMarketId: id, marketName: name };
}
