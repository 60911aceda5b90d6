import type { Command, Option } from 'commander';
import { wordsOf } from '../options.js';

/** What a shell has to know of one command to complete it. */
export interface CommandShape {
  /** The words that lead to it; empty for the command itself. */
  readonly path: readonly string[];
  readonly description: string;
  readonly options: readonly OptionShape[];
  /** The words that its first argument can be; empty where it can be anything. */
  readonly words: readonly string[];
  /** Whether its arguments are files. */
  readonly takesFiles: boolean;
}

export interface OptionShape {
  /** With its dashes. */
  readonly flag: string;
  readonly description: string;
  readonly takesValue: boolean;
  /** The values it can have; empty where it can be anything. */
  readonly values: readonly string[];
  readonly takesFile: boolean;
}

/** A command and all those below it, from what the parser knows. */
export function commandShapes(command: Command, path: readonly string[] = []): CommandShape[] {
  const below = command.commands.flatMap(each => commandShapes(each, [...path, each.name()]));
  const [first] = command.registeredArguments;
  const shape: CommandShape = {
    path,
    description: command.description(),
    options: optionsOf(command),
    words: first?.argChoices ?? wordsOf(first?.parseArg),
    takesFiles: isFile(first?.name()),
  };
  return [shape, ...below];
}

/** Its own and those of the commands above, which it takes as well. */
function optionsOf(command: Command): OptionShape[] {
  const own = command.options.filter(option => !option.hidden).map(shapeOf);
  const above = command.parent ? optionsOf(command.parent) : [];
  const help = {
    flag: '--help',
    description: 'display help for command',
    takesValue: false,
    values: [],
    takesFile: false,
  };
  return [...own, ...above.filter(({ flag }) => flag !== '--version'), ...(command.parent ? [] : [help])];
}

function shapeOf(option: Option): OptionShape {
  const takesValue = option.required || option.optional;
  return {
    flag: option.long ?? option.short ?? '',
    description: option.description,
    takesValue,
    values: option.argChoices ?? wordsOf(option.parseArg),
    takesFile: takesValue && isFile(/[<[]([\w-]+)/.exec(option.flags)?.[1]),
  };
}

function isFile(name: string | undefined): boolean {
  return name === 'file' || name === 'folder';
}
