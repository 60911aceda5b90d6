import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Consumer, makeConsumer } from '../support/consumer.js';

interface Link {
  /** The document it stands in. */
  readonly from: string;
  /** The file it leads to, and the heading in it; the file itself where the link is to one of its own headings. */
  readonly file: string;
  readonly heading: string;
}

let consumer: Consumer;
let texts: ReadonlyMap<string, string>;
let links: readonly Link[];
beforeAll(async () => {
  consumer = await makeConsumer();
  const documents = consumer.packed.filter(file => file.endsWith('.md'));
  texts = new Map(
    await Promise.all(
      documents.map(async file => [file, await readFile(`${consumer.folder}/package/${file}`, 'utf8')] as const),
    ),
  );
  links = [...texts].flatMap(([file, text]) => relativeLinks(file, text));
});
afterAll(() => consumer.remove());

describe('the documents, as they are in the tarball', () => {
  it('link to each other: the README to the guides, the contents list to every page', () => {
    expect(links.filter(({ from }) => from === 'README.md').length).toBeGreaterThan(20);
    const listed = links.filter(({ from }) => from === 'docs/README.md').map(({ file }) => file);
    const pages = [...texts.keys()].filter(file => file.startsWith('docs/') && file !== 'docs/README.md');
    expect(listed).toEqual(expect.arrayContaining(pages));
  });

  it('have no relative link to a file that is not there', () => {
    expect(links.filter(({ file }) => !consumer.packed.includes(file))).toEqual([]);
  });

  it('have no link to a heading that is not there', () => {
    const dead = links.filter(({ file, heading }) => heading !== '' && !anchorsIn(texts.get(file)).includes(heading));
    expect(dead).toEqual([]);
  });

  it('have a README that somebody reads to its end', () => {
    expect(texts.get('README.md')?.split('\n').length).toBeLessThanOrEqual(200);
  });
});

function relativeLinks(from: string, text: string): Link[] {
  return [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [file = '', heading = ''] = target.split('#');
    return [{ from, file: file === '' ? from : path.posix.join(path.posix.dirname(from), file), heading }];
  });
}

/** As renderers of Markdown make them: lower case, without punctuation, blanks as hyphens. */
function anchorsIn(text = ''): string[] {
  return [...withoutCode(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function withoutCode(text: string): string {
  return text.replaceAll(/^```.*?^```$/gms, '');
}
