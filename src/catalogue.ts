export { type CatalogueEvidence, catalogueEvidence } from './catalogue/evidence.js';
export { basketballCatalogue, catalogue, footballCatalogue, tennisCatalogue } from './catalogue/mappings.js';
// What the mappings are made of, so that it can be named without the main entry.
export type {
  BaseMapping,
  LineConvention,
  LineConventions,
  LineKind,
  LineRules,
  MarketMapping,
  NewMapping,
  OutcomeMapping,
  Source,
} from './model/index.js';
