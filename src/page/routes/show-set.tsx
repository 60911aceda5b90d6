import { listMappings } from '../../mappings/list-mappings.js';
import { given, momentOf, oneOf } from '../read-query.js';
import { respondPage } from '../respond.js';
import { Layout } from '../views/layout.js';
import { utc } from '../views/moment.js';
import { Pager } from '../views/pager.js';
import { SetFilters, SetTable } from '../views/set-view.js';
import type { Route } from './route.js';

/** The mappings. */
export const showSet: Route = {
  method: 'GET',
  path: /^\/set$/,
  answer: async visit => {
    const { db, query, settings } = visit;
    const [search, source, cursor] = [given(query, 'search'), given(query, 'source'), given(query, 'cursor')];
    const active = oneOf(query, 'active', ['yes', 'no']);
    const asOf = momentOf(given(query, 'asOf'));
    const isActive = active === undefined ? undefined : active === 'yes';
    const { items, nextCursor } = await listMappings(db, { search, source, isActive, cursor, asOf }, settings.inSchema);
    return respondPage(
      <Layout visit={visit} title="Mappings" section="Mappings">
        <h1>Mappings</h1>
        <SetFilters visit={visit} search={search} source={source} active={active} asOf={given(query, 'asOf')} />
        {asOf === undefined ? null : (
          <p class="message">
            The mappings as they were at {utc(asOf)}.{' '}
            <a href={visit.link('/set', { search, source, active })}>As they are now</a>
          </p>
        )}
        {items.length === 0 ? (
          <p class="empty">No mapping is like that.</p>
        ) : (
          <SetTable visit={visit} mappings={items} asOf={asOf && given(query, 'asOf')} />
        )}
        <Pager
          visit={visit}
          path="/set"
          parameters={{ search, source, active, asOf: given(query, 'asOf') }}
          isFirst={cursor === undefined}
          nextCursor={nextCursor}
        />
      </Layout>,
    );
  },
};
