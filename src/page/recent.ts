/** Something that takes long to find out, with the moment it was found out. */
export interface Found<T> {
  readonly value: T;
  readonly at: Date;
}

/** Keeps what was found out for a while. Whoever asks meanwhile gets the same; whoever asks at the same time shares the question. */
export class Recent<T> {
  #asked: Promise<Found<T>> | null = null;
  #until = 0;

  constructor(private readonly maxAgeMs: number) {}

  read(ask: () => Promise<T>): Promise<Found<T>> {
    if (this.#asked !== null && Date.now() < this.#until) return this.#asked;
    const asked = ask().then(value => ({ value, at: new Date() }));
    this.#asked = asked;
    this.#until = Date.now() + this.maxAgeMs;
    // A question that failed is asked again by the next one.
    asked.catch(() => {
      if (this.#asked === asked) this.#asked = null;
    });
    return asked;
  }

  /** What is known may not be so any more. */
  forget(): void {
    this.#asked = null;
  }
}
