import type { ComponentChildren } from 'preact';
import { listAuditLog } from '../../mappings/list-audit-log.js';
import type { ValidationIssue } from '../../model/errors.js';
import type { MarketMapping } from '../../model/index.js';
import { lintDraft } from '../lint-draft.js';
import { type MappingDraft, toDraft } from '../mapping-draft.js';
import { PlacedRemarks } from '../place-remarks.js';
import { respondPage } from '../respond.js';
import { ChangeList } from '../views/change-list.js';
import { Facts } from '../views/facts.js';
import { Hidden } from '../views/fields.js';
import { Layout } from '../views/layout.js';
import { MappingForm } from '../views/mapping-form.js';
import { ExactMoment } from '../views/moment.js';
import { Activity } from '../views/set-view.js';
import type { Visit } from '../visit.js';

interface MappingPageProps {
  readonly current: MarketMapping;
  /** What the form shows; the mapping as it is by default. */
  readonly draft?: MappingDraft;
  readonly issues?: readonly ValidationIssue[];
  /** What stands above the form. */
  readonly above?: ComponentChildren;
  readonly status?: number;
}

const LATEST = 10;

/** One mapping: its form, what the rules find in it, and its latest changes. */
export async function respondMapping(
  visit: Visit,
  { current, draft = toDraft(current), issues = [], above, status }: MappingPageProps,
): Promise<Response> {
  const { db, settings, link, mayWrite } = visit;
  const { canonicalId } = current;
  const { items } = await listAuditLog(db, { canonicalId, limit: LATEST }, settings.inSchema);
  const remarks = new PlacedRemarks(draft).addIssues(issues);
  if (issues.length === 0) remarks.addFindings(await lintDraft(visit, draft, current));
  return respondPage(
    <Layout visit={visit} title={current.name} section="Mappings">
      <h1>
        <bdi>{current.name}</bdi>
      </h1>
      {above}
      <Facts
        of={[
          ['State', <Activity key="state" isActive={current.isActive} />],
          ['Changed', <ExactMoment key="changed" at={current.updatedAt} />],
          ['Created', <ExactMoment key="created" at={current.createdAt} />],
          ['Created by', current.createdBy],
        ]}
      />
      <MappingForm
        action={link('/mapping')}
        draft={draft}
        remarks={remarks.places}
        isNew={false}
        mayWrite={mayWrite}
        hidden={{ seen: current.updatedAt.toISOString() }}
      >
        <button type="submit" class="first" name="do" value="save">
          Save
        </button>
        <button type="submit" name="do" value="preview">
          Show what would change
        </button>
      </MappingForm>
      {mayWrite ? <OtherActs visit={visit} mapping={current} /> : null}
      <h2>Latest changes</h2>
      <ChangeList visit={visit} entries={items} />
      <p>
        <a href={link('/history', { id: canonicalId })}>All of its history</a>
      </p>
    </Layout>,
    status,
  );
}

/** What can be done with a mapping as a whole. */
function OtherActs({ visit, mapping }: { visit: Visit; mapping: MarketMapping }) {
  const { canonicalId, isActive } = mapping;
  return (
    <>
      <h2>As a whole</h2>
      <div class="actions">
        <form action={visit.link('/mapping/activity')} method="post">
          <Hidden values={{ canonicalId, active: isActive ? 'no' : 'yes' }} />
          <button type="submit">{isActive ? 'Deactivate' : 'Activate'}</button>
        </form>
        <a class="button" href={visit.link('/mapping/delete', { id: canonicalId })}>
          Delete…
        </a>
      </div>
    </>
  );
}
