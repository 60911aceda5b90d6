/** Below this the work is done before anybody wonders. */
const WORTH_TELLING = 50;
const WIDTH = 30;

/** A bar on the error output that moves as the work does; nothing where no terminal shows it, or the work is short. */
export class ProgressBar {
  readonly #what: string;
  #shown = -1;
  #isOpen = false;

  constructor(what: string) {
    this.#what = what;
  }

  advance(done: number, total: number): void {
    const percent = Math.floor((done / total) * 100);
    if (!process.stderr.isTTY || total < WORTH_TELLING || percent === this.#shown) return;
    this.#shown = percent;
    this.#isOpen = done < total;
    process.stderr.write(`\r${this.#line(done, total)}${this.#isOpen ? '' : '\n'}`);
  }

  /** Ends its line where the work was given up before it was done: what comes next is to stand on one of its own. */
  end(): void {
    if (this.#isOpen) process.stderr.write('\n');
    this.#isOpen = false;
  }

  /** As long as the terminal is wide, less one: a line that wraps could not be written over. */
  #line(done: number, total: number): string {
    const around = `${this.#what} [] ${total}/${total}`.length;
    const width = Math.max(0, Math.min(WIDTH, (process.stderr.columns ?? 80) - 1 - around));
    const filled = Math.round((done / total) * width);
    return `${this.#what} [${'#'.repeat(filled).padEnd(width, '.')}] ${done}/${total}`;
  }
}
