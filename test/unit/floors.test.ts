import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/** The rooms of `src/`, from the top floor to the ground. A room may import from those below it, and from itself. */
const FLOORS: readonly string[] = [
  'cli',
  'page',
  'mapper',
  'catalogue',
  'transfer',
  'history',
  'unmapped',
  'mappings',
  'schema',
  'triage',
  'prices',
  'rules',
  'sources',
  'database',
  'input',
  'model',
];

const SRC = path.resolve('src');
const IMPORT = /(?:\bfrom\s+|\bimport\s*\(?\s*)'([^']+)'/g;

interface Arrow {
  readonly file: string;
  readonly to: string;
}

/** A file without the lines of its doc comments. */
function codeOf(file: string): string {
  return readFileSync(path.join(SRC, file), 'utf8').replace(/^ *\/?\*.*$/gm, '');
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(name => /\.tsx?$/.test(name));
const arrows: Arrow[] = files.flatMap(file => {
  return [...codeOf(file).matchAll(IMPORT)].map(match => ({ file, to: match[1] ?? '' }));
});

/** Where an import leads: a path below `src/`, above it (`../migrations/…`), or the name of a package. */
function targetOf({ file, to }: Arrow): string {
  return to.startsWith('.') ? path.join(path.dirname(file), to) : to;
}

const roomOf = (file: string) => (file.includes('/') ? file.slice(0, file.indexOf('/')) : '');
const floorOf = (room: string) => FLOORS.indexOf(room);

describe('the floors of src/', () => {
  it('has only the rooms that ARCHITECTURE.md lists', () => {
    const rooms = new Set(files.map(roomOf).filter(room => room !== ''));
    expect([...rooms].filter(room => floorOf(room) === -1)).toEqual([]);
    const listed = readFileSync('ARCHITECTURE.md', 'utf8');
    expect([...rooms].filter(room => !listed.includes(`src/${room}/`))).toEqual([]);
  });

  it('has imports that run down only', () => {
    const upward = arrows.filter(arrow => {
      const target = targetOf(arrow);
      if (!arrow.to.startsWith('.') || target.startsWith('..')) return false;
      const [from, to] = [roomOf(arrow.file), roomOf(target)];
      return from !== '' && (to === '' || floorOf(to) < floorOf(from));
    });
    expect(upward).toEqual([]);
  });

  it('has no circle of files, not even of types', () => {
    const rest = new Map(files.map(file => [file, new Set<string>()]));
    for (const arrow of arrows.filter(({ to }) => to.startsWith('.'))) {
      const target = targetOf(arrow).replace(/\.js$/, '');
      const named = [`${target}.ts`, `${target}.tsx`].find(name => rest.has(name));
      if (named) rest.get(arrow.file)?.add(named);
    }
    const importsNone = (file: string) => ![...(rest.get(file) ?? [])].some(other => rest.has(other));
    const isImportedByNone = (file: string) => ![...rest.values()].some(imported => imported.has(file));
    for (let before = -1; before !== rest.size; ) {
      before = rest.size;
      for (const file of [...rest.keys()]) if (importsNone(file) || isImportedByNone(file)) rest.delete(file);
    }
    expect([...rest.keys()]).toEqual([]);
  });

  it('has one room that loads the database drivers, and loads them when they are needed', () => {
    const driver = "'(knex|pg|@electric-sql/[^']+)'";
    const roomsWith = (pattern: RegExp) =>
      new Set(files.filter(file => pattern.test(codeOf(file))).map(file => roomOf(file)));
    // The command is a consumer, and makes the knex that it hands to the package.
    expect(roomsWith(new RegExp(`^import (?!type)[^;]*from ${driver}`, 'm'))).toEqual(new Set(['cli']));
    expect(roomsWith(new RegExp(`requirePeer(Outside)?\\(\\s*${driver}`))).toEqual(new Set(['database']));
  });

  it('has no import() in the library: plain Jest has none', () => {
    // The command is a program of its own, and loads the modules that it is given.
    const library = files.filter(file => roomOf(file) !== 'cli');
    expect(library.filter(file => /(?<!typeof )\bimport\(/.test(codeOf(file)))).toEqual([]);
  });

  it('knows the migrations in schema/ only', () => {
    const migrators = arrows
      .filter(arrow => targetOf(arrow).startsWith('../migrations'))
      .map(({ file }) => roomOf(file));
    expect(new Set(migrators)).toEqual(new Set(['schema']));
  });

  it('is used by the command through its public names only', () => {
    const inside = arrows.filter(arrow => {
      const target = targetOf(arrow);
      return roomOf(arrow.file) === 'cli' && arrow.to.startsWith('.') && roomOf(target) !== 'cli';
    });
    expect(inside).toEqual([]);
  });
});
