import { deleteMapping as deleteIt } from '../../mappings/delete-mapping.js';
import { respondPage, respondRedirect } from '../respond.js';
import { Field, Hidden } from '../views/fields.js';
import { Layout } from '../views/layout.js';
import { findMapping } from './find-mapping.js';
import { findOwnChange } from './find-own-change.js';
import type { Route } from './route.js';

const PATH = /^\/mapping\/delete$/;

/** Asks once more before a mapping is deleted. */
export const askToDelete: Route = {
  method: 'GET',
  path: PATH,
  answer: async visit => {
    const { canonicalId, name } = await findMapping(visit, visit.query, 'id');
    return respondPage(
      <Layout visit={visit} title={`Delete ${name}`} section="Mappings">
        <h1>
          Delete <bdi>{name}</bdi>?
        </h1>
        <p>
          Every running mapper stops answering for it at once. Its history stays, and can bring it back. To stop it for
          a while, deactivate it instead.
        </p>
        {visit.mayWrite ? (
          <form class="form" action={visit.link('/mapping/delete')} method="post">
            <Hidden values={{ canonicalId }} />
            <Field label="Reason" hint="For the history.">
              <input name="reason" maxLength={1000} />
            </Field>
            <div class="actions">
              <button type="submit" class="danger">
                Delete
              </button>
              <a href={visit.link('/mapping', { id: canonicalId })}>Keep it</a>
            </div>
          </form>
        ) : null}
      </Layout>,
    );
  },
};

/** Deletes a mapping. */
export const deleteMapping: Route = {
  method: 'POST',
  path: PATH,
  answer: async visit => {
    const { db, form, link } = visit;
    const { canonicalId } = await findMapping(visit, form, 'canonicalId');
    const deleted = await deleteIt(db, canonicalId, await visit.change(form.get('reason') ?? undefined));
    const change = await findOwnChange(visit, deleted);
    return respondRedirect(link('/history', { id: canonicalId, done: 'deleted', change }));
  },
};
