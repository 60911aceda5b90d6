export { openEmbedded } from './database/open-embedded.js';
