import type { MapTarget } from 'market-mapping';
import type { Context } from '../context.js';
import type { KeyScreen } from './key-screen.js';
import type { Choice } from './market-view.js';
import { acceptTarget, type DoneAct, type DoneStep, sayOf, setStatus, undoAct } from './triage-acts.js';
import type { TriageQueue } from './triage-queue.js';
import { renderTriage } from './triage-screen.js';
import { advanced, beginOf, counted, type Intent, intentOf, type Tally, type TriageState } from './triage-state.js';

/** Goes through a queue of markets, a screen and a key at a time. */
export class TriageRun {
  #state: TriageState;
  readonly #steps: DoneStep[] = [];

  constructor(
    private readonly context: Context,
    private readonly queue: TriageQueue,
    private readonly screen: KeyScreen,
    private readonly hasColour: boolean,
  ) {
    this.#state = beginOf(queue.rows.length);
  }

  get tally(): Tally {
    return this.#state.tally;
  }

  /** Until somebody quits. */
  async run(): Promise<void> {
    await this.#busy('Reading the mappings ...', async () => {
      await this.queue.refresh();
      await this.queue.resolveEvents();
      this.queue.sureFrom(0);
    });
    for (;;) {
      await this.#ready();
      const pressed = await this.screen.ask(this.#render());
      if (pressed === 'resized') continue;
      const intent = intentOf(pressed.key, this.#state);
      if (intent.kind === 'quit') return;
      await this.#do(intent);
    }
  }

  #render(isBusy = false): string {
    const { columns, rows } = this.screen;
    const size = { width: columns, rows, hasColour: this.hasColour };
    return renderTriage({ ...this.#state, isBusy }, size);
  }

  async #busy<T>(text: string, work: (isInterrupted: () => boolean) => Promise<T>): Promise<T> {
    return this.screen.during(text, work);
  }

  /** Loads the market that it is at. Those that somebody has dealt with meanwhile are passed over. */
  async #ready(): Promise<void> {
    while (this.#state.mode === 'market' && this.#state.view === null) {
      const { at } = this.#state;
      const row = await this.queue.current(at);
      if (row === null) {
        this.#state = advanced(this.#state, this.#state.message);
        continue;
      }
      const view = await this.#busy(`[${at + 1}/${this.#state.total}] ...`, () => this.queue.view(row));
      this.#state = { ...this.#state, view, sure: this.queue.sureFrom(at).length };
    }
    this.#state = { ...this.#state, undoable: this.#steps.length };
  }

  async #do(intent: Intent): Promise<void> {
    const { view } = this.#state;
    switch (intent.kind) {
      case 'accept':
        return this.#accept(intent.choice);
      case 'select':
        return this.#select(intent.choice);
      case 'skip':
        this.#state = advanced(this.#state, 'skipped', counted(this.#state.tally, 'skipped'));
        return;
      case 'ignore':
      case 'acknowledge': {
        const status = intent.kind === 'ignore' ? 'IGNORED' : 'ACKNOWLEDGED';
        if (view) await this.#act(() => setStatus(this.context, view.row, status), status.toLowerCase());
        return;
      }
      case 'draft':
        return this.#draft();
      case 'undo':
        return this.#undo();
      case 'accept-sure': {
        this.queue.forgetSure();
        const sure = this.queue.sureFrom(this.#state.at).length;
        this.#state = { ...this.#state, sure, mode: sure > 0 ? 'confirm-sure' : 'market' };
        return;
      }
      case 'yes':
        return this.#acceptSure();
      case 'help':
        this.#state = { ...this.#state, mode: 'help' };
        return;
      case 'back':
        this.#state = { ...this.#state, mode: 'market' };
        return;
      default:
    }
  }

  async #select(at: number): Promise<void> {
    const { view } = this.#state;
    const choice = view?.choices[at];
    if (!view || !choice) return;
    const previewed = await this.#busy(this.#render(true), () => this.queue.previewed(view.row, choice));
    const choices = view.choices.map((each, index) => (index === at ? previewed : each));
    this.#state = { ...this.#state, view: { ...view, choices }, selected: at, message: '' };
  }

  async #accept(at: number): Promise<void> {
    // What is accepted is what a preview was made of: it may have left ids out.
    await this.#select(at);
    const choice = this.#state.view?.choices[at];
    if (choice) await this.#acceptTarget(choice.target, choice.problem);
  }

  async #acceptTarget(target: MapTarget, problem: string | null = null): Promise<void> {
    const { view } = this.#state;
    if (!view) return;
    if (problem !== null) {
      this.#state = { ...this.#state, message: `not accepted: ${problem}` };
      return;
    }
    const name = 'to' in target ? target.to : target.create.canonicalId;
    await this.#act(async () => {
      const act = await acceptTarget(this.context, view.row, target);
      await this.queue.refresh();
      return act;
    }, `accepted as ${name}`);
  }

  /** One act on the market that is shown, then the next market; an error leaves it where it is. */
  async #act(work: () => Promise<DoneAct>, said: string): Promise<void> {
    const { at, view } = this.#state;
    try {
      await this.#busy(this.#render(true), async () => {
        const done = await work();
        this.#steps.push({ at, acts: [done] });
        this.#count(done.what);
      });
      this.#state = advanced(this.#state, `${view?.row.source} ${view?.row.externalMarketId} ${said}`);
    } catch (error) {
      this.#state = { ...this.#state, message: `nothing was done: ${sayOf(error)}` };
    }
  }

  /** At once, so that what is told after Ctrl-C is what was done. */
  #count(what: keyof Tally, times = 1): void {
    this.#state = { ...this.#state, tally: counted(this.#state.tally, what, times) };
  }

  async #undo(): Promise<void> {
    const step = this.#steps.at(-1);
    if (step === undefined) {
      this.#state = { ...this.#state, message: 'There is nothing to undo.' };
      return;
    }
    try {
      await this.#busy(this.#render(true), async () => {
        for (const act of [...step.acts].reverse()) await undoAct(this.context, act);
        this.#steps.pop();
        this.#count('undone', step.acts.length);
        await this.queue.refresh();
      });
      const message = step.acts.length === 1 ? 'undone' : `${step.acts.length} undone`;
      this.#state = { ...this.#state, mode: 'market', at: step.at, view: null, selected: 0, message };
    } catch (error) {
      this.#state = { ...this.#state, message: `not undone: ${sayOf(error)}` };
    }
  }

  async #acceptSure(): Promise<void> {
    const { at } = this.#state;
    const acts: DoneAct[] = [];
    let left = 0;
    const rows = this.queue.sureFrom(at);
    this.#state = { ...this.#state, mode: 'market' };
    try {
      await this.#busy(`Accepting ${rows.length} ...`, async isInterrupted => {
        for (const row of rows) {
          if (isInterrupted()) return;
          const act = await this.#acceptUnseen(row.id);
          if (act === null) left++;
          else {
            acts.push(act);
            this.#count('accepted');
          }
        }
        await this.queue.refresh();
      });
    } finally {
      if (acts.length > 0) this.#steps.push({ at, acts });
    }
    const message = `${acts.length} accepted${left === 0 ? '' : `, ${left} left: they are no longer sure or conflict`}`;
    this.#state = { ...this.#state, view: null, selected: 0, message };
  }

  /** Accepts the best suggestion of a market if it is still sure and nothing speaks against it. */
  async #acceptUnseen(id: number): Promise<DoneAct | null> {
    const at = this.queue.rows.findIndex(row => row.id === id);
    const row = await this.queue.current(at);
    if (row === null) return null;
    await this.queue.refresh();
    const [best] = (await this.queue.view(row)).choices;
    if (!best?.suggestion.match || !isUndisputed(best)) return null;
    return acceptTarget(this.context, row, best.target);
  }

  /** Asks for the canonical id and the name of a new mapping; an empty line goes back. */
  async #draft(): Promise<void> {
    const choice = this.#state.view?.choices.find(({ suggestion }) => suggestion.isNew);
    if (!choice || !('create' in choice.target)) {
      this.#state = { ...this.#state, message: 'There is no draft to edit: a suggestion claims to be right.' };
      return;
    }
    const { create } = choice.target;
    const canonicalId = await this.screen.line('Canonical id (empty goes back)', create.canonicalId, checkLength(100));
    const name =
      canonicalId === '' ? '' : await this.screen.line('Name (empty goes back)', create.name, checkLength(255));
    if (canonicalId === '' || name === '') return;
    await this.#acceptTarget({ create: { ...create, canonicalId, name } });
  }
}

function checkLength(most: number): (text: string) => string | undefined {
  return text => (text.length > most ? `It must have ${most} characters at most.` : undefined);
}

/** Whether accepting it is refused by nothing, takes no other mapping's markets, and is not contradicted by prices. */
function isUndisputed({ preview, problem }: Choice): boolean {
  if (problem !== null || preview === null) return false;
  return (
    preview.conflicts.length === 0 &&
    preview.reopens.length === 0 &&
    preview.changes.every(({ before }) => before === null || before === preview.canonicalId) &&
    (preview.prices?.faults.length ?? 0) === 0
  );
}
