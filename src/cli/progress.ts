import { SingleBar } from 'cli-progress';

/** Below this the work is done before anybody wonders. */
const WORTH_SHOWING = 50;
const WIDTH = 30;

/** A progress bar on standard error. Nothing is shown without a terminal, or if there is little to do. */
export class ProgressBar {
  readonly #what: string;
  #bar: SingleBar | undefined;

  constructor(what: string) {
    this.#what = what;
  }

  advance(done: number, total: number): void {
    if (!process.stderr.isTTY || total < WORTH_SHOWING) return;
    this.#bar ??= this.#start(total);
    this.#bar.update(done);
  }

  /** Shows how far the work came, and leaves the line: what comes next is to stand on one of its own. */
  end(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  #start(total: number): SingleBar {
    // As long as the terminal is wide, less one: a line that wraps could not be written over.
    const around = `${this.#what} [] ${total}/${total}`.length;
    const barsize = Math.max(0, Math.min(WIDTH, (process.stderr.columns ?? 80) - 1 - around));
    const bar = new SingleBar({
      format: `${this.#what} [{bar}] {value}/{total}`,
      stream: process.stderr,
      barsize,
      barCompleteChar: '#',
      barIncompleteChar: '.',
      // Else a command that is killed leaves a terminal that does not wrap any more.
      linewrap: true,
    });
    bar.start(total, 0);
    return bar;
  }
}
