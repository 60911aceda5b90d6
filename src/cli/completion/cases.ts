import type { CommandShape, OptionShape } from './command-shapes.js';

/** A word for a shell, whatever is in it; control characters, which none of ours has, would end a line. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** How a script knows a command: its words with a space before each. */
export function pathOf(path: readonly string[]): string {
  return path.map(word => ` ${word}`).join('');
}

/** The commands right below one. */
export function childrenOf(shapes: readonly CommandShape[], { path }: CommandShape): CommandShape[] {
  return shapes.filter(
    each => each.path.length === path.length + 1 && path.every((word, at) => word === each.path[at]),
  );
}

/** Each option that takes a value, as its command's path, a space and its flag. */
export function valuedOptions(shapes: readonly CommandShape[]): { key: string; option: OptionShape }[] {
  return shapes.flatMap(({ path, options }) =>
    options.filter(option => option.takesValue).map(option => ({ key: `${pathOf(path)} ${option.flag}`, option })),
  );
}

/** The arms of a `case` over keys, with one arm for all keys that have the same body. */
export function arms(entries: readonly { key: string; body: string }[], indent: string): string {
  const bodies = [...new Set(entries.map(({ body }) => body))];
  return bodies
    .map(body => {
      const keys = entries.filter(entry => entry.body === body).map(({ key }) => quoted(key));
      return `${indent}${keys.join('|')}) ${body} ;;`;
    })
    .join('\n');
}
