import { type Db, sqlStateOf } from './query.js';

const DEADLOCK = '40P01';
const MAX_DEADLOCKS = 5;

/**
 * Does its work again where it was the victim of a deadlock, which has left nothing behind. In a transaction of the caller's it has ended
 * that, which only they can begin again.
 */
export async function againAfterDeadlock<T>(db: Db, work: () => Promise<T>): Promise<T> {
  for (let times = 1; ; times++) {
    try {
      return await work();
    } catch (error) {
      if (sqlStateOf(error) !== DEADLOCK || db.isTransaction || times === MAX_DEADLOCKS) throw error;
    }
  }
}
