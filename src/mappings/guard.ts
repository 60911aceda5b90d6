import type { MappingRow } from '../database/mapping-row.js';
import { toMarketMapping } from '../database/mapping-row.js';
import type { Tables } from '../database/tables.js';
import { DatabaseError } from '../model/errors.js';
import { SEED } from '../model/index.js';
import { KEYED_SOURCE } from '../sources/keyed-source.js';
import { candidateKeys, covers, furtherIds, isOpen, JUDGED_COLUMNS, openMarketsOf, printOf } from './coverage.js';
import { decide, type FoundMarket, type Verdict } from './open-markets.js';

/** What a guarded statement takes beside its own parameters, as placeholders. */
export interface GuardParameters {
  readonly pattern: string;
  /** The print of the surroundings that the verdicts were found on; empty for none at all. */
  readonly known: string;
  readonly verdicts: string;
  /** The id of a market that is looked at whatever its status; null for none. */
  readonly market: string;
}

export interface GuardOptions {
  /** What the change has to do with: other mappings, and the open markets of the log. */
  readonly looksAt: 'nothing' | 'mappings' | 'mappings and log';
  /**
   * Whether a market that another transaction holds is left for later. A transaction that changes several mappings would take the log's
   * locks in the order of its changes, and a recorder takes them in that of their keys.
   */
  readonly skipsLocked: boolean;
  /** Whether there is a market to look at whatever its status. Without, the server need not plan for one. */
  readonly hasMarket: boolean;
}

/**
 * SQL: CTEs that make the writes of a statement depend on what is around the change being what its verdicts were found on. It needs a CTE
 * `after` of at most one row: `canonical_id`, the mapping's ids, `is_active`, `is_due` (whether there is anything to look at) and
 * `print`. Whoever writes asks for `(select may_save from guard)`.
 *
 * A first statement knows of nothing around, and where there is nothing, it is the only one. Otherwise it writes nothing and
 * returns what there is; the next one brings verdicts on it, and holds only if it is still so.
 */
export function guarded(tables: Tables, p: GuardParameters, { looksAt, skipsLocked, hasMarket }: GuardOptions): string {
  if (looksAt === 'nothing') {
    return `guard as (select true as may_save, '' as print from (values (${p.pattern}::text, ${p.known}::text, ${p.verdicts}::text, ${p.market}::integer)) as unused)`;
  }
  const atLog = looksAt === 'mappings and log';
  return `found as materialized (${atLog ? found(tables, p, hasMarket) : noneFound}
    ), rivals as materialized (${rivals(tables, p.pattern)}
    ), around as materialized (
      select case when exists (select from found) or exists (select from rivals) then md5(concat(
          (select print from after),
          (select string_agg(concat(id, print), ',' order by id) from found), '/',
          (select string_agg(concat(id, print), ',' order by id) from rivals))) else '' end as print,
        ${p.market}::integer as market
    ), verdicts as materialized (
      select * from jsonb_to_recordset(${p.verdicts}::jsonb) as v (id integer, closes boolean, reason varchar, missing jsonb)
    ), held as materialized (
      select u.id, ${printOf('u')} = f.print as is_same
      from found f join verdicts v on v.id = f.id join ${tables.unmapped} u on u.id = f.id
      where (select print from around) = ${p.known} and u.status = f.status
      order by u.source collate "C", u.external_market_id collate "C"
      for update of u${skipsLocked ? ' skip locked' : ''}
    ), guard as materialized (
      select print = ${p.known} and not exists (select from held where not is_same) as may_save, print from around
    )`;
}

/** SQL: a CTE that writes the verdicts, where the CTE `saved` has a row. */
export function marked({ unmapped }: Tables, { looksAt }: GuardOptions): string {
  if (looksAt !== 'mappings and log') return '';
  return `, marked as (
      update ${unmapped} u set
        ${SET_VERDICT}
      from held h join verdicts v on v.id = h.id
      where u.id = h.id and exists (select from saved)
      returning u.id
    )`;
}

/** SQL: what a verdict `v` sets of a market `u`. An IGNORED one is looked at only where somebody maps it. */
export const SET_VERDICT = `status = case when v.closes then 'MAPPED' when u.status = 'IGNORED' then 'NEW' else u.status end,
        reason = v.reason, missing_outcomes = nullif(v.missing, 'null'),
        ignored_by = null, closed_by = case when v.closes then pg_current_xact_id() else u.closed_by end,
        closed_at = case when v.closes then now() else u.closed_at end`;

