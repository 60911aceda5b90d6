import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** One address whose server can be exchanged, as a load balancer or a DNS name in front of a cluster. */
export interface MovableAddress {
  readonly url: string;
  /** Connections to come go there; those that are open are cut. */
  moveTo(target: string): void;
}

/** An address in front of the server of a connection string, gone with the test. */
export async function movableAddressForThisTest(target: string): Promise<MovableAddress> {
  let port = Number(new URL(target).port);
  const sockets = new Set<Socket>();
  const listener = createServer(client => {
    const upstream = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  const cutAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  onTestFinished(async () => {
    cutAll();
    await once(listener.close(), 'close');
  });
  const url = new URL(target);
  url.port = String((listener.address() as AddressInfo).port);
  return {
    url: url.toString(),
    moveTo: next => {
      port = Number(new URL(next).port);
      cutAll();
    },
  };
}
