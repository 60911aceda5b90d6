import type { Db } from '../../src/index.js';
import { createPage, type PageOptions } from '../../src/page.js';
import { IN_SCHEMA } from './databases.js';

export const ORIGIN = 'https://odds.example';

/** A page as somebody with a browser on it has it. */
export class PageVisitor {
  readonly #handle: (request: Request) => Promise<Response>;

  constructor(
    db: Db,
    options: PageOptions = {},
    readonly origin = ORIGIN,
  ) {
    this.#handle = createPage(db, { ...IN_SCHEMA, access: () => 'write', actor: () => 'ada', ...options });
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send(new Request(this.origin + path, { headers }));
  }

  /** Sends a form as a browser does from a page of this origin. */
  async post(
    path: string,
    fields: Readonly<Record<string, string | number | readonly (string | number)[]>>,
  ): Promise<Answer> {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) {
      for (const each of Array.isArray(value) ? value : [value]) body.append(name, String(each));
    }
    const headers = { origin: this.origin, 'sec-fetch-site': 'same-origin' };
    return this.send(new Request(this.origin + path, { method: 'POST', body, headers }));
  }

  async send(request: Request): Promise<Answer> {
    const response = await this.#handle(request);
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  /** Sends a form, and follows where it leads. */
  async postAndFollow(path: string, fields: Parameters<PageVisitor['post']>[1]): Promise<Answer> {
    const answer = await this.post(path, fields);
    const to = answer.headers.get('location');
    return to === null ? answer : this.get(to);
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** The value of a field that a form of the page sends. */
export function fieldOf({ text }: Answer, name: string): string {
  const tag = new RegExp(`<input[^>]*name="${name.replaceAll('.', '\\.')}"[^>]*>`).exec(text)?.[0] ?? '';
  return (/value="([^"]*)"/.exec(tag)?.[1] ?? '')
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&');
}
