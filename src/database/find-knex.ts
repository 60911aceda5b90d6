import type { Knex } from 'knex';
import { ValidationError } from '../model/errors.js';
import { requirePeer } from './require-peer.js';

export type CreateKnex = (config: Knex.Config) => Knex;

/** The service's own knex, from `node_modules`. */
export function findKnex(): CreateKnex {
  try {
    return requirePeer('knex');
  } catch (cause) {
    // Node goes on with a list of the modules that asked for it.
    const [reason = ''] = String(cause).split('\n');
    const message = `must be the knex to use, since none could be loaded: pass { knex }, as in fromPool(pool, { knex }) (${reason})`;
    throw new ValidationError([{ field: 'options.knex', message }], { cause });
  }
}
