import truncate from 'cli-truncate';
import type { ScrapedOutcome } from 'market-mapping';
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

function marketLines(state: TriageState, view: MarketView, { rows }: ScreenSize): Line[] {
  const head = headLines(state, view);
  const foot = footLines(state, view);
  const choices = view.choices.flatMap((choice, at) => choiceLines(choice, at, at === state.selected));
  if (view.choices.length === 0) choices.push({ text: 'No suggestion, and no draft could be made.' });
  // The keys are always in sight; what there is no room for is told.
  const room = Math.max(1, rows - 1 - head.length - foot.length);
  const body = choices.length <= room ? choices : [...choices.slice(0, room - 1), { text: '...' }];
  return [...head, ...body, ...foot];
}

function headLines({ at, total }: TriageState, { row, market, isFromFile }: MarketView): Line[] {
  const { source, externalMarketId, marketName, reason, occurrenceCount, firstSeenAt, lastSeenAt, status } = row;
  const parameter = market.parameter === null ? '' : ` (${market.parameter})`;
  const event = market.event?.home && market.event.away ? `${market.event.home} - ${market.event.away}` : '';
  const sport = market.event?.sport ?? row.sport ?? '';
  const seen = `seen ${plural(occurrenceCount, 'time')}, ${day(firstSeenAt)} to ${day(lastSeenAt)}`;
  return [
    {
      text: `[${at + 1}/${total}] ${source} ${externalMarketId}  ${marketName ?? 'without a name'}${parameter}`,
      colour: 'bold',
    },
    { text: [status, reason, seen, sport, event].filter(Boolean).join(' | ') },
    { text: `${isFromFile ? 'in the payloads' : 'sample'}: ${outcomesOf(market.outcomes)}` },
    { text: '' },
  ];
}

function outcomesOf(outcomes: readonly ScrapedOutcome[]): string {
  if (outcomes.length === 0) return 'none';
  return outcomes.map(({ name, odds }) => (odds === null ? name : `${name} ${odds}`)).join(', ');
}

function choiceLines({ suggestion, preview, problem, leftOut }: Choice, at: number, isSelected: boolean): Line[] {
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
    ...evidence.slice(0, 5).map(({ weight, text }) => ({ text: `     ${weight < 0 ? '-' : '+'} ${text}` })),
    ...previewLines(preview),
    ...leftOut.map(text => ({ text: `     left out: ${text}` })),
    ...(problem === null ? [] : [{ text: `     can't be accepted: ${problem}`, colour: 'red' as const }]),
  ];
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

function footLines({ message, sure, undoable }: TriageState, { choices }: MarketView): Line[] {
  const [first] = choices;
  const accept = first === undefined ? '' : `Enter accept  1-${choices.length} accept that one  `;
  const draft = choices.some(({ suggestion }) => suggestion.isNew) ? 'd edit draft  ' : '';
  const undo = undoable > 0 ? 'u undo  ' : '';
  return [
    { text: '' },
    ...(message === '' ? [] : [{ text: message, colour: 'yellow' as const }]),
    { text: `${accept}${draft}s skip  i ignore  k acknowledge` },
    { text: `${undo}${sure > 0 ? `A accept ${sure} sure ones  ` : ''}? help  q quit` },
  ];
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
