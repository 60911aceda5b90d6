import { readNumber } from './read-payload.js';

/** Whether an event's `status` says that it is being played: 0 is before, 1 and 2 (interrupted) during, and more after it. */
export function readStatusLive(status: unknown): boolean | null {
  const number = readNumber(status);
  return number === null ? null : number === 1 || number === 2;
}
