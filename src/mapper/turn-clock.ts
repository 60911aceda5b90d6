let now: number | null = null;

/**
 * The monotonic clock as of when this turn of the event loop first asked, in milliseconds. Reading the clock costs more than counting a
 * sighting; what a scraper records in one go was seen at once.
 */
export function timeOfTurn(): number {
  if (now === null) {
    now = performance.now();
    // Not unreferenced: it would run only after whatever the process waits for, and that might ask for the time as well.
    setImmediate(forget);
  }
  return now;
}

function forget(): void {
  now = null;
}