/** SQL: what a guarded statement returns beside its own columns. */
export function answered({ looksAt }: GuardOptions): string {
  if (looksAt === 'nothing')
    return `g.may_save, g.print, null::json as found, null::json as rivals, '[]'::json as held`;
  return `g.may_save, g.print,
      case when not g.may_save then (select coalesce(json_agg(f), '[]') from found f) end as found,
      case when not g.may_save then (select coalesce(json_agg(r.row), '[]') from rivals r) end as rivals,
      (select coalesce(json_agg(id), '[]') from held) as held`;
}

/** What a guarded statement answers. */
export interface GuardAnswer {
  may_save: boolean;
  print: string;
  found: FoundMarket[] | null;
  rivals: MappingRow[] | null;
  /** The markets that were there to be written. */
  held: number[];
}

/** What the next statement is to know. */
export interface Knowledge {
  readonly print: string;
  readonly verdicts: readonly Verdict[];
}

export const NOTHING_KNOWN: Knowledge = { print: '', verdicts: [] };

/** Each time, somebody else's commit came between looking and writing: they got on, and so will we. */
const MAX_ATTEMPTS = 100;

/** Sends a guarded statement until it holds; `attempt` returns null to be asked again on what it has learnt. */
export async function untilItHolds<T>(attempt: (known: Knowledge) => Promise<T | Knowledge>): Promise<T> {
  let known = NOTHING_KNOWN;
  for (let times = 0; times < MAX_ATTEMPTS; times++) {
    const result = await attempt(known);
    if (!isKnowledge(result)) return result;
    known = result;
  }
  throw new DatabaseError(
    `Other changes came between looking and writing ${MAX_ATTEMPTS} times, and nothing was written: call it again.`,
    null,
  );
}

/** What an answer that did not hold teaches. */
export function learn(
  answer: GuardAnswer,
  before: MappingRow | null,
  after: MappingRow,
  allowShared: boolean,
): Knowledge {
  const verdicts = decide(
    {
      before: before && toMarketMapping(before),
      after: toMarketMapping(after),
      found: answer.found ?? [],
      rivals: (answer.rivals ?? []).map(toMarketMapping),
    },
    allowShared,
  );
  return new Known(answer.print, verdicts);
}

class Known implements Knowledge {
  constructor(
    readonly print: string,
    readonly verdicts: readonly Verdict[],
  ) {}
}

function isKnowledge(result: unknown): result is Knowledge {
  return result instanceof Known;
}

const noneFound = `
      select null::integer as id, ''::text as print, ''::text as source, ''::text as external_market_id, ''::text as status where false`;

function found(tables: Tables, { pattern, market }: GuardParameters, hasMarket: boolean): string {
  const columns = JUDGED_COLUMNS.map(column => `u.${column}`).join(', ');
  const own = JUDGED_COLUMNS.map(column => `c.${column}`).join(', ');
  const closed = `union all select ${own} from ${tables.unmapped} c
        where c.id = ${market}::integer and not ${isOpen('c')} and ${covers('a', 'c', pattern)}`;
  return `
      select ${columns}, ${printOf('u')} as print
      from after a cross join lateral (
        ${openMarketsOf(tables, 'a', pattern)}
        ${hasMarket ? closed : ''}
      ) u
      where a.is_due and a.is_active`;
}

/** The others that may answer for what the mapping covers, or have one of its ids. */
function rivals({ mappings }: Tables, pattern: string): string {
  const { betpawa, sportybet, bet9ja } = SEED;
  const same = (column: string) => `select r.id from after a join ${mappings} r on r.${column} = a.${column}`;
  return `
      select m.id, m.xmin::text as print, to_jsonb(m) as row
      from ${mappings} m
      where m.is_active and (select is_due and is_active from after)
        and m.canonical_id <> (select canonical_id from after) and m.id in (
          ${same(betpawa.idColumn)}
          union all ${same(sportybet.idColumn)}
          union all select r.id from (
            select a.${bet9ja.idColumn} from after a
            union select unnest(array[${candidateKeys('f.external_market_id', pattern)}]) from found f where f.source = '${KEYED_SOURCE}'
          ) as k (key) join ${mappings} r on r.${bet9ja.idColumn} = k.key
          union all select r.id from after a cross join lateral ${furtherIds('a')}
          join ${mappings} r on r.source_ids @> jsonb_build_object(given.source, given.id)
        )`;
}
