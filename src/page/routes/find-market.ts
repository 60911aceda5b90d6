import { UnmappedMarketNotFoundError } from '../../model/errors.js';
import type { UnmappedMarket } from '../../model/index.js';
import { getUnmappedMarket } from '../../unmapped/get-unmapped-market.js';
import { rowId } from '../read-query.js';
import type { Visit } from '../visit.js';

/** The market that a path such as `/market/17/map` names; a 404 where there is none. */
export async function findMarket({ db, path, settings }: Visit): Promise<UnmappedMarket> {
  const id = rowId(path.split('/')[2]);
  const market = await getUnmappedMarket(db, id, settings.inSchema);
  if (!market) throw new UnmappedMarketNotFoundError(id);
  return market;
}
