import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Db, query } from '../database/query.js';
import { backoffMs } from './backoff.js';
import { Outage } from './outage.js';
import type { TellRecovery, Warn } from './warning.js';
import { withDeadline } from './with-deadline.js';

/** The channel of the change trigger, with the schema as payload. Fixed, because migrations are. */
export const CHANNEL = 'market_mapping_changed';

const CONNECT_TIMEOUT_MS = 10_000;
/** How long the server may take for each statement that starts listening. */
const ANSWER_TIMEOUT_MS = 10_000;
/** How long the server may take to deliver a notification to ourselves before LISTEN counts as unavailable. */
const PROBE_TIMEOUT_MS = 2_000;
const HEARTBEAT_INTERVAL_MS = 15_000;
const HEARTBEAT_TIMEOUT_MS = 10_000;
const RECONNECT = { baseMs: 100, capMs: 30_000 };

/** The part of node-postgres's Client needed for listening. */
interface PgClient {
  connect(): Promise<unknown>;
  query(sql: string): Promise<unknown>;
  on(event: 'notification', handler: (message: { channel: string; payload?: string }) => void): unknown;
  on(event: 'error' | 'end', handler: (error?: Error) => void): unknown;
  end(callback?: () => void): unknown;
  unref?(): void;
  /** Its socket, which `end` leaves open until the other side has closed it too. */
  connection?: { stream?: { destroy?(): void } };
}

/**
 * Listens for changes on a connection of its own, forever. An outage is one warning, followed by attempts with growing waits until
 * it is over. A notification is only a hint to check; whatever was missed is found by the check after each connection.
 */
export class Listener {
  /** Whether notifications arrive now. */
  isListening = false;
  /** LISTEN delivers nothing here. */
  #hasGivenUp = false;
  readonly #abort = new AbortController();
  readonly #settled: Promise<void>;
  #settle: () => void = () => {};
  readonly #outage = new Outage(outageMs => this.recovered('LISTEN_LOST', outageMs));

