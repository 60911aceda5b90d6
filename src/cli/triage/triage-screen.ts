import truncate from 'cli-truncate';
import type { ScrapedOutcome } from 'market-mapping';
import stringWidth from 'string-width';
import { type Colour, paint, printable, type Terminal } from '../terminal.js';
import type { Choice, MarketView } from './market-view.js';
import type { TriageState } from './triage-state.js';

/** How large a screen is, and what it can show. */
export interface ScreenSize extends Terminal {
  readonly rows: number;
}

/** A line of a screen, in a colour where the terminal has any. What it says in colour it says in words too. */
interface Line {
  readonly text: string;
  readonly colour?: Colour;
}

/** What weighs less is a matter of course. */
const MAX_EVIDENCE = 5;
/** A market can have hundreds of outcomes. */
const MAX_SAMPLE_LINES = 4;

/** What is shown: never more lines than the terminal has, and none longer than it is wide. */
export function renderTriage(state: TriageState, size: ScreenSize): string {
  const lines = linesOf(state, size);
  return lines
    .slice(0, size.rows - 1)
    .map(({ text, colour }) => {
      const shown = truncate(printable(text), Math.max(1, size.width - 1));
      return colour === undefined ? shown : paint(size, colour, shown);
    })
    .join('\n');
}

function linesOf(state: TriageState, size: ScreenSize): Line[] {
  switch (state.mode) {
    case 'help':
      return HELP.map(text => ({ text }));
    case 'end':
      return endLines(state);
    case 'confirm-sure':
      return [
        {
          text: `Accept the best suggestion of ${plural(state.sure, 'market')} that are safe to accept unseen?`,
          colour: 'bold',
        },
        { text: 'Each is a change of its own in the audit log; u takes all of them back.' },
        { text: '' },
        { text: 'y accept them   any other key goes back' },
      ];
    case 'market':
      return state.view === null ? [] : marketLines(state, state.view, size);
  }
}

function marketLines(state: TriageState, view: MarketView, { rows, width }: ScreenSize): Line[] {
  const head = headLines(state, view, width);
  const foot = footLines(state, view, width);
  const choices = view.choices.flatMap((choice, at) => choiceLines(choice, at, at === state.selected, width));
  if (view.choices.length === 0) choices.push({ text: 'No suggestion, and no draft could be made.' });
  // The keys are always in sight; what there is no room for is told.
  const room = Math.max(1, rows - 1 - head.length - foot.length);
  const body = choices.length <= room ? choices : [...choices.slice(0, room - 1), { text: '...' }];
  return [...head, ...body, ...foot];
}

function headLines({ at, total }: TriageState, { row, market, isFromFile }: MarketView, width: number): Line[] {
  const { source, externalMarketId, marketName, reason, occurrenceCount, firstSeenAt, lastSeenAt, status } = row;
  const parameter = market.parameter === null ? '' : ` (${market.parameter})`;
  const event = market.event?.home && market.event.away ? `${market.event.home} - ${market.event.away}` : '';
  const sport = market.event?.sport ?? row.sport ?? '';
  const all = wrapped(`${isFromFile ? 'in the payloads' : 'sample'}: ${outcomesOf(market.outcomes)}`, width, '  ');
  const sample = all.length <= MAX_SAMPLE_LINES ? all : [...all.slice(0, MAX_SAMPLE_LINES - 1), '  ...'];
  const seen = `seen ${plural(occurrenceCount, 'time')}, ${day(firstSeenAt)} to ${day(lastSeenAt)}`;
  return [
    {
      text: `[${at + 1}/${total}] ${source} ${externalMarketId}  ${marketName ?? 'without a name'}${parameter}`,
      colour: 'bold',
    },
    { text: [status, reason, seen, sport, event].filter(Boolean).join(' | ') },
    ...sample.map(text => ({ text })),
    { text: '' },
  ];
}

function outcomesOf(outcomes: readonly ScrapedOutcome[]): string {
  if (outcomes.length === 0) return 'none';
  return outcomes.map(({ name, odds }) => (odds === null ? name : `${name} ${odds}`)).join(', ');
}

function choiceLines(
  { suggestion, preview, problem, leftOut }: Choice,
  at: number,
  isSelected: boolean,
  width: number,
): Line[] {
  const { mapping, score, match, isNew, evidence, outcomes } = suggestion;
  const what = isNew ? 'NEW draft' : match ? `${score.toFixed(2)} SURE` : score.toFixed(2);
  const title: Line = {
    text: `${isSelected ? '>' : ' '} ${at + 1}  ${what}  ${mapping.canonicalId}  ${mapping.name}`,
    colour: match ? 'green' : 'bold',
  };
  if (!isSelected) return [title];
  const pairs = outcomes.map(({ scraped, canonicalId }) => `${scraped.name} = ${canonicalId}`).join(', ');
  return [
    title,
    { text: `     ${pairs === '' ? 'outcomes: as the mapping knows them, none is added' : pairs}` },
    ...shownOf(evidence)
      .flatMap(({ weight, text }) => wrapped(`${weight < 0 ? '-' : '+'} ${text}`, width - 5, '  '))
      .map(text => ({ text: `     ${text}` })),
    ...previewLines(preview),
    ...leftOut.map(text => ({ text: `     left out: ${text}` })),
    ...(problem === null ? [] : [{ text: `     can't be accepted: ${problem}`, colour: 'red' as const }]),
  ];
}

