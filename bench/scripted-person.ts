import { stripVTControlCharacters } from 'node:util';

/** What became of a market that the person saw. */
export interface Seen {
  /** Source and id. */
  readonly market: string;
  readonly name: string;
  readonly shown: readonly string[];
  /** `missed`: the right mapping was not shown. `left`: nothing tells which is right. `refused`: the command did not do what was asked. */
  readonly did: 'accepted' | 'drafted' | 'missed' | 'left' | 'refused';
  readonly keys: number;
  readonly ms: number;
  readonly message: string;
}

interface Screen {
  readonly market: string;
  readonly name: string;
  readonly choices: readonly {
    readonly key: string;
    readonly what: string;
    readonly canonicalId: string;
    readonly isMarked: boolean;
  }[];
}

const HEADER = /^\[\d+\/\d+\] (\S+) (\S+) {2}(.*)$/m;
const CHOICE = /^([> ]) (\d) {2}(NEW draft|[\d.]+(?: SURE)?) {2}(\S+)/gm;
const REFUSED = /^(nothing was done|not accepted): .*/m;

/** Somebody who knows the right mappings, reads the screen, and presses a key. */
export class ScriptedPerson {
  readonly #seen: Seen[] = [];
  #at: { screen: Screen; did: Seen['did']; keys: number; ms: number; message: string } | null = null;
  #keys = 0;
  #startMs: number | null = null;
  #unseenMs = 0;
  #sure: 'ask' | 'confirm' | 'wait' | 'done';
  /** The keys that answer the next questions of a draft. */
  #answers = 0;

  constructor(
    /** The canonical ids that are right, by source and id. */
    private readonly right: ReadonlyMap<string, readonly string[]>,
    sureFirst: boolean,
  ) {
    this.#sure = sureFirst ? 'ask' : 'done';
  }

  get result() {
    return { seen: this.#seen, keys: this.#keys, startMs: this.#startMs ?? 0, unseenMs: this.#unseenMs };
  }

  react(text: string, waitedMs: number): string | null {
    const shown = stripVTControlCharacters(text).replaceAll('\r', '');
    if (this.#startMs === null) this.#startMs = waitedMs;
    else if (this.#sure === 'done' && this.#at !== null) this.#at.ms += waitedMs;
    else this.#unseenMs += waitedMs;
    const key = this.#keyFor(shown);
    if (key !== null && key !== 'q') {
      this.#keys++;
      if (this.#at !== null) this.#at.keys++;
    }
    return key;
  }

  #keyFor(shown: string): string | null {
    if (this.#answers > 0 && shown.includes('(empty goes back)')) {
      this.#answers--;
      return '\r';
    }
    if (this.#sure === 'ask' && /A accept \d+ sure ones/.test(shown)) {
      this.#sure = 'confirm';
      return 'A';
    }
    if (this.#sure === 'confirm') {
      this.#sure = 'wait';
      return 'y';
    }
    this.#sure = 'done';
    const screen = readScreen(shown);
    if (screen === null) {
      this.#settle();
      return 'q';
    }
    if (this.#at?.screen.market === screen.market) {
      this.#at = { ...this.#at, did: 'refused', message: REFUSED.exec(shown)?.[0] ?? 'not done' };
      return 's';
    }
    this.#settle();
    const [did, key] = this.#decide(screen);
    this.#at = { screen, did, keys: 0, ms: 0, message: '' };
    if (did === 'drafted') this.#answers = 2;
    return key;
  }

  #decide({ market, choices }: Screen): [Seen['did'], string] {
    const right = this.right.get(market) ?? [];
    const good = choices.find(({ canonicalId, what }) => what !== 'NEW draft' && right.includes(canonicalId));
    if (good !== undefined) return ['accepted', good.isMarked ? '\r' : good.key];
    if (right.length > 0) return ['missed', 's'];
    return choices.some(({ what }) => what === 'NEW draft') ? ['drafted', 'd'] : ['left', 's'];
  }

  #settle(): void {
    if (this.#at === null) return;
    const { screen, ...rest } = this.#at;
    const shown = screen.choices.map(({ what, canonicalId }) => `${canonicalId} (${what})`);
    this.#seen.push({ market: screen.market, name: screen.name, shown, ...rest });
    this.#at = null;
  }
}

function readScreen(shown: string): Screen | null {
  const [, source, id, name = ''] = HEADER.exec(shown) ?? [];
  if (source === undefined || id === undefined) return null;
  const choices = [...shown.matchAll(CHOICE)].map(([, mark, key = '', what = '', canonicalId = '']) => ({
    key,
    what,
    canonicalId,
    isMarked: mark === '>',
  }));
  return { market: `${source} ${id}`, name, choices };
}
