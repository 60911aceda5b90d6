import type { UnmappedMarket } from '../../model/index.js';
import type { ListedIgnoreRule } from '../../unmapped/list-ignore-rules.js';
import type { Visit } from '../visit.js';
import { Field } from './fields.js';
import { ExactMoment } from './moment.js';
import { SourceLabel } from './sources.js';

/** The rules, each with what it mutes. */
export function RulesTable({ visit, rules }: { visit: Visit; rules: readonly ListedIgnoreRule[] }) {
  if (rules.length === 0) return <p class="empty">There is no rule.</p>;
  return (
    <table class="list">
      <thead>
        <tr>
          <th scope="col">Why</th>
          <th scope="col">Source</th>
          <th scope="col">Id</th>
          <th scope="col">Name</th>
          <th scope="col">Until</th>
          <th scope="col" class="number">
            Ignores
          </th>
          <th scope="col">Made</th>
          <th scope="col">
            <span class="hidden">Act</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rules.map(rule => (
          <tr key={rule.id}>
            <th scope="row">
              <bdi>{rule.reason}</bdi>
            </th>
            <td data-label="Source">{rule.source === null ? 'any' : <SourceLabel source={rule.source} />}</td>
            <td data-label="Id">
              <bdi>{rule.externalMarketId ?? 'any'}</bdi>
            </td>
            <td data-label="Name">
              <bdi>{rule.marketName ?? 'any'}</bdi>
            </td>
            <td data-label="Until">
              {rule.until === null ? 'for good' : <ExactMoment at={rule.until} />}
              {rule.isInForce ? null : <span class="badge quiet">over</span>}
            </td>
            <td data-label="Ignores" class="number">
              <a href={visit.link('/', { status: 'IGNORED', rule: rule.id })}>{rule.rows.toLocaleString('en')}</a>
            </td>
            <td data-label="Made">
              <ExactMoment at={rule.createdAt} /> <bdi>{rule.createdBy}</bdi>
            </td>
            <td>
              {visit.mayWrite ? (
                <form action={visit.link(`/rules/${rule.id}/delete`)} method="post">
                  <button type="submit" aria-label={`Delete the rule: ${rule.reason}`}>
                    Delete
                  </button>
                </form>
              ) : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface RuleFormProps {
  readonly visit: Visit;
  readonly values: Readonly<Record<string, string | File>>;
  /** Whether what it would ignore has been shown. */
  readonly canMake?: boolean;
}

/** A new rule: what it is about, for how long, and why. */
export function RuleForm({ visit, values, canMake }: RuleFormProps) {
  const value = (name: string) => String(values[name] ?? '');
  return (
    <form class="form" action={visit.link('/rules')} method="post">
      <h2>A new rule</h2>
      <div class="row">
        <Field label="Source" hint="Empty for any.">
          <input name="source" value={value('source')} maxLength={20} autoComplete="off" />
        </Field>
        <Field label="Id there" hint="* stands for anything; case counts.">
          <input name="externalMarketId" value={value('externalMarketId')} maxLength={100} autoComplete="off" />
        </Field>
        <Field label="Name" hint="* stands for anything; case counts.">
          <input name="marketName" value={value('marketName')} maxLength={255} autoComplete="off" />
        </Field>
        <Field label="Until (UTC)" hint="Empty for good.">
          <input type="datetime-local" name="until" value={value('until')} />
        </Field>
      </div>
      <Field label="Why">
        <input name="reason" value={value('reason')} required maxLength={1000} />
      </Field>
      <div class="actions">
        {canMake ? (
          <button type="submit" class="first" name="do" value="make">
            Make the rule
          </button>
        ) : null}
        <button type="submit" name="do" value="preview">
          Show what it would ignore
        </button>
      </div>
    </form>
  );
}

/** The markets that a rule would ignore at once, those that were seen most first. */
export function RulePreview({ visit, markets }: { visit: Visit; markets: readonly UnmappedMarket[] }) {
  if (markets.length === 0) return null;
  return (
    <>
      <h2>Among them</h2>
      <ul>
        {markets.map(market => (
          <li key={market.id}>
            <a href={visit.link(`/market/${market.id}`)}>
              <bdi>{market.marketName ?? market.externalMarketId}</bdi>
            </a>{' '}
            <SourceLabel source={market.source} />, seen {market.occurrenceCount.toLocaleString('en')} times
          </li>
        ))}
      </ul>
    </>
  );
}
