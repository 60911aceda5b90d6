import { accessSync, constants, readFileSync } from 'node:fs';
import { request as ask, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { Db } from '../../src/index.js';
import { createPage, type PageOptions, toNodeHandler } from '../../src/page.js';

/** Where a Chromium is; null where there is none. */
export const CHROMIUM =
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(isThere) ?? null;

function isThere(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts the browser; where there is none, tests are skipped and say so, except in CI. */
export function launch(): Promise<Browser> {
  if (CHROMIUM === null) throw new Error('no Chromium: apt-get install chromium');
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/** A server with the page in it, on a port of its own. */
export async function serve(db: Db, options: PageOptions = {}): Promise<{ url: string; close: () => Promise<void> }> {
  const page = createPage(db, { access: () => 'write', actor: () => 'ada', ...options });
  const server = createServer(toNodeHandler(page));
  const origin = await listen(server);
  return { url: origin + (options.basePath ?? ''), close: () => close(server) };
}

/** A small proxy that takes requests below a path, which it cuts off or leaves, and passes them on. */
export async function proxyTo(target: string, { path, isCut }: { path: string; isCut: boolean }) {
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const { url = '/', method, headers } = request;
    if (!url.startsWith(path)) return void response.writeHead(404).end();
    const passed = ask(new URL(isCut ? url.slice(path.length) || '/' : url, target), { method, headers }, answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.writeHead(502).end());
    request.pipe(passed);
  });
  const origin = await listen(server);
  return { url: origin + path, close: () => close(server) };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** A tab, with everything that it complains of: scripts that run where none should, refused files, errors. */
export async function openTab(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ tab: Page; complaints: string[] }> {
  // axe is put into the page from outside, past its policy.
  const context = await browser.newContext({ bypassCSP: false, ...options });
  const tab = await context.newPage();
  const complaints: string[] = [];
  tab.on('console', message => {
    const isStatus = message.text().startsWith('Failed to load resource');
    if ((message.type() === 'error' || message.type() === 'warning') && !isStatus) complaints.push(message.text());
  });
  tab.on('pageerror', error => complaints.push(error.message));
  tab.on('dialog', dialog => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return { tab, complaints };
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong with the page that the tab shows, by WCAG 2.2 AA. */
export async function violations(tab: Page): Promise<string[]> {
  await tab.evaluate(AXE);
  return tab.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } };
    interface Violation {
      id: string;
      nodes: { html: string; failureSummary: string }[];
    }
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const found = await axe.run({ runOnly: { type: 'tag', values: tags } });
    return found.violations.flatMap(({ id, nodes }) => nodes.map(each => `${id}: ${each.html} ${each.failureSummary}`));
  });
}
