import { listMappings } from '../../mappings/list-mappings.js';
import { given, oneOf } from '../read-query.js';
import { respondPage } from '../respond.js';
import { Layout } from '../views/layout.js';
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
    const isActive = active === undefined ? undefined : active === 'yes';
    const { items, nextCursor } = await listMappings(db, { search, source, isActive, cursor }, settings.inSchema);
    return respondPage(
      <Layout visit={visit} title="Mappings" section="Mappings">
        <h1>Mappings</h1>
        <SetFilters visit={visit} search={search} source={source} active={active} />
        {items.length === 0 ? (
          <p class="empty">No mapping is like that.</p>
        ) : (
          <SetTable visit={visit} mappings={items} />
        )}
        <Pager
          visit={visit}
          path="/set"
          parameters={{ search, source, active }}
          isFirst={cursor === undefined}
          nextCursor={nextCursor}
        />
      </Layout>,
    );
  },
};
