export { type CatalogueEvidence, catalogueEvidence } from './catalogue/evidence.js';
export { basketballCatalogue, catalogue, footballCatalogue, tennisCatalogue } from './catalogue/mappings.js';
