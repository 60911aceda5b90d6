/** Every type that the rooms above share. */
export * from './audit.js';
export * from './dismissal.js';
export * from './line.js';
export * from './mapping.js';
export * from './options.js';
export * from './resolution.js';
export * from './scraped.js';
export * from './seed.js';
export * from './source.js';
export * from './sport.js';
export * from './unmapped.js';