/** The weightiest; what prices say always, since they can contradict all else. */
function shownOf(evidence: Choice['suggestion']['evidence']): Choice['suggestion']['evidence'] {
  return evidence.filter(({ feature }, at) => at < MAX_EVIDENCE || feature === 'prices');
}

function previewLines(preview: Choice['preview']): Line[] {
  if (preview === null) return [];
  const { closes, sightings, staysOpen, reopens, conflicts, changes, shadows, shadowedBy, prices } = preview;
  const others = changes.filter(({ before }) => before !== null).length;
  const lines: Line[] = [
    { text: `     -> closes ${plural(closes.length, 'row')}, ${plural(sightings.closed, 'sighting')}` },
    ...staysOpen.slice(0, 2).map(({ source, externalMarketId, missingOutcomes }) => ({
      text: `     -> stays open: ${source} ${externalMarketId}, no mapping knows ${missingOutcomes.map(({ name }) => name).join(', ') || 'it'}`,
      colour: 'yellow' as const,
    })),
  ];
  if (reopens.length > 0) lines.push({ text: `     -> reopens ${plural(reopens.length, 'row')}`, colour: 'yellow' });
  if (others > 0)
    lines.push({
      text: `     -> ${plural(others, 'market')} of other mappings would resolve otherwise`,
      colour: 'yellow',
    });
  for (const each of conflicts.slice(0, 2))
    lines.push({
      text: `     -> conflict with ${each.with}: both have ${each.source} ${each.externalMarketId}`,
      colour: 'red',
    });
  for (const [each, word] of [
    ...shadows.map(each => [each, 'shadows'] as const),
    ...shadowedBy.map(each => [each, 'is shadowed by'] as const),
  ])
    if (each.isNew) lines.push({ text: `     -> ${word} ${each.canonicalId} at ${each.source}`, colour: 'yellow' });
  if (prices !== null) {
    lines.push({
      text: `     -> prices: ${prices.agreed} of ${prices.compared} agree with other bookmakers' of the same event`,
    });
    for (const { evidence } of prices.faults.slice(0, 1))
      lines.push({ text: `     -> ${evidence.summary}`, colour: 'red' });
  }
  return lines;
}

function footLines(
  { message, sure, undoable, isBusy = false }: TriageState,
  { choices }: MarketView,
  width: number,
): Line[] {
  if (isBusy) return [{ text: '' }, { text: 'Working ...' }];
  const keys = [
    ...(choices.length === 0 ? [] : ['Enter accept']),
    ...(choices.length < 2 ? [] : [`1-${choices.length} accept that one`, 'up/down look']),
    ...(choices.some(({ suggestion }) => suggestion.isNew) ? ['d edit draft'] : []),
    's skip',
    'i ignore',
    'k acknowledge',
    ...(undoable > 0 ? ['u undo'] : []),
    ...(sure > 0 ? [`A accept ${sure} sure ones`] : []),
    '? help',
    'q quit',
  ];
  const said = message === '' ? [] : wrapped(message, width, '').map(text => ({ text, colour: 'yellow' as const }));
  return [{ text: '' }, ...said, ...wrapped(keys, width, '').map(text => ({ text }))];
}

/** As many lines as it takes, broken between words, or between parts that are to stay whole; those after the first are indented. */
function wrapped(text: string | readonly string[], width: number, indent: string): string[] {
  const isWhole = typeof text !== 'string';
  const lines: string[] = [];
  let line = '';
  for (const part of isWhole ? text : printable(text).split(' ')) {
    const longer = line === '' ? part : `${line}${isWhole ? '  ' : ' '}${part}`;
    if (line === '' || stringWidth(longer) < width) line = longer;
    else {
      lines.push(line);
      line = `${indent}${part}`;
    }
  }
  return [...lines, line];
}

function endLines({ tally, message, undoable, total }: TriageState): Line[] {
  const { accepted, ignored, acknowledged, skipped, undone } = tally;
  return [
    { text: total === 0 ? 'No unmapped market matches.' : 'That was the last one.', colour: 'bold' },
    {
      text: `${accepted} accepted, ${ignored} ignored, ${acknowledged} acknowledged, ${skipped} skipped, ${undone} undone`,
    },
    ...(message === '' ? [] : [{ text: message }]),
    { text: '' },
    { text: `${undoable > 0 ? 'u undo the last   ' : ''}any other key quits` },
  ];
}

const HELP: readonly string[] = [
  'Each market of the log, one at a time, with the mappings that it may belong to.',
  '',
  'Enter, a   accept the suggestion that is marked with >',
  '1 to 9     accept that suggestion',
  'up, down   mark another one, and see what accepting it would do',
  'd          edit the draft of a new mapping (canonical id and name), then create it',
  's, space   skip: the market stays as it is',
  'i          ignore: the market will not be mapped',
  'k          acknowledge: somebody is looking into it',
  'A          accept the best suggestion of all markets where it is SURE, after asking',
  'u          undo the last act; the audit log keeps both',
  'q, Ctrl-C  quit; what was accepted stays, nothing is half done',
  '',
  'A score of 0.80 and more claims to be right. SURE is safe to accept unseen.',
  'Any key goes back.',
];

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
