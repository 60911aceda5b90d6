import { Command, Option } from 'commander';
import { type CommonOptions, Context } from './context.js';
import { exampleOf } from './examples.js';
import { EXIT_CODES_HELP, type ExitCode } from './exit-code.js';
import { repeated } from './options.js';
import { notes } from './output.js';
import { loadSourceModules } from './source-modules.js';

/** A subcommand, which adds itself to the program. */
export type AddCommand = (program: Program) => void;

const GROUPS: Readonly<Record<string, string>> = {
  mappings: 'List, show and change mappings',
  unmapped: 'List, show and map the markets that nobody has mapped yet',
  'ignore-rules': 'List, try, add and delete rules that ignore unmapped markets',
  prune: 'Delete what nobody needs any more',
  catalogue: 'List, compare and import the mappings that the package brings',
};

/** The parts of the `market-mapping` command that all subcommands share. */
export class Program {
  readonly #root: Command;

  constructor(version: string) {
    this.#root = new Command('market-mapping')
      .description(
        "Manage which canonical market a bookmaker's price belongs to: mappings, audit log and unmapped markets.",
      )
      .version(version)
      .option('--database-url <url>', 'the Postgres to connect to (default: the environment variable DATABASE_URL)')
      .option('--schema <name>', 'the Postgres schema of the tables (default: public)')
      .option('--json', 'print JSON')
      .option(
        '--source-module <file>',
        'a module that exports what defineSource returns, for a bookmaker the package does not know; repeatable',
        repeated,
      )
      // Parser errors go to main.ts, which knows the exit codes.
      .exitOverride()
      .configureHelp({ showGlobalOptions: true })
      .addHelpText('afterAll', EXIT_CODES_HELP)
      // Like main.ts's own errors: one line that starts with a code.
      .configureOutput({
        outputError: text => {
          const line = text.trimEnd().replace(/^error: /, 'error USAGE: ');
          notes.line(`${line} (see --help)`);
        },
      });
  }

  /** A subcommand that only reads. `name` can have two words, such as `unmapped list`. */
  reading(name: string, description: string): Command {
    const [first = '', second] = name.split(' ');
    const parent = second === undefined ? this.#root : this.#group(first);
    return parent
      .command(second ?? first)
      .description(description)
      .addHelpText('after', exampleOf(name));
  }

  /** A subcommand that changes mappings, and records in the audit log who did and why. */
  changing(name: string, description: string): Command {
    return this.reading(name, description)
      .addOption(new Option('--actor <name>', 'who makes the change, for the audit log (default: your login name)'))
      .addOption(new Option('--reason <text>', 'why, for the audit log'));
  }

  async run(argv: readonly string[]): Promise<void> {
    await this.#root.parseAsync(argv);
  }

  #group(name: string): Command {
    const known = this.#root.commands.find(command => command.name() === name);
    return known ?? this.#root.command(name).description(GROUPS[name] ?? '');
  }
}

/** An action for commander, with a context that is closed afterwards and the exit status it returns. */
export function action<Args extends unknown[]>(
  work: (context: Context, ...args: Args) => Promise<ExitCode | undefined>,
): (this: Command, ...args: Args) => Promise<void> {
  return async function run(this: Command, ...args: Args) {
    const options = this.optsWithGlobals<CommonOptions>();
    const context = new Context(options, await loadSourceModules(options.sourceModule ?? []));
    try {
      process.exitCode = (await work(context, ...args)) ?? 0;
    } finally {
      await context.close();
    }
  };
}
