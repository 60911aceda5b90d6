import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Choice, MarketView } from '../../src/cli/triage/market-view.js';
import { renderTriage } from '../../src/cli/triage/triage-screen.js';
import {
  advanced,
  beginOf,
  counted,
  intentOf,
  NOTHING_DONE,
  type TriageState,
} from '../../src/cli/triage/triage-state.js';
import { newMapping } from '../support/builders.js';

function choice(fields: Partial<Choice['suggestion']> = {}): Choice {
  const suggestion = {
    mapping: newMapping(),
    score: 0.97,
    match: true,
    evidence: [{ feature: 'outcomes' as const, weight: 0.4, text: 'The outcomes are the same: Yes, No.' }],
    outcomes: [{ scraped: { id: null, name: 'GG', odds: 1.7, active: true }, canonicalId: 'yes' }],
    isNew: false,
    ...fields,
  };
  return { suggestion, target: { to: 'btts_ft' }, preview: null, problem: null, leftOut: [] };
}

function view(choices: readonly Choice[], marketName = 'GG/NG'): MarketView {
  const seen = new Date('2026-05-06T11:00:00Z');
  const market = { source: 'msport', externalMarketId: '29', marketName };
  const outcomes = [{ id: null, name: 'GG', odds: 1.7, active: true }];
  return {
    row: {
      ...market,
      id: 17,
      sampleOutcomes: null,
      firstSeenAt: seen,
      lastSeenAt: seen,
      occurrenceCount: 159,
      status: 'NEW',
      notes: null,
      reason: 'UNKNOWN_MARKET',
    },
    market: { ...market, parameter: null, outcomes },
    isFromFile: false,
    choices,
  };
}

function on(choices: readonly Choice[], fields: Partial<TriageState> = {}): TriageState {
  return { ...beginOf(3), view: view(choices), ...fields };
}

const SCREEN = { width: 80, rows: 24, hasColour: false };

describe('a key on a market', () => {
  const three = on([choice(), choice(), choice()], { selected: 1, sure: 37 });
  it.each([
    ['return', { kind: 'accept', choice: 1 }],
    ['a', { kind: 'accept', choice: 1 }],
    ['1', { kind: 'accept', choice: 0 }],
    ['3', { kind: 'accept', choice: 2 }],
    ['4', { kind: 'nothing' }],
    ['down', { kind: 'select', choice: 2 }],
    ['up', { kind: 'select', choice: 0 }],
    ['s', { kind: 'skip' }],
    ['i', { kind: 'ignore' }],
    ['k', { kind: 'acknowledge' }],
    ['d', { kind: 'draft' }],
    ['u', { kind: 'undo' }],
    ['A', { kind: 'accept-sure' }],
    ['q', { kind: 'quit' }],
    ['x', { kind: 'nothing' }],
  ])('%s asks for %j', (key, intent) => {
    expect(intentOf(key, three)).toEqual(intent);
  });

  it('accepts nothing where there is no suggestion, and no sure ones where there are none', () => {
    for (const key of ['return', 'a', '1', 'down', 'A']) expect(intentOf(key, on([]))).toEqual({ kind: 'nothing' });
  });

  it('takes y alone for a yes', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), key => {
        const { kind } = intentOf(key, { ...three, mode: 'confirm-sure' });
        expect(kind).toBe(key === 'y' ? 'yes' : 'back');
      }),
    );
  });
});

describe('a screen', () => {
  it('shows the market, its sample, the suggestion with its reasons, and the keys', () => {
    const shown = renderTriage(on([choice()], { sure: 37, undoable: 1, message: 'skipped' }), SCREEN);
    for (const part of [
      '[1/3] msport 29  GG/NG',
      'NEW | UNKNOWN_MARKET | seen 159 times, 2026-05-06 to 2026-05-06',
      'sample: GG 1.7',
      '> 1  0.97 SURE  btts_ft  Both Teams To Score - Full Time',
      'GG = yes',
      '+ The outcomes are the same: Yes, No.',
      'A accept 37 sure ones',
      'u undo',
      'q quit',
      'skipped',
    ])
      expect(shown).toContain(part);
  });

  it('has no colour where there is none, and says the same', () => {
    const state = on([choice()]);
    const bare = renderTriage(state, SCREEN);
    const start = '\u001B';
    expect(bare).not.toContain(start);
    const coloured = renderTriage(state, { ...SCREEN, hasColour: true });
    expect(coloured.replaceAll(new RegExp(`${start}\\[\\d+m`, 'g'), '')).toBe(bare);
  });

  it('fits every terminal, whatever names it shows, and keeps the way out in sight', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 40, max: 200 }),
        fc.integer({ min: 16, max: 60 }),
        fc.array(fc.string({ unit: 'binary', maxLength: 300 }), { maxLength: 9 }),
        (width, rows, names) => {
          const choices = names.map(name =>
            choice({ mapping: newMapping({ name }), evidence: [{ feature: 'words', weight: 1, text: name }] }),
          );
          const state = { ...on(choices), view: view(choices, names[0]) };
          const lines = renderTriage(state, { width, rows, hasColour: false }).split('\n');
          expect(lines.length).toBeLessThan(rows);
          for (const line of lines) expect(stringWidth(line)).toBeLessThan(width);
          expect(lines.at(-1)).toContain('q quit');
        },
      ),
      { numRuns: 200 },
    );
  });

  it('lets no name steer the terminal', () => {
    const shown = renderTriage(on([choice({ mapping: newMapping({ name: 'a\u001B[2Jb\nc' }) })]), SCREEN);
    expect(shown).not.toContain('\u001B');
    expect(shown).toContain('a\uFFFD[2Jb c');
  });

  it('tells at the end what was done', () => {
    let state = advanced(on([]), 'skipped', counted(NOTHING_DONE, 'skipped'));
    expect(state).toMatchObject({ at: 1, mode: 'market', view: null });
    state = advanced(advanced(state, ''), '');
    expect(state.mode).toBe('end');
    expect(renderTriage(state, SCREEN)).toContain('0 accepted, 0 ignored, 0 acknowledged, 1 skipped, 0 undone');
    expect(renderTriage(beginOf(0), SCREEN)).toContain('No unmapped market matches.');
  });
});
