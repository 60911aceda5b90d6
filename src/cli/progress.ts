/** Below this, the work is done before anybody wonders. */
const WORTH_TELLING = 50;
const WIDTH = 30;

/** A progress bar on standard error. Nothing is shown without a terminal, or if there is little to do. */
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

  /** Ends the line if the work was abandoned, so that whatever comes next starts on a new one. */
  end(): void {
    if (this.#isOpen) process.stderr.write('\n');
    this.#isOpen = false;
  }

  /** One less than the width of the terminal: a line that wraps could not be overwritten. */
  #line(done: number, total: number): string {
    const around = `${this.#what} [] ${total}/${total}`.length;
    const width = Math.max(0, Math.min(WIDTH, (process.stderr.columns ?? 80) - 1 - around));
    const filled = Math.round((done / total) * width);
    return `${this.#what} [${'#'.repeat(filled).padEnd(width, '.')}] ${done}/${total}`;
  }
}
