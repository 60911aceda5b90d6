import type { Key } from './key-screen.js';
import type { MarketView } from './market-view.js';

/** What a person can ask for. */
export type Intent =
  | { readonly kind: 'accept'; readonly choice: number }
  | { readonly kind: 'select'; readonly choice: number }
  | { readonly kind: 'accept-sure' | 'yes' }
  | { readonly kind: 'skip' | 'back' | 'ignore' | 'acknowledge' | 'draft' | 'undo' | 'help' | 'quit' | 'nothing' };

/** What was done so far. */
export interface Tally {
  readonly accepted: number;
  readonly ignored: number;
  readonly acknowledged: number;
  readonly skipped: number;
  readonly undone: number;
}

export const NOTHING_DONE: Tally = { accepted: 0, ignored: 0, acknowledged: 0, skipped: 0, undone: 0 };

/** What is on the screen: a market, the help, a question, or the end. */
export type Mode = 'market' | 'help' | 'confirm-sure' | 'end';

/** All that a key or a screen depends on. */
export interface TriageState {
  readonly mode: Mode;
  /** Which market of the queue, from 0. */
  readonly at: number;
  readonly total: number;
  readonly view: MarketView | null;
  readonly selected: number;
  /** What came of the last act. */
  readonly message: string;
  readonly tally: Tally;
  /** How many acts can be undone. */
  readonly undoable: number;
  /** How many markets from here on have a suggestion that is safe to accept unseen. */
  readonly sure: number;
}

export function beginOf(total: number): TriageState {
  const mode = total === 0 ? 'end' : 'market';
  return { mode, at: 0, total, view: null, selected: 0, message: '', tally: NOTHING_DONE, undoable: 0, sure: 0 };
}

const NOTHING: Intent = { kind: 'nothing' };

/** What a key asks for on the screen that is shown. */
export function intentOf(key: Key, state: TriageState): Intent {
  switch (state.mode) {
    case 'help':
      return { kind: 'back' };
    case 'confirm-sure':
      return { kind: key === 'y' ? 'yes' : 'back' };
    case 'end':
      return key === 'u' ? { kind: 'undo' } : { kind: 'quit' };
    case 'market':
      return intentOnMarket(key, state);
  }
}

const KEYS: ReadonlyMap<Key, Intent> = new Map([
  ['s', { kind: 'skip' }],
  [' ', { kind: 'skip' }],
  ['i', { kind: 'ignore' }],
  ['k', { kind: 'acknowledge' }],
  ['d', { kind: 'draft' }],
  ['u', { kind: 'undo' }],
  ['?', { kind: 'help' }],
  ['q', { kind: 'quit' }],
] as const);

function intentOnMarket(key: Key, { view, selected, sure }: TriageState): Intent {
  const count = view?.choices.length ?? 0;
  if (/^[1-9]$/.test(key)) return Number(key) <= count ? { kind: 'accept', choice: Number(key) - 1 } : NOTHING;
  if (key === 'return' || key === 'a') return count > 0 ? { kind: 'accept', choice: selected } : NOTHING;
  if (key === 'down' || key === 'tab') return count > 1 ? { kind: 'select', choice: (selected + 1) % count } : NOTHING;
  if (key === 'up') return count > 1 ? { kind: 'select', choice: (selected + count - 1) % count } : NOTHING;
  if (key === 'A') return sure > 0 ? { kind: 'accept-sure' } : NOTHING;
  return KEYS.get(key) ?? NOTHING;
}

/** The next market, or the end. */
export function advanced(state: TriageState, message: string, tally: Partial<Tally> = {}): TriageState {
  const at = state.at + 1;
  const mode = at >= state.total ? 'end' : 'market';
  return { ...state, mode, at, view: null, selected: 0, message, tally: { ...state.tally, ...tally } };
}

/** One more of something done. */
export function counted(tally: Tally, what: keyof Tally, times = 1): Tally {
  return { ...tally, [what]: tally[what] + times };
}
