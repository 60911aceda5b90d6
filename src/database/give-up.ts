import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';

/** The part of node-postgres's `Client` that a statement which takes too long needs. Other engines lack most of it. */
export interface PgConnection {
  /** Whether results come in the binary format. */
  binary?: boolean;
  /** The two halves of the key of a cancel request. */
  readonly processID?: number | null;
  readonly secretKey?: number | null;
  readonly host?: string;
  readonly port?: number;
  readonly constructor: new (settings: object) => Canceller;
  end(callback: () => void): unknown;
}

/** A client that never logs in: only its wire is used. */
interface Canceller {
  readonly ssl?: unknown;
  readonly sslNegotiation?: string;
  readonly connection?: Wire;
}

interface Wire {
  readonly stream: { destroy(): void; unref?(): void };
  connect(portOrPath: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processId: number, secretKey: number): void;
  on(event: 'connect' | 'sslconnect' | 'error' | 'end', handler: () => void): unknown;
}

/**
 * Gives up a statement: asks the server to cancel it, then closes its connection. To close alone would leave the server's process
 * waiting, for a lock for example, and every further attempt one more, until the server has no connections left.
 */
export async function giveUp(client: Knex.Client, connection: PgConnection, patienceMs: number): Promise<void> {
  const over = new AbortController();
  const waited = sleep(patienceMs, undefined, { ref: false, signal: over.signal }).catch(() => {});
  await Promise.race([requestCancel(client, connection, waited), waited]);
  over.abort();
  // The statement fails, and the pool replaces the client.
  connection.end(() => {});
}

/**
 * Sends a cancel request as the protocol has it, on a connection of its own to the same address, and so through PgBouncer too.
 * It resolves when the server has taken it, or when `until` does; there is nobody to tell that it could not be sent.
 */
async function requestCancel(client: Knex.Client, connection: PgConnection, until: Promise<void>): Promise<void> {
  const { processID, secretKey, host, port } = connection;
  if (typeof processID !== 'number' || typeof secretKey !== 'number' || port === undefined) return;
  let wire: Wire | undefined;
  try {
    const canceller = new connection.constructor(settingsOf(client));
    wire = canceller.connection;
    if (wire === undefined) return;
    await Promise.race([until, sendCancel(wire, canceller, { processID, secretKey, host, port })]);
  } catch {
    // The connection is closed all the same.
  } finally {
    wire?.stream.destroy();
  }
}

function sendCancel(
  wire: Wire,
  { ssl, sslNegotiation }: Canceller,
  {
    processID,
    secretKey,
    host,
    port,
  }: { processID: number; secretKey: number; host: string | undefined; port: number },
): Promise<void> {
  return new Promise(resolve => {
    const cancel = () => wire.cancel(processID, secretKey);
    const isAskedFirst = Boolean(ssl) && sslNegotiation !== 'direct';
    wire.on('connect', isAskedFirst ? () => wire.requestSsl() : ssl ? () => {} : cancel);
    wire.on('sslconnect', cancel);
    wire.on('error', resolve);
    // The server answers nothing; it closes the connection when it has passed the request on.
    wire.on('end', resolve);
    if (host?.startsWith('/')) wire.connect(`${host}/.s.PGSQL.${port}`);
    else wire.connect(port, host);
    wire.stream.unref?.();
  });
}

/** knex makes the password non-enumerable, so `...settings` would lack it. */
function settingsOf({ connectionSettings }: Knex.Client): object {
  return Object.defineProperties({}, Object.getOwnPropertyDescriptors(connectionSettings ?? {}));
}
