/** Below this the work is done before anybody wonders. */
const WORTH_TELLING = 50;
const WIDTH = 30;

/** A bar on the error output that moves as the work does; nothing where no terminal shows it, or the work is short. */
export function progressBar(what: string): (done: number, total: number) => void {
  let shown = -1;
  return (done, total) => {
    const percent = Math.floor((done / total) * 100);
    if (!process.stderr.isTTY || total < WORTH_TELLING || percent === shown) return;
    shown = percent;
    const filled = Math.round((done / total) * WIDTH);
    const bar = '#'.repeat(filled).padEnd(WIDTH, '.');
    process.stderr.write(`\r${what} [${bar}] ${done}/${total}${done === total ? '\n' : ''}`);
  };
}
