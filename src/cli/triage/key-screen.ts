import { isCancel, Prompt, settings, TextPrompt } from '@clack/core';
import { printable } from '../terminal.js';

/** A key as a person presses it: a character, or the name of a key that has none (`return`, `up`). */
export type Key = string;

/** What came of a screen: a key, or another size of the terminal. */
export type Pressed = { readonly key: Key } | 'resized';

/** Somebody pressed Ctrl-C. What was under way has ended by then. */
export class InterruptedError extends Error {}

/** Which keys of the library mean that somebody gives up: Ctrl-C alone, since Escape is also how arrow keys begin. */
settings.aliases.delete('escape');

/** A whole screen at a time, and one key at a time. What is pressed while nothing is asked is dropped: nobody saw what it would do. */
export class KeyScreen {
  readonly #output: NodeJS.WriteStream;

  constructor(output: NodeJS.WriteStream) {
    this.#output = output;
  }

  get columns(): number {
    return this.#output.columns || 80;
  }

  get rows(): number {
    return this.#output.rows || 24;
  }

  /** Shows a screen and waits for a key, or for another size of the terminal. */
  async ask(text: string): Promise<Pressed> {
    const resized = new AbortController();
    const onResize = () => resized.abort();
    this.#output.once('resize', onResize);
    const prompt = new ScreenPrompt(text, this.#output, resized.signal);
    prompt.on('key', (char, { name }) => prompt.take(name === undefined || char?.trim() ? (char ?? '') : name));
    try {
      this.#clear();
      const key = await prompt.prompt();
      if (typeof key === 'string') return { key };
      if (prompt.isInterrupted) throw new InterruptedError();
      return 'resized';
    } finally {
      this.#output.off('resize', onResize);
    }
  }

  /** Shows a screen while something is done, and drops what is pressed meanwhile. After Ctrl-C the work ends what it has begun. */
  async during<T>(text: string, work: (isInterrupted: () => boolean) => Promise<T>): Promise<T> {
    const done = new AbortController();
    const prompt = new ScreenPrompt(text, this.#output, done.signal);
    this.#clear();
    void prompt.prompt();
    const result = await work(() => prompt.isInterrupted).finally(() => done.abort());
    if (prompt.isInterrupted) throw new InterruptedError();
    return result;
  }

  /** Asks for a line of text; an empty one is an answer too. */
  async line(question: string, initial: string, check: (text: string) => string | undefined): Promise<string> {
    const prompt = new TextPrompt({
      output: this.#output,
      initialUserInput: initial,
      validate: text => check(text ?? ''),
      render() {
        const isOpen = this.state !== 'submit' && this.state !== 'cancel';
        const error = this.state === 'error' ? `\n${printable(this.error)}` : '';
        return `${question}\n> ${isOpen ? this.userInputWithCursor : this.userInput}${error}`;
      },
    });
    const text = await prompt.prompt();
    if (isCancel(text)) throw new InterruptedError();
    return text ?? '';
  }

  #clear(): void {
    this.#output.write('\u001B[H\u001B[2J');
  }
}

/** A prompt that shows a text, and ends with the key that it takes. */
class ScreenPrompt extends Prompt<Key> {
  isInterrupted = false;

  constructor(text: string, output: NodeJS.WriteStream, signal: AbortSignal) {
    super({ render: () => text, output, signal }, false);
    this.on('cancel', () => {
      this.isInterrupted = !signal.aborted;
    });
  }

  take(key: Key): void {
    if (key === '') return;
    this.value = key;
    this.state = 'submit';
  }

  /** Enter is a key like any other. */
  protected override _shouldSubmit(): boolean {
    return false;
  }
}
