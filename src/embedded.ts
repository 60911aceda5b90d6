export * from './database/open-embedded.js';
