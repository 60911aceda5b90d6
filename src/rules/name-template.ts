import type { EventInfo } from '../model/index.js';
import { readFigure } from './name-forms.js';
import { withoutTeam } from './participant.js';

/** The teams of an event as its bookmaker writes them. */
export type Teams = Readonly<Pick<EventInfo, 'home' | 'away'>>;

/** What a name has in place of a template's placeholders. */
export interface TemplateReading {
  /** The player, as served and without the team. */
  readonly participant?: string;
  /** The outcome's own threshold. */
  readonly line?: number;
  /** What is in place of `{line}`, which must be a number of the market's parameter. */
  readonly told?: number | string;
}

/** Reads a name by a template. Null if it does not fit, or can be read in two ways. */
export type TemplateReader = (name: string) => TemplateReading | null;

const PLACEHOLDER = /\{(?:line|home|away|player|n)\}/i;
const PARTS = /(\{(?:line|home|away|player|n)\}|\b(?:home|away)\b)/i;
const FIGURE = String.raw`[+\-\u2212]?\d{1,6}(?:\.\d{1,4}|,\d{1,2})?`;

/** Whether a mapped name has placeholders. */
export function isTemplate(name: string): boolean {
  return PLACEHOLDER.test(name);
}

/** Whether a mapped name says Home or Away, which the event's team can replace. */
export function saysSide(name: string): boolean {
  return /\b(?:home|away)\b/i.test(name);
}

/** A mapped name with the event's teams in place of Home and Away; null if one of them is not known. */
export function withTeams(name: string, teams: Teams): string | null {
  let isKnown = true;
  const text = name.replace(/\b(?:home|away)\b/gi, side => {
    const team = teamOf(side, teams);
    if (team === null) isKnown = false;
    return team ?? '';
  });
  return isKnown ? text : null;
}

/** The reader of a mapped name with placeholders in one event; null if the event lacks a team that the name needs. */
export function toTemplateReader(template: string, teams: Teams | null): TemplateReader | null {
  const parts = template.trim().split(PARTS);
  const sources = parts.map(part => toSource(part, teams));
  if (sources.includes(null) || hasOneTwice(sources)) return null;
  const source = sources.join('');
  // Once with the shortest player that fits and once with the longest: if they differ, it is not certain who is meant.
  const shortest = new RegExp(`^${source}$`, 'iu');
  const longest = new RegExp(`^${source.replace(SHORTEST, LONGEST)}$`, 'iu');
  return name => {
    const found = shortest.exec(name);
    if (found === null) return null;
    const { player, n, line } = found.groups ?? {};
    return player === longest.exec(name)?.groups?.player ? toReading(player, n, line) : null;
  };
}

const SHORTEST = '(?<player>.+?)';
const LONGEST = '(?<player>.+)';

/** The pattern of one part of a template; null if it needs a team that is not known. */
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

/** With two players, lines or thresholds in one name, nothing says which is which. */
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

/** A player's name has a letter and no number, which would be a line or threshold that the mapping does not mention. */
function isParticipant(text: string): boolean {
  return /\p{L}/u.test(text) && !/(?:^|[\s(])[+\-\u2212]?\d+(?:[.,:]\d+)?\+?(?=$|[\s),])/.test(text);
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
