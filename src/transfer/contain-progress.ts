import { contain, describeThrown } from '../input/contain.js';

type OnProgress = (done: number, total: number) => unknown;

/** The caller's `onProgress`, or nothing. If it throws or rejects, that is one process warning, and the transfer goes on. */
export function containProgress(onProgress: OnProgress | undefined): (done: number, total: number) => void {
  if (onProgress === undefined) return () => {};
  let hasFailed = false;
  const onError = (error: unknown) => {
    if (hasFailed) return;
    hasFailed = true;
    const message = `onProgress failed; if it does so again, that will not be reported: ${describeThrown(error)}`;
    process.emitWarning(message, { type: 'MarketMappingWarning', code: 'HANDLER_FAILED' });
  };
  return (done, total) => contain(() => onProgress(done, total), onError);
}
