import { Command, Option } from 'commander';
import { type CommonOptions, Context } from './context.js';
import { EXIT_CODES_HELP, type ExitCode } from './exit-code.js';
import { notes } from './output.js';

/** One subcommand: adds itself to the program. */
export type AddCommand = (program: Program) => void;

const GROUPS: Readonly<Record<string, string>> = {
  mappings: 'Look at mappings and change them',
  unmapped: 'Look at the markets that nobody has mapped yet, and deal with them',
};

/** The `market-mapping` command as far as every subcommand shares it. */
export class Program {
  readonly #root: Command;

  constructor(version: string) {
    this.#root = new Command('market-mapping')
      .description("Which canonical market a bookmaker's price belongs to: mappings, audit log and unmapped markets.")
      .version(version)
      .option('--database-url <url>', 'the Postgres to work on (default: the environment variable DATABASE_URL)')
      .option('--schema <name>', 'the Postgres schema of the tables (default: public)')
      .option('--json', 'answer in JSON')
      // Errors of the parser come to main.ts, which knows the exit codes.
      .exitOverride()
      .configureHelp({ showGlobalOptions: true })
      .addHelpText('afterAll', EXIT_CODES_HELP)
      // As main.ts tells its own errors: one line that begins with a code.
      .configureOutput({
        outputError: text => {
          const line = text.trimEnd().replace(/^error: /, 'error USAGE: ');
          notes.line(`${line} (see --help)`);
        },
      });
  }

  /** A subcommand that only reads; `name` may be of two words, as `unmapped list`. */
  reading(name: string, description: string): Command {
    const [first = '', second] = name.split(' ');
    if (second === undefined) return this.#root.command(first).description(description);
    return this.#group(first).command(second).description(description);
  }

  /** A subcommand that changes mappings, and says in the audit log who did and why. */
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

/** An action for commander: with a context that is closed after it, and the exit status it returns. */
export function action<Args extends unknown[]>(
  work: (context: Context, ...args: Args) => Promise<ExitCode | undefined>,
): (this: Command, ...args: Args) => Promise<void> {
  return async function run(this: Command, ...args: Args) {
    const context = new Context(this.optsWithGlobals<CommonOptions>());
    try {
      process.exitCode = (await work(context, ...args)) ?? 0;
    } finally {
      await context.close();
    }
  };
}
