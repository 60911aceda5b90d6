import type { NewIgnoreRule } from '../../model/index.js';
import { createIgnoreRule } from '../../unmapped/create-ignore-rule.js';
import { deleteIgnoreRule } from '../../unmapped/delete-ignore-rule.js';
import { listIgnoreRules } from '../../unmapped/list-ignore-rules.js';
import { previewIgnoreRule } from '../../unmapped/preview-ignore-rule.js';
import { given, momentOf, rowId } from '../read-query.js';
import { respondPage, respondRedirect } from '../respond.js';
import { Layout } from '../views/layout.js';
import { noticeOf } from '../views/notice.js';
import { RuleForm, RulePreview, RulesTable } from '../views/rules-view.js';
import type { Route } from './route.js';

/** The rules that ignore markets, and a form for one more. */
export const showRules: Route = {
  method: 'GET',
  path: /^\/rules$/,
  answer: async visit => {
    const { query } = visit;
    const rules = await listIgnoreRules(visit.db, visit.settings.inSchema);
    const values = Object.fromEntries(
      ['source', 'externalMarketId', 'marketName'].map(name => [name, given(query, name) ?? '']),
    );
    return respondPage(
      <Layout visit={visit} title="Ignore rules" section="Queue">
        <h1>Ignore rules</h1>
        {noticeOf(visit)}
        <p>
          A rule ignores the markets that are new now and those that scrapers meet from now on. They are counted on, and
          are new again when the rule ends.
        </p>
        <RulesTable visit={visit} rules={rules} />
        {visit.mayWrite ? <RuleForm visit={visit} values={values} /> : null}
      </Layout>,
    );
  },
};

/** Makes a rule, after showing what it would ignore. */
export const makeRule: Route = {
  method: 'POST',
  path: /^\/rules$/,
  answer: async visit => {
    const { db, form, link, settings } = visit;
    const rule = readRule(form);
    if (form.get('do') === 'make') {
      const { changeId, rows } = await createIgnoreRule(db, rule, await visit.change());
      return respondRedirect(link('/rules', { done: 'ruled', act: changeId, number: rows }));
    }
    const preview = await previewIgnoreRule(db, rule, settings.inSchema);
    const values = Object.fromEntries(form);
    return respondPage(
      <Layout visit={visit} title="Ignore rule" section="Queue">
        <h1>
          This rule would ignore {preview.rows.toLocaleString('en')} markets, seen{' '}
          {preview.sightings.toLocaleString('en')} times
        </h1>
        <RuleForm visit={visit} values={values} canMake />
        <RulePreview visit={visit} markets={preview.markets} />
      </Layout>,
    );
  },
};

/** Ends a rule. */
export const dropRule: Route = {
  method: 'POST',
  path: /^\/rules\/\d+\/delete$/,
  answer: async visit => {
    const id = rowId(visit.path.split('/')[2]);
    const { changeId } = await deleteIgnoreRule(visit.db, id, await visit.change());
    return respondRedirect(visit.link('/rules', { done: 'unruled', act: changeId }));
  },
};

function readRule(form: URLSearchParams): NewIgnoreRule {
  return {
    source: given(form, 'source') ?? null,
    externalMarketId: given(form, 'externalMarketId') ?? null,
    marketName: given(form, 'marketName') ?? null,
    until: momentOf(given(form, 'until')) ?? null,
    reason: given(form, 'reason') ?? '',
  };
}
