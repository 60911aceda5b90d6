import * as z from 'zod';
import { tablesFor } from '../database/tables.js';
import { invalid, validate } from '../input/validate.js';
import type { SchemaOption } from '../model/index.js';
import { pure } from '../model/pure.js';
import { toBasePath } from './base-path.js';

/** What somebody may do on the page: nothing, look, or change things too. */
export type PageAccess = 'none' | 'read' | 'write';

/** The options of `createPage`. */
export interface PageOptions extends SchemaOption {
  /** Where the page is mounted: `/admin/mappings`. A path that does not begin with it counts as stripped by a proxy. `/` by default. */
  basePath?: string;
  /** What the sender of a request may do; without it everybody may read, and nobody may change anything. */
  access?: (request: Request) => PageAccess | Promise<PageAccess>;
  /** Who the sender is, for the audit log: at most 100 characters. Nobody by default. */
  actor?: (request: Request) => string | null | undefined | Promise<string | null | undefined>;
  /** Further origins that changes may come from, such as `https://odds.example`, where a proxy changes the page's own. */
  origins?: readonly string[];
  /** The name at the top; `Market mapping` by default. */
  title?: string;
  /** How long one request may take, in milliseconds, from 100 to 120,000; 10,000 by default. */
  timeLimitMs?: number;
  /** Is told what went wrong with a request, where the fault is the page's or the database's; whatever it throws is ignored. */
  onError?: (error: unknown, request: Request) => void;
}

/** The options with their defaults, checked. */
export interface PageSettings extends Required<Omit<PageOptions, 'schema' | 'actor' | 'onError' | 'origins'>> {
  readonly inSchema: SchemaOption;
  readonly actor: NonNullable<PageOptions['actor']>;
  readonly onError: NonNullable<PageOptions['onError']>;
  readonly origins: ReadonlySet<string>;
}

const ORIGIN = 'must be an origin such as https://odds.example: scheme, host and port, and no path';
const TIME_LIMIT = 'must be a whole number of milliseconds from 100 to 120000';
const optionsSchema = /* @__PURE__ */ pure(() =>
  z.object({
    basePath: z.string({ error: 'must be a path such as /admin/mappings' }).optional(),
    access: z.custom<PageSettings['access']>(isFunction, { error: 'must be a function of the request' }).optional(),
    actor: z.custom<PageSettings['actor']>(isFunction, { error: 'must be a function of the request' }).optional(),
    onError: z.custom<PageSettings['onError']>(isFunction, { error: 'must be a function' }).optional(),
    origins: z.array(z.string({ error: ORIGIN }), { error: 'must be an array of origins' }).optional(),
    title: z
      .string({ error: 'must be a string' })
      .trim()
      .min(1, { error: 'must not be empty' })
      .max(100, { error: 'must have at most 100 characters' })
      .optional(),
    timeLimitMs: z
      .number({ error: TIME_LIMIT })
      .int({ error: TIME_LIMIT })
      .min(100, { error: TIME_LIMIT })
      .max(120_000, { error: TIME_LIMIT })
      .optional(),
  }),
);

/** Checks what `createPage` was given. */
export function readPageOptions(options: PageOptions): PageSettings {
  tablesFor<PageOptions>(options, {
    basePath: true,
    access: true,
    actor: true,
    origins: true,
    title: true,
    timeLimitMs: true,
    onError: true,
  });
  const { schema } = options;
  const given = validate(optionsSchema, options, 'options');
  return {
    inSchema: schema === undefined ? {} : { schema },
    basePath: toBasePath(given.basePath ?? '/'),
    access: given.access ?? (() => 'read'),
    actor: given.actor ?? (() => undefined),
    onError: given.onError ?? (() => {}),
    origins: new Set((given.origins ?? []).map(toOrigin)),
    title: given.title ?? 'Market mapping',
    timeLimitMs: given.timeLimitMs ?? 10_000,
  };
}

function toOrigin(text: string, index: number): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isOrigin =
    url !== null && /^https?:$/.test(url.protocol) && text.replace(/\/$/, '').toLowerCase() === url.origin;
  if (!isOrigin) throw invalid(`origins[${index}]`, ORIGIN);
  return url.origin;
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}
