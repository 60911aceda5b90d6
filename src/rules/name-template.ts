import type { EventInfo } from '../model/index.js';
import { readFigure } from './name-forms.js';
import { withoutTeam } from './participant.js';

/** The teams of an event as its bookmaker writes them. */
export type Teams = Readonly<Pick<EventInfo, 'home' | 'away'>>;

/** What a name says in the places of a template. */
export interface TemplateReading {
  /** The player, as served and without the team. */
  readonly participant?: string;
  /** The outcome's own threshold. */
  readonly line?: number;
  /** What stands for `{line}`, which must be a number that the market's parameter tells. */
  readonly told?: number | string;
}

/** Reads a name by a template: null where it is another name, or one that can be read in two ways. */
export type TemplateReader = (name: string) => TemplateReading | null;

const PLACEHOLDER = /\{(?:line|home|away|player|n)\}/i;
const PARTS = /(\{(?:line|home|away|player|n)\}|\b(?:home|away)\b)/i;
const FIGURE = String.raw`[+\-\u2212]?\d{1,6}(?:\.\d{1,4}|,\d{1,2})?`;

/** Whether a mapped name has places for what differs from market to market. */
export function isTemplate(name: string): boolean {
  return PLACEHOLDER.test(name);
}

/** Whether a mapped name says Home or Away, in whose place an event's own team may stand. */
export function saysSide(name: string): boolean {
  return /\b(?:home|away)\b/i.test(name);
}

/** A mapped name with the event's teams in the place of Home and Away; null where one of them is not known. */
export function withTeams(name: string, teams: Teams): string | null {
  let isKnown = true;
  const text = name.replace(/\b(?:home|away)\b/gi, side => {
    const team = teamOf(side, teams);
    if (team === null) isKnown = false;
    return team ?? '';
  });
  return isKnown ? text : null;
}

/** The reader of a mapped name with placeholders in one event; null where the event lacks a team that it asks for. */
export function toTemplateReader(template: string, teams: Teams | null): TemplateReader | null {
  const parts = template.trim().split(PARTS);
  const sources = parts.map(part => toSource(part, teams));
  if (sources.includes(null) || hasOneTwice(sources)) return null;
  const source = sources.join('');
  // Once with the shortest player that fits and once with the longest: where they differ, who is meant is not certain.
  const shortest = new RegExp(`^${source}$`, 'iu');
  const longest = new RegExp(`^${source.replace(SHORTEST, LONGEST)}$`, 'iu');
  return name => {
    const found = shortest.exec(name);
    if (found === null) return null;
    const { player, n, line } = found.groups ?? {};
    const other = longest.exec(name)?.groups ?? {};
    return player === other.player && n === other.n && line === other.line ? toReading(player, n, line) : null;
  };
}

const SHORTEST = '(?<player>.+?)';
const LONGEST = '(?<player>.+)';

/** The pattern of one part of a template; null where it asks for a team that is not known. */
function toSource(part: string, teams: Teams | null): string | null {
  switch (part.toLowerCase()) {
    case '{player}':
      return SHORTEST;
    case '{n}':
      return String.raw`(?<n>${FIGURE})\+?`;
    case '{line}':
      return String.raw`(?<line>${FIGURE}|\d{1,3}:\d{1,3})`;
    case '{home}':
    case '{away}': {
      const team = teamOf(part.slice(1, -1), teams);
      return team === null ? null : literally(team);
    }
    case 'home':
    case 'away': {
      const team = teamOf(part, teams);
      return team === null ? part : `(?:${part}|${literally(team)})`;
    }
    default:
      return literally(part);
  }
}

/** Two players, lines or thresholds in one name: which is which nobody tells. */
function hasOneTwice(sources: readonly (string | null)[]): boolean {
  const groups = sources.filter(source => source?.startsWith('(?<'));
  return new Set(groups).size < groups.length;
}

function teamOf(side: string, teams: Teams | null): string | null {
  const team = teams?.[side.toLowerCase() === 'home' ? 'home' : 'away']?.trim();
  return team ? team : null;
}

function toReading(player?: string, n?: string, line?: string): TemplateReading | null {
  const participant = player === undefined ? undefined : withoutTeam(player);
  if (participant !== undefined && !isParticipant(participant)) return null;
  const threshold = n === undefined ? undefined : readFigure(n);
  return {
    ...(participant === undefined ? {} : { participant }),
    ...(typeof threshold === 'number' ? { line: threshold } : {}),
    ...(line === undefined ? {} : { told: readFigure(line) }),
  };
}

/** A name has a letter, and no number of its own: that would be a line or a threshold that the mapping does not speak of. */
function isParticipant(text: string): boolean {
  return /\p{L}/u.test(text) && !/(?:^|[\s(])[+\-\u2212]?\d+(?:[.,:]\d+)?\+?(?=$|[\s),])/.test(text);
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
