import { catalogue } from '../catalogue/mappings.js';
import type { Db } from '../database/query.js';
import { contain } from '../input/contain.js';
import { isMarketMappingError } from '../model/errors.js';
import { getStats, type Stats } from '../unmapped/get-stats.js';
import { ASSETS } from './assets/assets.js';
import { pathWithin } from './base-path.js';
import { Gate } from './gate.js';
import { isOwnWrite } from './is-own-write.js';
import { KnownMappings } from './known-mappings.js';
import { notFound, PageFault } from './page-fault.js';
import { type PageAccess, type PageOptions, type PageSettings, readPageOptions } from './page-options.js';
import { readForm } from './read-form.js';
import { Recent } from './recent.js';
import { respondAsset, respondPage, respondRefusal } from './respond.js';
import { routes } from './routes/index.js';
import { ErrorPage } from './views/error-page.js';
import { linkTo, type Visit } from './visit.js';
import { withinTime } from './within-time.js';

/** How many requests use the database at once, however many come: the pool is the host's. */
const MAX_AT_ONCE = 4;

/**
 * A web page for those who map: the unmapped markets with suggestions, the mappings and their history, coverage and running mappers.
 * It is a fetch handler, which any server can call; `toNodeHandler` adapts it to Express, Fastify, Koa and `node:http`. It works without
 * JavaScript in the browser, needs no build step, and never throws into its host.
 *
 * By default everybody who reaches it may read and nobody may change anything: put it behind your own login, and say with `access` and
 * `actor` who may do what.
 *
 * @param db The service's knex. At most four requests use it at once.
 * @param options `basePath`, `access`, `actor`, `origins`, `title`, `timeLimitMs`, `onError`; `schema`: `public` by default.
 * @returns A function from a request to its response. It answers every request, also when the database is away (503).
 * @throws `VALIDATION`, when it is called with options that are not valid.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { createPage } from 'market-mapping/page';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const page = createPage(db, { basePath: '/mappings', access: () => 'read' });
 * const { status } = await page(new Request('http://localhost:3000/mappings/keys')); // what a server does with each request
 * console.log(status);
 * await db.destroy();
 * ```
 */
export function createPage(db: Db, options: PageOptions = {}): (request: Request) => Promise<Response> {
  const settings = readPageOptions(options);
  const host = {
    db,
    settings,
    gate: new Gate(MAX_AT_ONCE),
    known: new KnownMappings(settings.inSchema, catalogue),
    counts: new Recent<Stats>(COUNTS_MAX_AGE_MS),
  };
  return async request => {
    const isHead = request.method === 'HEAD';
    const response = await answerInTime(request, host);
    return isHead ? new Response(null, { status: response.status, headers: response.headers }) : response;
  };
}

/** Counting a large log takes longer than any other page. */
const COUNTS_MAX_AGE_MS = 30_000;

interface Host {
  readonly db: Db;
  readonly settings: PageSettings;
  readonly gate: Gate;
  readonly known: KnownMappings;
  readonly counts: Recent<Stats>;
}

/** Whatever happens is a response: a host must never see the page throw. */
async function answerInTime(request: Request, host: Host): Promise<Response> {
  let access: PageAccess = 'none';
  try {
    return await withinTime(limitFor(request, host), async signal => {
      access = toAccess(await host.settings.access(request));
      return answer(request, access, host, signal);
    });
  } catch (error) {
    return explain(error, request, access, host);
  }
}

function limitFor({ method, url }: Request, { settings: { basePath, timeLimitMs } }: Host): number {
  const path = pathWithin(basePath, new URL(url).pathname);
  const isLong = routes.some(route => route.isLong && route.method === method && route.path.test(path));
  return isLong ? timeLimitMs * 6 : timeLimitMs;
}

function toAccess(given: unknown): PageAccess {
  return given === 'read' || given === 'write' ? given : 'none';
}

async function answer(request: Request, access: PageAccess, host: Host, signal: AbortSignal): Promise<Response> {
  const { settings } = host;
  if (access === 'none') return respondRefusal(403, 'You may not see this page.');
  const url = new URL(request.url);
  const path = pathWithin(settings.basePath, url.pathname);
  const asset = ASSETS.find(({ name }) => path === `/${name}`);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  if (method === 'GET' && asset) return respondAsset(asset);
  if (method !== 'GET' && method !== 'POST') {
    return respondRefusal(405, 'This page answers GET, HEAD and POST.', { allow: 'GET, HEAD, POST' });
  }
  const isWrite = method === 'POST';
  if (isWrite && !isOwnWrite(request, settings.origins)) {
    throw new PageFault(403, 'This change did not come from the page itself, and was refused. Nothing was changed.');
  }
  if (isWrite && access !== 'write') throw new PageFault(403, 'You may look at everything here, and change nothing.');
  const route = routes.find(each => each.method === method && each.path.test(path));
  if (!route) throw routes.some(each => each.path.test(path)) ? wrongMethod() : notFound();
  const form = isWrite ? await readForm(request, signal) : new URLSearchParams();
  const visit = toVisit({ request, url, path, form, access, host });
  try {
    return await host.gate.through(() => route.answer(visit), signal);
  } finally {
    if (isWrite) host.counts.forget();
  }
}

function wrongMethod(): PageFault {
  return new PageFault(
    405,
    'This address is answered in another way: go back, and follow the link or send the form again.',
  );
}

interface Arrival {
  readonly request: Request;
  readonly url: URL;
  readonly path: string;
  readonly form: URLSearchParams;
  readonly access: PageAccess;
  readonly host: Host;
}

function toVisit({ request, url, path, form, access, host: { db, settings, known, counts } }: Arrival): Visit {
  return {
    db,
    settings,
    path,
    query: url.searchParams,
    form,
    mayWrite: access === 'write',
    now: new Date(),
    link: (to, parameters) => linkTo(settings.basePath, to, parameters),
    candidates: () => known.read(db),
    counts: ({ isFresh }) => {
      if (isFresh) counts.forget();
      return counts.read(() => getStats(db, settings.inSchema));
    },
    neighboursOf: mapping => known.neighboursOf(db, mapping),
    change: async reason => {
      const actor = (await settings.actor(request)) ?? undefined;
      return {
        ...settings.inSchema,
        ...(actor === undefined ? {} : { actor }),
        ...(reason === undefined || reason.trim() === '' ? {} : { reason }),
      };
    },
  };
}

/** What each error of the library is as a status of HTTP. What is not here is a conflict with what there is. */
const STATUS: Readonly<Record<string, number>> = {
  VALIDATION: 400,
  MAPPING_NOT_FOUND: 404,
  UNMAPPED_MARKET_NOT_FOUND: 404,
  SCHEMA_MISSING: 503,
  DATABASE: 503,
  INVALID_ROW: 500,
};

function explain(error: unknown, request: Request, access: PageAccess, { settings }: Host): Response {
  const { status, message } = describe(error);
  if (status >= 500)
    contain(
      () => settings.onError(error, request),
      () => {},
    );
  try {
    if (access === 'none') return respondRefusal(status >= 500 ? status : 403, 'You may not see this page.');
    const view = <ErrorPage settings={settings} status={status} message={message} />;
    return respondPage(view, status);
  } catch {
    return respondRefusal(500, 'The page itself failed.');
  }
}

function describe(error: unknown): { status: number; message: string } {
  if (error instanceof PageFault) return { status: error.status, message: error.message };
  if (isMarketMappingError(error)) return { status: STATUS[error.code] ?? 409, message: error.message };
  return {
    status: 500,
    message: 'The page itself failed. Whoever runs it finds the reason in its log, if it has one.',
  };
}
