import type { Sport } from '../model/index.js';
import { readText } from './read-payload.js';

/** What bookmakers call the sports, in lower case with single spaces. Other names are not guessed: "hockey" could be two sports. */
const SPORT_BY_NAME: Readonly<Record<string, Sport>> = {
  football: 'football',
  soccer: 'football',
  basketball: 'basketball',
  tennis: 'tennis',
  'ice hockey': 'ice-hockey',
  handball: 'handball',
  volleyball: 'volleyball',
  'table tennis': 'table-tennis',
  baseball: 'baseball',
  'american football': 'american-football',
  rugby: 'rugby',
  'rugby union': 'rugby',
  'rugby league': 'rugby',
  cricket: 'cricket',
  boxing: 'boxing',
  mma: 'mma',
  'mixed martial arts': 'mma',
  darts: 'darts',
  snooker: 'snooker',
  badminton: 'badminton',
  futsal: 'futsal',
  'beach volleyball': 'beach-volleyball',
  'beach volley': 'beach-volleyball',
  cycling: 'cycling',
  golf: 'golf',
  motorsport: 'motorsport',
  motorsports: 'motorsport',
  'motor sport': 'motorsport',
  'formula 1': 'motorsport',
  esports: 'esports',
  'e sports': 'esports',
};

/** Translates a bookmaker's name of a sport to one of `SPORTS`; null if the name is not known. */
export function readSport(name: unknown): Sport | null {
  const folded = readText(name)
    ?.slice(0, 50)
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();
  return folded !== undefined && Object.hasOwn(SPORT_BY_NAME, folded) ? (SPORT_BY_NAME[folded] ?? null) : null;
}