  constructor(
    private readonly db: Db,
    private readonly schema: string,
    /** Driver settings for a connection that reaches the server directly, if the pool's don't. */
    private readonly direct: object | null,
    private readonly warn: Warn,
    private readonly onChange: () => void,
    private readonly recovered: TellRecovery,
  ) {
    this.#settled = new Promise(resolve => {
      this.#settle = resolve;
    });
  }

  /** Starts in the background. Resolves when it is known whether notifications arrive, or after `patienceMs`. */
  start(patienceMs: number): Promise<void> {
    void this.#run();
    return Promise.race([this.#settled, after(patienceMs, undefined)]);
  }

  get state(): 'yes' | 'lost' | 'unavailable' {
    if (this.isListening) return 'yes';
    return this.#hasGivenUp ? 'unavailable' : 'lost';
  }

  close(): void {
    this.isListening = false;
    this.#abort.abort();
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    for (let failures = 1; !signal.aborted; failures++) {
      try {
        const isDelivering =
          this.#hasSecondConnection() &&
          (await this.#session(() => {
            failures = 0;
          }));
        if (!isDelivering) return this.#giveUp();
      } catch (error) {
        if (!signal.aborted && this.#outage.fail()) {
          this.warn(
            'LISTEN_LOST',
            'not listening for changes; relying on the refresh interval until the connection is back',
            error,
          );
        }
      } finally {
        this.isListening = false;
        this.#settle();
      }
      await sleep(backoffMs(RECONNECT, Math.max(failures, 1)), undefined, { signal, ref: false }).catch(() => {});
    }
  }

  /** An engine in this process (PGlite) has one session for everybody, so a second connection would disturb the first. */
  #hasSecondConnection(): boolean {
    return this.direct !== null || this.db.client.connectionSettings?.poolSize !== 1;
  }

  #giveUp(): void {
    this.#hasGivenUp = true;
    this.warn(
      'LISTEN_UNAVAILABLE',
      'LISTEN delivers nothing on this connection (a pooler in transaction mode, or an engine in this process); changes are ' +
        'picked up at the refresh interval. Give `listen` a connection string that reaches the server directly, or set it to false.',
    );
  }

  /** One connection, from start to end. False if the server accepts LISTEN but delivers nothing. */
  async #session(onListening: () => void): Promise<boolean> {
    const { signal } = this.#abort;
    const client = this.#createClient();
    const close = () => {
      void client.end(() => {});
      // The goodbye is on its way. A host that says nothing would keep the socket, and with it the process, until a timeout.
      client.connection?.stream?.destroy?.();
    };
    const over = new AbortController();
    signal.addEventListener('abort', close);
    try {
      const token = `probe ${randomUUID()}`;
      const ended = new Promise<never>((_, reject) => {
        // node-postgres emits "error" twice, and then "end".
        client.on('error', error => reject(error ?? new Error('the listening connection failed')));
        client.on('end', () => reject(new Error('the listening connection ended')));
        signal.addEventListener('abort', () => reject(new Error('the mapper is closed')), { signal: over.signal });
      });
      ended.catch(() => {});
      let isDelivered = false;
      const probed = new Promise<void>(resolve => {
        client.on('notification', ({ channel, payload }) => {
          if (channel !== CHANNEL) return;
          if (payload === this.schema) this.onChange();
          if (payload !== token) return;
          isDelivered = true;
          resolve();
        });
      });
      const answered = <T>(answer: Promise<T>, ms = ANSWER_TIMEOUT_MS) =>
        withDeadline(performance.now() + ms, Promise.race([answer, ended]));
      await answered(client.connect(), CONNECT_TIMEOUT_MS);
      await answered(client.query(`listen ${CHANNEL}`));
      // Through the pool, like the notifications of writers: a pooler in transaction mode accepts LISTEN and delivers nothing.
      const probe = query(this.db, this.schema, 'select pg_notify($1, $2)', [CHANNEL, token], {
        signal: over.signal,
        timeoutMs: ANSWER_TIMEOUT_MS,
      });
      await answered(probe);
      await Promise.race([probed, ended, after(PROBE_TIMEOUT_MS, undefined)]);
      // If the notification was slow, or the process too busy to read it, it arrives before the next response.
      if (!isDelivered) await answered(client.query('select 1'));
      if (!isDelivered) return false;
      // Not earlier: a process that awaits its mapper and has nothing else open would end in the middle of it.
      client.unref?.();
      this.isListening = true;
      this.#outage.recover();
      onListening();
      this.#settle();
      this.onChange();
      await Promise.race([ended, this.#beat(client, over.signal)]);
      return true;
    } finally {
      over.abort();
      signal.removeEventListener('abort', close);
      close();
    }
  }

  /**
   * With the consumer's own driver and settings, but outside their pool, where it would occupy a connection for good. The driver
   * closes the socket of a server that doesn't respond; otherwise they would add up in a long outage.
   */
  #createClient(): PgClient {
    const { driver, connectionSettings } = this.db.client;
    const settings = this.direct ?? connectionSettings;
    // knex makes the password non-enumerable, so `...settings` lacks it.
    const own = Object.defineProperties({}, Object.getOwnPropertyDescriptors(settings ?? {}));
    return new driver.Client(Object.assign(own, { connectionTimeoutMillis: CONNECT_TIMEOUT_MS }));
  }

  /** A half-open connection stays silent forever; only a query reveals it. */
  async #beat(client: PgClient, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(HEARTBEAT_INTERVAL_MS, undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted) return;
      const isAlive = await Promise.race([
        client.query('select 1').then(() => true),
        after(HEARTBEAT_TIMEOUT_MS, false),
      ]);
      if (!isAlive) throw new Error(`the listening connection did not respond within ${HEARTBEAT_TIMEOUT_MS} ms`);
    }
  }
}

function after<T>(ms: number, value: T): Promise<T> {
  return sleep(ms, value, { ref: false });
}
