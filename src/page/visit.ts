import type { Db } from '../database/query.js';
import type { Change, MarketMapping, SchemaOption } from '../model/index.js';
import type { Candidate } from '../triage/prepare-candidates.js';
import type { Stats } from '../unmapped/get-stats.js';
import type { MappingDraft } from './mapping-draft.js';
import type { PageSettings } from './page-options.js';
import type { Found } from './recent.js';

/** The parameters of a link; those without a value are left out. */
export type LinkParameters = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** One request, and what its route needs to answer it. */
export interface Visit {
  readonly db: Db;
  readonly settings: PageSettings;
  readonly path: string;
  /** The parameters of the address. */
  readonly query: URLSearchParams;
  /** What the form sent; empty for a request that only reads. */
  readonly form: URLSearchParams;
  readonly mayWrite: boolean;
  readonly now: Date;
  /** The address of a page of ours. */
  link(path: string, parameters?: LinkParameters): string;
  /** What a market may be suggested to be: the active mappings, and the catalogue's. */
  candidates(): Promise<readonly Candidate[]>;
  /** The active mappings that may be in the way of one as it would be. */
  neighboursOf(mapping: MappingDraft): Promise<readonly MarketMapping[]>;
  /** How much is mapped, as it was counted in the last half minute; counted anew if that is asked for, or the page has changed something. */
  counts(options: { isFresh: boolean }): Promise<Found<Stats>>;
  /** Who changes something, for the audit log. */
  change(reason?: string): Promise<Change & SchemaOption>;
}

/** The address of a page: always with the base path, and with the parameters that have a value. */
export function linkTo(basePath: string, path: string, parameters: LinkParameters = {}): string {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined || value === null || value === '' ? [] : [[name, String(value)]],
  );
  const query = new URLSearchParams(given).toString();
  return `${basePath}${path}${query === '' ? '' : `?${query}`}`;
}
