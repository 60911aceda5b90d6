import { listMappers } from '../../mapper/list-mappers.js';
import { respondPage } from '../respond.js';
import { Layout } from '../views/layout.js';
import { MappersTable } from '../views/mappers-table.js';
import type { Route } from './route.js';

/** The mappers that run on this database. */
export const showMappers: Route = {
  method: 'GET',
  path: /^\/mappers$/,
  answer: async visit => {
    const mappers = await listMappers(visit.db, visit.settings.inSchema);
    return respondPage(
      <Layout visit={visit} title="Mappers" section="Mappers">
        <h1>Running mappers</h1>
        {mappers.length === 0 ? (
          <p class="empty">No mapper has told of itself in the last three minutes.</p>
        ) : (
          <MappersTable visit={visit} mappers={mappers} />
        )}
      </Layout>,
    );
  },
};
