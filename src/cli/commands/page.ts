import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { UsageError } from '../explain-error.js';
import { isOwnHost } from '../is-own-host.js';
import { wholeNumber } from '../options.js';
import { type AddCommand, action } from '../program.js';

interface Flags {
  port: number;
  readOnly?: boolean;
}

export const addPage: AddCommand = program => {
  program
    .changing('page', 'Serve the page for mapping to this machine, until Ctrl+C')
    .option('--port <number>', 'the port on 127.0.0.1; 0 for one that is free', wholeNumber, 4173)
    .option('--read-only', 'without changing anything')
    .action(
      action(async (context, { port, readOnly = false }: Flags) => {
        // Only this command needs it.
        const { createPage, toNodeHandler } = await import('market-mapping/page');
        const page = createPage(context.db, {
          ...context.inSchema,
          access: () => (readOnly ? 'read' : 'write'),
          actor: () => context.change.actor,
          onError: error => context.note(error instanceof Error ? error.message : String(error)),
        });
        const handle = toNodeHandler(page);
        const server = createServer((request, response) => {
          if (isOwnHost(request.headers.host, portOf(server))) return void handle(request, response);
          refuse(request, response);
        });
        await listen(server, port);
        const url = `http://localhost:${portOf(server)}/`;
        context.answer({ url }, () => context.write(`The page is at ${url} (Ctrl+C ends it).`));
        await untilEnded(server);
        return undefined;
      }),
    );
};

/** Another site's name can lead a browser to this machine; a request under such a name is not this machine's own. */
function refuse(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  response
    .writeHead(421, { 'content-type': 'text/plain; charset=utf-8' })
    .end('This page answers to localhost only.\n');
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(
        isTaken ? new UsageError(`--port ${port}: something else has it; choose another, or 0 for a free one`) : error,
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

function untilEnded(server: Server): Promise<void> {
  return new Promise(resolve => {
    const end = () => {
      server.close(() => resolve());
      server.closeAllConnections();
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  });
}
