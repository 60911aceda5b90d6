import { STYLE } from '../assets/assets.js';
import type { PageSettings } from '../page-options.js';
import { linkTo } from '../visit.js';

interface ErrorPageProps {
  readonly settings: PageSettings;
  readonly status: number;
  readonly message: string;
}

/** What a request that was not answered otherwise ends with. It needs nothing of the database. */
export function ErrorPage({ settings, status, message }: ErrorPageProps) {
  const { title, basePath } = settings;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${headingOf(status)} · ${title}`}</title>
        <link rel="stylesheet" href={linkTo(basePath, `/${STYLE.name}`)} />
      </head>
      <body>
        <header class="top">
          <a class="brand" href={linkTo(basePath, '/')}>
            {title}
          </a>
        </header>
        <main id="main" class="narrow">
          <h1>{headingOf(status)}</h1>
          <p class="message">{message}</p>
          <p>
            <a href={linkTo(basePath, '/')}>To the queue</a>
          </p>
        </main>
      </body>
    </html>
  );
}

const HEADINGS: Readonly<Record<number, string>> = {
  400: 'This can not be read',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not this way',
  409: 'Not possible as things are',
  413: 'Too large',
  415: 'Not a form',
  503: 'The database is away',
};

function headingOf(status: number): string {
  return HEADINGS[status] ?? 'Something went wrong';
}
