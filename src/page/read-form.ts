import { PageFault } from './page-fault.js';

/** The largest body of a request, in bytes. */
export const MAX_BODY_BYTES = 1_048_576;

/** What a form sent. */
export async function readForm(request: Request, signal: AbortSignal): Promise<URLSearchParams> {
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') {
    throw new PageFault(415, 'A form of this page is sent as application/x-www-form-urlencoded.');
  }
  return new URLSearchParams(await readText(request, signal));
}

async function readText(request: Request, signal: AbortSignal): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  if (request.body === null) return '';
  const reader = request.body.getReader();
  const onAbort = () => void reader.cancel().catch(() => {});
  signal.addEventListener('abort', onAbort, { once: true });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.byteLength;
      if (bytes > MAX_BODY_BYTES) {
        onAbort();
        throw tooLarge();
      }
      chunks.push(value);
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function tooLarge(): PageFault {
  return new PageFault(413, `A form of this page has at most ${MAX_BODY_BYTES} bytes.`);
}
