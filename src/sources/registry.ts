import { invalid } from '../input/validate.js';
import type { KnownSource, Source } from '../model/index.js';
import { bet9jaSource } from './bet9ja/bet9ja-source.js';
import { betikaSource } from './betika/betika-source.js';
import { betpawaSource } from './betpawa/betpawa-source.js';
import { betwaySource } from './betway/betway-source.js';
import { toDefinition } from './define-source.js';
import { msportSource } from './msport/msport-source.js';
import type { RegisteredSource, SourceDefinition, SourceOptions } from './source-definition.js';
import { sportpesaSource } from './sportpesa/sportpesa-source.js';
import { sportybetSource } from './sportybet/sportybet-source.js';

/** The bookmakers that the package knows, each with its reader. If one is missing here, this does not compile. */
const BUILT_IN: Readonly<Record<KnownSource, RegisteredSource>> = {
  betpawa: betpawaSource,
  sportybet: sportybetSource,
  bet9ja: bet9jaSource,
  msport: msportSource,
  betway: betwaySource,
  betika: betikaSource,
  sportpesa: sportpesaSource,
};

/** The definitions of the built-in bookmakers. */
export const BUILT_IN_SOURCES: readonly RegisteredSource[] = /* @__PURE__ */ Object.values(BUILT_IN);

/** The ids of the bookmakers that the package knows. */
export const KNOWN_SOURCES: readonly KnownSource[] = [
  'betpawa',
  'sportybet',
  'bet9ja',
  'msport',
  'betway',
  'betika',
  'sportpesa',
];

/** The sources of one mapper or one command: the built-in ones and the consumer's own. */
export class SourceRegistry {
  readonly #byId = new Map<Source, RegisteredSource>();

  /** A source whose id is taken is a ValidationError: a definition adds a bookmaker and never changes one. */
  constructor(sources: readonly (SourceDefinition | SourceOptions)[] = []) {
    for (const source of BUILT_IN_SOURCES) this.#byId.set(source.id, source);
    sources.forEach((source, index) => {
      const defined = toDefinition(source, `sources[${index}]`);
      if (this.#byId.has(defined.id)) {
        throw invalid(`sources[${index}].id`, `is taken: "${defined.id}" is built in or given twice`);
      }
      this.#byId.set(defined.id, defined);
    });
  }

  /** The definition of a source. A source that nobody defined gets what is true of most. */
  definitionOf(source: Source): RegisteredSource {
    return this.#byId.get(source) ?? unknownSource(source);
  }

  /** Whether the source is built in or was passed in. */
  has(source: Source): boolean {
    return this.#byId.has(source);
  }

  /** Every source, those built in first. */
  list(): RegisteredSource[] {
    return [...this.#byId.values()];
  }
}

const builtIn = /* @__PURE__ */ new SourceRegistry();

/** The definition of a source by the package alone. A mapper, which can have further sources, asks its own registry. */
export function definitionOf(source: Source): RegisteredSource {
  return builtIn.definitionOf(source);
}

/** A source that nobody defined: its parameter is a specifier if it contains `=`, and bare otherwise. */
function unknownSource(id: Source): RegisteredSource {
  return {
    id,
    label: id,
    parameter: 'specifier',
    side: 'home',
    unit: 1,
    feed: null,
    idsPerSport: false,
    parseEvent: null,
    parseEvents: null,
  };
}
