import type { Source } from '../model/index.js';
import type { Asked } from '../unmapped/sightings.js';

/** What the recorder knows of the mappings that were asked before something was recorded. */
export interface AskedMappings {
  /** The moment they are of; undefined before the first load. */
  readonly asked: Asked | undefined;
  /** Changes with every change of them. */
  readonly loads: number;
  /** Whether they have a market's id. */
  has(source: Source, externalMarketId: string): boolean;
}
