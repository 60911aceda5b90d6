/** Failures within this time after a recovery belong to the same outage, in milliseconds. */
const CALM_MS = 5_000;

/** Tells the first failure of an outage from later ones, so that one outage is one warning, even if the server comes and goes. */
export class Outage {
  #isOut = false;
  #isTold = false;
  #beganAt = 0;
  #quietUntil = Number.NEGATIVE_INFINITY;

  /** @param onRecovered Called where an outage that was told is over, with how long it lasted in milliseconds. */
  constructor(private readonly onRecovered: (outageMs: number) => void = () => {}) {}

  /** Whether what was tried last has failed. */
  get isOut(): boolean {
    return this.#isOut;
  }

  /** Records a failure; true if it is to be told: the first of an outage. */
  fail(): boolean {
    const now = performance.now();
    if (!this.#isOut) this.#beganAt = now;
    this.#isOut = true;
    if (this.#isTold || now < this.#quietUntil) return false;
    this.#isTold = true;
    return true;
  }

  recover(): void {
    if (!this.#isOut) return;
    const now = performance.now();
    const wasTold = this.#isTold;
    this.#isOut = false;
    this.#isTold = false;
    this.#quietUntil = now + CALM_MS;
    if (wasTold) this.onRecovered(now - this.#beganAt);
  }
}
