import { type GrantOptions, grantStatements } from 'market-mapping';
import { UsageError } from '../explain-error.js';
import { type AddCommand, action } from '../program.js';

type Flags = Pick<GrantOptions, 'migrator' | 'editor' | 'scraper' | 'reader'>;

export const addGrants: AddCommand = program => {
  program
    .reading('grants', 'Print the SQL that gives roles what their job needs, to be run as the owner of the tables')
    .option('--migrator <role>', 'the role that runs migrations: alone, before the first one')
    .option('--editor <role>', 'the role that changes mappings and looks after the log')
    .option('--scraper <role>', 'the role that resolves and records, and changes no mapping')
    .option('--reader <role>', 'the role that only reads')
    .action(
      action(async (context, { migrator, editor, scraper, reader }: Flags) => {
        const roles = { migrator, editor, scraper, reader };
        if (Object.values(roles).every(role => role === undefined)) {
          throw new UsageError('name at least one role: --migrator, --editor, --scraper or --reader');
        }
        const statements = grantStatements({ ...roles, ...context.inSchema });
        context.answer(statements, () => context.document(statements.map(statement => `${statement};\n`).join('')));
        return undefined;
      }),
    );
};
