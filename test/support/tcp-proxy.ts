import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** What is to be lost: what the client says, before the server has it, or what the server answers to it. */
type Lost = 'request' | 'answer';

/** Stands between the tests and a server, and does to connections what networks do to them. */
export interface TcpProxy {
  /** A connection string to the same database, by way of the proxy. */
  readonly url: string;
  /** How many connections have been made. */
  readonly accepted: number;
  /** Cuts the connection of the next client that says `text`: before the server has it, or once it has answered in full. */
  cutNext(text: string | RegExp, lost: Lost): void;
  /** From when the next client says `text`, its connection stays open and says nothing, in both directions. */
  silenceNext(text: string): void;
  /** What the server tells the next client that says `text`, beyond the answer, waits until that client says something more. */
  holdNext(text: string): void;
  /** All connections stay open and say nothing, in both directions, those to come as well. */
  swallow(): void;
  /** Cuts all connections, and takes no more. */
  stop(): Promise<void>;
  /** Takes connections again, at the same address. */
  resume(): Promise<void>;
  /** How many of the cuts and silences that were asked for have not happened yet. */
  readonly due: number;
}

/** The end of an answer in Postgres's protocol: ReadyForQuery, outside a transaction; what was sent has been committed by then. */
const READY_FOR_QUERY = Buffer.from('Z\0\0\0\x05I', 'latin1');

/** A proxy in front of the server of a connection string, gone with the test. */
export async function tcpProxyForThisTest(target: string): Promise<TcpProxy> {
  const server = new URL(target);
  const sockets = new Set<Socket>();
  const plans: { text: string | RegExp; act: Lost | 'silence' | 'hold' }[] = [];
  let accepted = 0;
  let isSwallowing = false;

  const listener = createServer(client => {
    accepted++;
    const upstream = connect(Number(server.port || 5432), server.hostname);
    let isSilent = false;
    let answer: Buffer | null = null;
    /** What is held back; null where nothing is to be, and until the answer has passed. */
    let held: Buffer[] | null = null;
    let holdsAfterAnswer = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    const cut = () => {
      client.destroy();
      upstream.destroy();
    };
    client.on('data', said => {
      if (isSwallowing || isSilent) return;
      const at = plans.findIndex(({ text }) =>
        typeof text === 'string' ? said.includes(text) : text.test(said.toString('latin1')),
      );
      const [plan] = at === -1 ? [] : plans.splice(at, 1);
      if (plan?.act === 'request') return cut();
      if (plan?.act === 'silence') isSilent = true;
      if (plan?.act === 'answer') answer = Buffer.alloc(0);
      for (const late of held ?? []) client.write(late);
      held = null;
      holdsAfterAnswer = plan?.act === 'hold';
      if (!isSilent) upstream.write(said);
    });
    upstream.on('data', said => {
      if (isSwallowing || isSilent) return;
      if (held) {
        held.push(said);
        return;
      }
      if (answer === null) {
        client.write(said);
        if (holdsAfterAnswer) held = [];
        return;
      }
      answer = Buffer.concat([answer, said]);
      if (answer.subarray(-READY_FOR_QUERY.length).equals(READY_FOR_QUERY)) cut();
    });
    // A connection that is silent does not say that it has ended either.
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => {
      if (!isSwallowing && !isSilent) client.destroy();
    });
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const stop = async () => {
    for (const socket of sockets) socket.destroy();
    if (listener.listening) await once(listener.close(), 'close');
  };
  onTestFinished(stop);

  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String((listener.address() as AddressInfo).port);
  return {
    url: url.toString(),
    get accepted() {
      return accepted;
    },
    get due() {
      return plans.length;
    },
    cutNext: (text, lost) => plans.push({ text, act: lost }),
    holdNext: text => plans.push({ text, act: 'hold' }),
    silenceNext: text => plans.push({ text, act: 'silence' }),
    stop,
    resume: async () => {
      await once(listener.listen(Number(url.port), '127.0.0.1'), 'listening');
    },
    swallow: () => {
      isSwallowing = true;
    },
  };
}
