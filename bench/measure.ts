import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Bench } from 'tinybench';

/** How long and how often to measure. */
export interface Patience {
  /** Contenders take turns, so that what else the machine does hits all of them; the median of the rounds counts. */
  readonly rounds: number;
  /** For each contender in each round of `compareCalls`. */
  readonly ms: number;
}

/** One of those that are measured side by side. */
export interface Contender {
  /** Not part of the time. */
  prepare?(): Promise<unknown>;
  run(): Promise<unknown>;
}

/**
 * Nanoseconds that one operation takes each contender, measured by tinybench. A contender is a pass over `operations` of them, and
 * returns something that depends on all, so that none can be left out by the compiler.
 */
export async function compareCalls<Name extends string>(
  passes: Readonly<Record<Name, () => unknown>>,
  operations: number,
  { rounds, ms }: Patience,
): Promise<Record<Name, number>> {
  const names = Object.keys(passes) as Name[];
  const found = new Map(names.map(name => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    const bench = new Bench({ time: ms, warmupTime: round === 0 ? ms : ms / 5 });
    for (const name of inTurn(names, round)) bench.add(name, passes[name]);
    await bench.run();
    for (const task of bench.tasks) {
      const { result } = task;
      if (result.state !== 'completed') throw new Error(`"${task.name}" did not complete: ${result.state}`);
      found.get(task.name as Name)?.push((result.latency.p50 * 1e6) / operations);
    }
  }
  return medians(found);
}

/** Milliseconds that each contender takes for one run. */
export async function compareRuns<Name extends string>(
  contenders: Readonly<Record<Name, Contender>>,
  { rounds }: Pick<Patience, 'rounds'>,
): Promise<Record<Name, number>> {
  const names = Object.keys(contenders) as Name[];
  const found = new Map(names.map(name => [name, [] as number[]]));
  // The first round only warms up: compiled code, cached plans, open connections.
  for (let round = 0; round <= rounds; round++) {
    for (const name of inTurn(names, round)) {
      const { prepare, run } = contenders[name];
      if (prepare) {
        await prepare();
        // What the preparation leaves behind is no cost of the run's.
        collectGarbage();
      }
      const startedAt = performance.now();
      await run();
      if (round > 0) found.get(name)?.push(performance.now() - startedAt);
    }
  }
  return medians(found);
}

/** Node gives the garbage collector only to those who ask. */
setFlagsFromString('--expose-gc');
export const collectGarbage: () => void = runInNewContext('gc');

/** Milliseconds of one run. */
export async function timed(run: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await run();
  return performance.now() - startedAt;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** With 0.5 the median: between two values in the middle, their mean. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [low = Number.NaN, high = low] = sorted.slice(Math.floor(at), Math.floor(at) + 2);
  return low + (high - low) * (at % 1);
}

/** How time grows with size: the slope of the line through the logarithms. 0 is constant, 1 is linear. */
export function growthExponent(times: Readonly<Record<number, number>>): number {
  const points = Object.entries(times).map(([size, time]) => [Math.log(Number(size)), Math.log(time)] as const);
  const mean = (at: 0 | 1) => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const over = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return over / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

/** Another one begins in each round: the first after a pause is often the slowest. */
function inTurn<T>(values: readonly T[], round: number): T[] {
  const at = round % values.length;
  return [...values.slice(at), ...values.slice(0, at)];
}

function medians<Name extends string>(found: ReadonlyMap<Name, readonly number[]>): Record<Name, number> {
  return Object.fromEntries([...found].map(([name, values]) => [name, median(values)])) as Record<Name, number>;
}
