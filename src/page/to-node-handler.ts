import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';

/** What the frameworks add to Node's request. */
export interface HostRequest extends IncomingMessage {
  /** The whole address, where a router has cut off what it is mounted under. */
  originalUrl?: string;
  /** A body that a parser of the host has read already. */
  body?: unknown;
}

/** What Koa calls its handlers with. */
export interface KoaContextLike {
  readonly req: HostRequest;
  readonly res: ServerResponse;
  readonly request?: { readonly body?: unknown };
  /** False tells Koa that the response has been written. */
  respond?: boolean;
}

/** What Fastify calls its handlers with. */
export interface FastifyRequestLike {
  readonly raw: HostRequest;
  readonly originalUrl?: string;
  readonly body?: unknown;
}
export interface FastifyReplyLike {
  readonly raw: ServerResponse;
  hijack(): unknown;
}

/** A handler for `node:http`, Express, Koa and Fastify. */
export interface NodeHandler {
  (request: IncomingMessage, response: ServerResponse, next?: unknown): Promise<void>;
  (request: FastifyRequestLike, reply: FastifyReplyLike): Promise<void>;
  (context: KoaContextLike, next?: unknown): Promise<void>;
}

interface Exchange {
  readonly request: HostRequest;
  readonly response: ServerResponse;
  readonly url: string;
  readonly body: unknown;
}

/**
 * Adapts a fetch handler, such as a page, to Node's servers. It goes by `originalUrl`, so a router may cut off the path it is mounted
 * under; it takes a body that the host's parser has read already, and otherwise reads at most 1 MB. It never throws into the host.
 *
 * @param handle What `createPage` returns.
 * @returns A handler for `node:http` and Express (`app.use('/mappings', handler)`), Fastify (`app.all('/mappings/*', handler)`) and Koa
 *   (`app.use(handler)`).
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import knex from 'knex';
 * import { createPage, toNodeHandler } from 'market-mapping/page';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const server = createServer(toNodeHandler(createPage(db)));
 * server.listen(0, '127.0.0.1', () => server.close()); // a service would go on
 * await db.destroy();
 * ```
 */
export function toNodeHandler(handle: (request: Request) => Promise<Response>): NodeHandler {
  const handler = async (first: unknown, second?: unknown): Promise<void> => {
    const { request, response, url, body } = toExchange(first, second);
    try {
      await write(await handle(toRequest(request, url, body)), response);
    } catch {
      refuse(response);
    }
  };
  return handler as NodeHandler;
}

function toExchange(first: unknown, second: unknown): Exchange {
  if (isKoa(first)) {
    first.respond = false;
    const { req, res, request } = first;
    return { request: req, response: res, url: req.originalUrl ?? req.url ?? '/', body: request?.body ?? req.body };
  }
  if (isFastify(first)) {
    const { raw, body } = first;
    const reply = second as FastifyReplyLike;
    reply.hijack();
    return { request: raw, response: reply.raw, url: first.originalUrl ?? raw.url ?? '/', body };
  }
  const request = first as HostRequest;
  return {
    request,
    response: second as ServerResponse,
    url: request.originalUrl ?? request.url ?? '/',
    body: request.body,
  };
}

function isKoa(value: unknown): value is KoaContextLike {
  return typeof value === 'object' && value !== null && 'req' in value && 'res' in value && 'app' in value;
}

function isFastify(value: unknown): value is FastifyRequestLike {
  return typeof value === 'object' && value !== null && 'raw' in value;
}

function toRequest(request: HostRequest, path: string, body: unknown): Request {
  const isEncrypted = 'encrypted' in request.socket && request.socket.encrypted === true;
  const { host = 'localhost' } = request.headers;
  const method = request.method ?? 'GET';
  const url = toUrl(`${isEncrypted ? 'https' : 'http'}://${host}`, path);
  const headers = toHeaders(request);
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers });
  return new Request(url, { method, headers, body: toBody(request, body, headers), duplex: 'half' } as RequestInit);
}

/** The path of a request may be `//elsewhere/`, which would otherwise be read as another host. */
function toUrl(origin: string, path: string): URL {
  const base = URL.canParse(origin) ? origin : 'http://localhost';
  const absolute = /^https?:\/\//i.test(path) && URL.canParse(path) ? new URL(path) : null;
  const url = new URL(base);
  const [, pathname = '/', query = ''] =
    /^([^?#]*)(?:\?([^#]*))?/.exec(absolute ? absolute.pathname + absolute.search : path) ?? [];
  url.pathname = pathname;
  url.search = query;
  return url;
}

function toHeaders(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value === undefined || name.startsWith(':')) continue;
    for (const each of Array.isArray(value) ? value : [value]) headers.append(name, each);
  }
  return headers;
}

/** What the host has parsed is written out again as the form it was. */
function toBody(request: HostRequest, parsed: unknown, headers: Headers): BodyInit | null {
  if (!isParsed(request, parsed)) return Readable.toWeb(request) as unknown as ReadableStream<Uint8Array>;
  headers.delete('content-length');
  if (typeof parsed === 'string') return parsed;
  if (parsed instanceof Uint8Array) return Buffer.from(parsed);
  if (parsed instanceof URLSearchParams) return parsed.toString();
  if (typeof parsed !== 'object' || parsed === null) return null;
  return new URLSearchParams(Object.entries(parsed).flatMap(([name, value]) => toPairs(name, value))).toString();
}

/** Some parsers leave an empty object with a body that they have not touched. */
function isParsed(request: HostRequest, parsed: unknown): boolean {
  if (request.readableDidRead) return true;
  // A parser that hands on the stream has not touched it either.
  if (parsed instanceof Readable) return false;
  return parsed !== undefined && parsed !== null && (typeof parsed !== 'object' || Object.keys(parsed).length > 0);
}

/** A name that was sent several times is an array, or for some parsers an object with numbers as keys. */
function toPairs(name: string, value: unknown): [string, string][] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(each => toPairs(name, each));
  return value === undefined || value === null ? [] : [[name, String(value)]];
}

async function write(response: Response, to: ServerResponse): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer());
  if (to.destroyed || to.headersSent) return;
  to.statusCode = response.status;
  response.headers.forEach((value, name) => {
    to.setHeader(name, value);
  });
  if (response.status !== 304) to.setHeader('content-length', body.byteLength);
  // What a refused sender still sends is not read: the connection ends with the answer.
  if (response.status === 413) to.setHeader('connection', 'close');
  await new Promise<void>(resolve => {
    to.once('close', resolve);
    to.end(body, resolve);
  });
}

function refuse(to: ServerResponse): void {
  if (to.headersSent || to.destroyed) {
    to.destroy();
    return;
  }
  to.statusCode = 400;
  to.setHeader('content-type', 'text/plain; charset=utf-8');
  to.end('This request can not be read.\n');
}
