import { Argument } from 'commander';
import { bashScript } from '../completion/bash-script.js';
import type { CommandShape } from '../completion/command-shapes.js';
import { fishScript } from '../completion/fish-script.js';
import { zshScript } from '../completion/zsh-script.js';
import { type AddCommand, action } from '../program.js';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } satisfies Record<
  string,
  (shapes: readonly CommandShape[]) => string
>;

export const addCompletion: AddCommand = program => {
  program
    .reading('completion', 'Print a script with which a shell completes commands, options and their values')
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(SCRIPTS)))
    .action(
      action(async (context, shell: keyof typeof SCRIPTS) => {
        context.document(SCRIPTS[shell](program.shapes()));
        return undefined;
      }),
    );
};
