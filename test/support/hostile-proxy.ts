import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export const NETWORK_FAULTS = ['delay', 'truncate', 'reset', 'swallow'] as const;

/** What happens to one of the pieces that pass, counted from 1 in the order in which they pass, whatever their direction. */
export interface NetworkFault {
  readonly kind: (typeof NETWORK_FAULTS)[number];
  readonly step: number;
  /** Between 0 and 1: how much of the piece still passes where it is truncated, and how long it is delayed or silent. */
  readonly amount: number;
}

export interface HostileProxy {
  readonly url: string;
  /** How many pieces have passed since it was last armed. */
  readonly steps: number;
  /** Whether the fault has happened. */
  readonly hasStruck: boolean;
  /** The next pieces count from 1, and meet this. */
  arm(fault: NetworkFault | null): void;
}

const LONGEST_MS = 200;

/** A proxy in front of the server of a connection string, gone with the test. */
export async function hostileProxyForThisTest(target: string): Promise<HostileProxy> {
  const server = new URL(target);
  const sockets = new Set<Socket>();
  let steps = 0;
  let hasStruck = false;
  let planned: NetworkFault | null = null;

  const listener = createServer(client => {
    const upstream = connect(Number(server.port), server.hostname);
    const reset = () => {
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    };
    let isSilent = false;
    const strike = (piece: Buffer, to: Socket, { kind, amount }: NetworkFault) => {
      hasStruck = true;
      if (kind === 'reset') return reset();
      if (kind === 'truncate') {
        to.end(piece.subarray(0, Math.floor(piece.length * amount)));
        return setTimeout(reset, 5);
      }
      isSilent = true;
      setTimeout(
        () => {
          isSilent = false;
          if (kind === 'swallow') reset();
          else for (const [late, receiver] of held.splice(0)) receiver.write(late);
        },
        Math.ceil(amount * LONGEST_MS),
      );
      held.push([piece, to]);
    };
    const held: [Buffer, Socket][] = [];
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        if (!isSilent) to.destroy();
      });
      from.on('data', piece => {
        steps++;
        if (planned?.step === steps) strike(piece, to, planned);
        else if (isSilent) held.push([piece, to]);
        else to.write(piece);
      });
    }
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await once(listener.close(), 'close');
  });
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String((listener.address() as AddressInfo).port);
  return {
    url: url.toString(),
    get steps() {
      return steps;
    },
    get hasStruck() {
      return hasStruck;
    },
    arm: fault => {
      steps = 0;
      hasStruck = false;
      planned = fault;
    },
  };
}
