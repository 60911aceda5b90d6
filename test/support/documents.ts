import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** A block of code in the README, a guide or a doc comment. */
export interface CodeBlock {
  /** Where it stands: the file, the heading or the declaration it belongs to, and which one it is there. */
  readonly name: string;
  /** The name as a file or folder can have it. */
  readonly slug: string;
  readonly language: string;
  readonly code: string;
}

/** Every block of the README, the guides and the doc comments; `language` for those of one. */
export function codeBlocks(language?: string): CodeBlock[] {
  const blocks = documents().flatMap(({ file, text }) =>
    /\.tsx?$/.test(file)
      ? docComments(text).flatMap(comment => blocksIn(file, comment.text, comment.name))
      : blocksIn(file, text),
  );
  return blocks.filter(block => language === undefined || block.language === language);
}

/** The README, the guides and the sources. */
export function documents(): { file: string; text: string }[] {
  const guides = readdirSync('docs')
    .filter(name => name.endsWith('.md'))
    .map(name => path.join('docs', name));
  const sources = ts.sys.readDirectory('src', ['.ts', '.tsx']).map(file => path.relative('.', file));
  return ['README.md', ...guides, ...sources].map(file => ({
    file,
    text: readFileSync(file, 'utf8').replaceAll('\r\n', '\n'),
  }));
}

/** The one block of a file in a language. */
export function onlyBlock(file: string, language: string): string {
  const [block, ...others] = codeBlocks(language).filter(({ name }) => name.startsWith(`${file}, `));
  if (!block || others.length > 0) throw new Error(`${file} has not one ${language} block but ${others.length + 1}`);
  return block.code;
}

/** Under `heading` until the text has a heading of its own. */
function blocksIn(file: string, text: string, heading = ''): CodeBlock[] {
  const counts = new Map<string, number>();
  let under = heading;
  return [...text.matchAll(/^#+ ([^\n]+)$|^```(\w*)\n(.*?)^```$/gms)].flatMap(([, title, language = '', code = '']) => {
    if (title !== undefined) {
      under = title;
      return [];
    }
    const place = `${file}, ${under}: ${language}`;
    const count = (counts.get(place) ?? 0) + 1;
    counts.set(place, count);
    const name = `${place} ${count}`;
    return [{ name, slug: name.replaceAll(/[^A-Za-z0-9]+/g, '-'), language, code }];
  });
}

/** Each doc comment without its stars, and the name of what it stands before. */
function docComments(source: string): { name: string; text: string }[] {
  const declared =
    /\/\*\*\n(.*?)\*\/\s+(?:export )?(?:async )?(?:abstract )?(?:class|const|function|interface|type)? ?(\w*)/gs;
  return [...source.matchAll(declared)].map(([, comment = '', name = '']) => ({
    name,
    text: comment.replaceAll(/^ *\* ?/gm, ''),
  }));
}
