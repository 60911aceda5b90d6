import { ORIGIN, type PageVisitor } from './page.js';

/** A form as a page shows it, as one of its buttons sends it. */
export interface ShownForm {
  readonly method: 'GET' | 'POST';
  /** With the parameters of its address. */
  readonly action: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** Everything that somebody can send to the page, as far as its pages show it. */
export interface Surface {
  /** Addresses of pages, one for each path and set of parameters. */
  readonly addresses: readonly string[];
  readonly forms: readonly ShownForm[];
}

/** Sends a request, and forgets what it wrote. */
export type Attempt = (work: (visitor: PageVisitor) => Promise<void>) => Promise<void>;

/**
 * Walks through the page as a crawler does: follows each link, sends each form by each of its buttons, and looks at the answers too. What
 * differs only in numbers or values is walked once.
 */
export async function surfaceOf(attempt: Attempt): Promise<Surface> {
  const addresses = new Map<string, string>();
  const forms = new Map<string, ShownForm>();
  const open: string[] = ['/'];
  const look = (html: string) => {
    for (const link of linksOf(html)) if (!addresses.has(shapeOf(link))) open.push(link);
    return formsOf(html).filter(form => !forms.has(shapeOfForm(form)));
  };
  const send = async (form: ShownForm): Promise<void> => {
    if (forms.has(shapeOfForm(form))) return;
    forms.set(shapeOfForm(form), form);
    let found: ShownForm[] = [];
    await attempt(async visitor => {
      const answer =
        form.method === 'GET'
          ? await visitor.get(addressOf(form))
          : await visitor.send(
              postOf(form.action, new URLSearchParams(form.fields.map(([...pair]) => pair)).toString()),
            );
      const to = answer.headers.get('location');
      found = look(to === null ? answer.text : (await visitor.get(to)).text);
    });
    for (const next of found) await send(next);
  };
  for (let address = open.shift(); address !== undefined; address = open.shift()) {
    if (addresses.has(shapeOf(address))) continue;
    addresses.set(shapeOf(address), address);
    let found: ShownForm[] = [];
    await attempt(async visitor => {
      found = look((await visitor.get(address ?? '/')).text);
    });
    for (const form of found) await send(form);
  }
  return { addresses: [...addresses.values()], forms: [...forms.values()] };
}

/** A request that a browser sends for a form, with a body that may be anything. */
export function postOf(action: string, body: string): Request {
  const headers = {
    origin: ORIGIN,
    'sec-fetch-site': 'same-origin',
    'content-type': 'application/x-www-form-urlencoded',
  };
  return new Request(ORIGIN + action, { method: 'POST', body, headers });
}

function addressOf({ action, fields }: ShownForm): string {
  return `${action.split('?')[0]}?${new URLSearchParams(fields.map(([...pair]) => pair))}`;
}

/** Where a link leads, without what is only a number or a value. */
function shapeOf(address: string): string {
  const { pathname, searchParams } = new URL(address, ORIGIN);
  return `${pathname.replace(/\d+/g, '#')} ${[...new Set(searchParams.keys())].sort()} ${searchParams.get('done') ?? ''}`;
}

function shapeOfForm({ method, action, fields }: ShownForm): string {
  const names = fields.map(([name, value]) => (CHOICES.has(name) ? `${name}=${value}` : shapeOfName(name)));
  return `${method} ${shapeOf(action)} ${[...new Set(names)].sort()}`;
}

/** Fields by which one address does several things. */
const CHOICES = new Set(['do', 'act', 'status']);

/** `o.3.name.betpawa` and `o.4.name.msport` are read by one rule. */
export function shapeOfName(name: string): string {
  return name.replace(/\d+/g, '#').replace(/^(id|line|o\.#\.(?:name|id))\.\w+/, '$1.*');
}

function linksOf(html: string): string[] {
  return [...html.matchAll(/<a\b[^>]*\shref="(\/[^"]*)"/g)].map(([, to = '']) => plain(to));
}

/** The forms that a page shows, one for each button. */
export function formsOf(html: string): ShownForm[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].flatMap(([, tag = '', inside = '']) => {
    const id = attribute(tag, 'id');
    const outside =
      id === null ? '' : [...html.matchAll(new RegExp(`<input\\b[^>]*\\sform="${id}"[^>]*>`, 'g'))].join('');
    const method = attribute(tag, 'method') === 'post' ? 'POST' : 'GET';
    const action = attribute(tag, 'action') ?? '';
    const fields = fieldsOf(inside + outside);
    const buttons = [...inside.matchAll(/<button\b([^>]*)>/g)].map(([, button = '']) => [
      attribute(button, 'name'),
      attribute(button, 'value'),
    ]);
    return buttons.map(([name, value]) => ({
      method,
      action,
      fields: name == null ? fields : [...fields, [name, value ?? ''] as const],
    }));
  });
}

function fieldsOf(html: string): (readonly [string, string])[] {
  const selects = [...html.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)].map(([, tag = '', options = '']) => {
    const chosen = /<option\b([^>]*\sselected[^>]*)>/.exec(options) ?? /<option\b([^>]*)>/.exec(options);
    return [attribute(tag, 'name'), attribute(chosen?.[1] ?? '', 'value') ?? ''] as const;
  });
  const texts = [...html.matchAll(/<textarea\b([^>]*)>([^<]*)/g)].map(
    ([, tag = '', text = '']) => [attribute(tag, 'name'), plain(text)] as const,
  );
  const inputs = [...html.matchAll(/<input\b([^>]*)>/g)].map(
    ([, tag = '']) => [attribute(tag, 'name'), attribute(tag, 'value') ?? ''] as const,
  );
  // A box that takes an outcome away is not ticked, but can be sent like any other field.
  return [...inputs, ...selects, ...texts].flatMap(([name, value]) =>
    name === null ? [] : [[name, name.endsWith('.remove') ? 'no' : value] as const],
  );
}

function attribute(tag: string, name: string): string | null {
  const value = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? null : plain(value);
}

function plain(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}
