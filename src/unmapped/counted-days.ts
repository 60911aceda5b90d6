import { MAX_INT } from '../input/fields.js';
import { pure } from '../model/pure.js';
import { dayOfTime, MAX_DAYS } from '../rules/escalation.js';

/** Sightings with a time of their own, by day, in days since 1970 UTC. */
export type GivenDays = Map<number, number>;

/** SQL: a CTE row of the statement's day, and when it began. */
export const CLOCK = /* @__PURE__ */ pure(
  () => `select ${dayOfTime('now()')} as day, to_timestamp(${dayOfTime('now()')} * 86400::float8) as began`,
);

/** SQL: the day of a time, at the latest today: a clock that is ahead must not push the days that there are out of the row. */
export function countedDay(time: string): string {
  return `case when ${time} >= (select began from clock) then (select day from clock) else ${dayOfTime(time)} end`;
}

/**
 * SQL: the counts by day of an incoming row, the latest day first. It has `first_day`, `last_day`, `occurrences`, the ages `oldest` and
 * `newest`, and in `given_days` the sightings with times of their own. What was added up over several days without saying which, as in
 * an outage, is spread over them evenly.
 */
export function incomingCounts(givenDays: string): string {
  const given = (where: string) =>
    `coalesce((select sum(each.count::bigint) from jsonb_each_text(${givenDays}) as each (day, count) ${where}), 0)`;
  const undatedFrom = `(${countedDay(`(now() - nullif(oldest, 'NaN') * interval '1 millisecond')`)})`;
  const undatedTo = `(${countedDay(`(now() - nullif(newest, 'NaN') * interval '1 millisecond')`)})`;
  return `case when first_day = last_day then array[least(occurrences, ${MAX_INT})::integer] else (
      select array_agg(least(greatest(each.count, 0), ${MAX_INT})::integer order by each.back) from (
        select back, ${given(`where least(each.day::integer, (select day from clock)) = last_day - back`)}
          + case when last_day - back between undated.began and undated.ended then undated.count / (undated.ended - undated.began + 1)
            + case when last_day - back = undated.ended then undated.count % (undated.ended - undated.began + 1) else 0 end else 0 end as count
        from generate_series(0, least(${MAX_DAYS - 1}, last_day - first_day)) as back
        cross join (select occurrences - ${given('')} as count, ${undatedFrom} as began, ${undatedTo} as ended) as undated
      ) as each) end`;
}

/** SQL: the counts of the row and those that come in, added up by day from the later of both days on. */
export function mergedCounts(): string {
  const of = (row: string) =>
    `coalesce(${row}.sightings_by_day[${row}.sightings_day - greatest(log.sightings_day, excluded.sightings_day) + back + 1], 0)::bigint`;
  const first = (row: string) => `${row}.sightings_day - cardinality(${row}.sightings_by_day)`;
  return `case when log.sightings_by_day is null then excluded.sightings_by_day
      when log.sightings_day = excluded.sightings_day and cardinality(excluded.sightings_by_day) = 1 then
        least(log.sightings_by_day[1]::bigint + excluded.sightings_by_day[1], ${MAX_INT})::integer || log.sightings_by_day[2:]
      else (
        select array_agg(least(${of('log')} + ${of('excluded')}, ${MAX_INT})::integer order by back)
        from generate_series(0, least(${MAX_DAYS},
          greatest(log.sightings_day, excluded.sightings_day) - least(${first('log')}, ${first('excluded')})) - 1) as back) end`;
}
