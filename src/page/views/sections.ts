/** What the page has at the top, in this order. */
export const SECTIONS = [
  { path: '/', name: 'Queue' },
  { path: '/set', name: 'Mappings' },
  { path: '/history', name: 'History' },
  { path: '/coverage', name: 'Coverage' },
  { path: '/mappers', name: 'Mappers' },
] as const;

export type Section = (typeof SECTIONS)[number]['name'];
