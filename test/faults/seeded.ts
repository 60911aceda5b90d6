/** A source of numbers in [0, 1) that gives the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The seed of this run: what `npm run test:faults` has drawn, or a failing run has printed; else the same each time. */
export const SEED = Number(process.env.FAULT_SEED ?? 18);

/** Runs a case, and says in its failure how to have the same one again. */
export async function replayable<T>(about: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(`${about}; replay with FAULT_SEED=${SEED}`, { cause: error });
  }
}
