/** Failures within this time after a recovery belong to the same outage, in milliseconds. */
const CALM_MS = 5_000;

/** Tells the first failure of an outage from later ones, so that one outage is one warning, even if the server comes and goes. */
export class Outage {
  #isOut = false;
  #failedAt = Number.NEGATIVE_INFINITY;

  /** Records a failure; true if it is the first of an outage. */
  fail(): boolean {
    const now = performance.now();
    const isFirst = !this.#isOut && now - this.#failedAt > CALM_MS;
    this.#isOut = true;
    this.#failedAt = now;
    return isFirst;
  }

  recover(): void {
    this.#isOut = false;
  }
}
