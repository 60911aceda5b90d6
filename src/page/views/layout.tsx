import type { ComponentChildren } from 'preact';
import { SCRIPT, STYLE } from '../assets/assets.js';
import type { Visit } from '../visit.js';
import { SECTIONS, type Section } from './sections.js';

interface LayoutProps {
  readonly visit: Visit;
  /** What this page is about; it comes first in the browser's title. */
  readonly title: string;
  readonly section: Section | null;
  readonly children: ComponentChildren;
}

/** What every page has around it. */
export function Layout({ visit, title, section, children }: LayoutProps) {
  const { settings, mayWrite, link } = visit;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · ${settings.title}`}</title>
        <link rel="stylesheet" href={link(`/${STYLE.name}`)} />
        <script src={link(`/${SCRIPT.name}`)} defer />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <header class="top">
          <a class="brand" href={link('/')}>
            {settings.title}
          </a>
          <nav aria-label="Sections">
            <ul>
              {SECTIONS.map(({ path, name }) => (
                <li key={path}>
                  <a href={link(path)} aria-current={name === section ? 'page' : undefined}>
                    {name}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          {mayWrite ? null : <span class="badge quiet">read only</span>}
        </header>
        <main id="main" tabIndex={-1}>
          {children}
        </main>
        <footer class="foot">
          <a href={link('/keys')} data-key="?">
            Keys
          </a>
        </footer>
      </body>
    </html>
  );
}
