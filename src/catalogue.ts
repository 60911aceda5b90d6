export { basketballCatalogue, catalogue, footballCatalogue, tennisCatalogue } from './catalogue/mappings.js';
