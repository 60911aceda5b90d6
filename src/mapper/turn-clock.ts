let now: number | null = null;

/**
 * The monotonic clock as of its first use in this turn of the event loop, in milliseconds. Reading the clock costs more than counting
 * a sighting, and what a scraper records in one go was seen at one time.
 */
export function timeOfTurn(): number {
  if (now === null) {
    now = performance.now();
    // Not unreferenced: it would run only after whatever the process waits for, which might ask for the time as well.
    setImmediate(forget);
  }
  return now;
}

function forget(): void {
  now = null;
}
