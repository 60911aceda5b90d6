/** The sports that mappings and events can have. */
export const SPORTS = [
  'football',
  'basketball',
  'tennis',
  'ice-hockey',
  'handball',
  'volleyball',
  'table-tennis',
  'baseball',
  'american-football',
  'rugby',
  'cricket',
  'boxing',
  'mma',
  'darts',
  'snooker',
  'badminton',
  'futsal',
  'beach-volleyball',
  'cycling',
  'golf',
  'motorsport',
  'esports',
  'other',
] as const;

/** One of the sports. */
export type Sport = (typeof SPORTS)[number];
