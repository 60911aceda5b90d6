import { contain } from '../input/contain.js';

type Handler<Args extends readonly unknown[]> = (...args: Args) => void;

/** Events whose handlers can't break the emitter: a handler that throws or rejects is reported, and the others are called. */
export class Emitter<Events extends { [Name in keyof Events]: readonly unknown[] }> {
  readonly #handlers: { [Name in keyof Events]?: Set<Handler<Events[Name]>> } = {};

  constructor(private readonly onHandlerError: (name: keyof Events, error: unknown) => void) {}

  on<Name extends keyof Events>(name: Name, handler: Handler<Events[Name]>): void {
    const handlers: Set<Handler<Events[Name]>> = this.#handlers[name] ?? new Set();
    this.#handlers[name] = handlers.add(handler);
  }

  off<Name extends keyof Events>(name: Name, handler: Handler<Events[Name]>): void {
    this.#handlers[name]?.delete(handler);
  }

  /** Whether there was any handler. */
  emit<Name extends keyof Events>(name: Name, ...args: Events[Name]): boolean {
    const handlers = [...(this.#handlers[name] ?? [])];
    for (const handler of handlers) {
      contain(
        () => handler(...args),
        error => this.onHandlerError(name, error),
      );
    }
    return handlers.length > 0;
  }
}
