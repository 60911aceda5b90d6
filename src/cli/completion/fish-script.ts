import { childrenOf, pathOf, valuedOptions } from './cases.js';
import type { CommandShape, OptionShape } from './command-shapes.js';

/** A script for fish, which shows the descriptions as well. */
export function fishScript(shapes: readonly CommandShape[]): string {
  const paths = shapes.filter(({ path }) => path.length > 0).map(({ path }) => pathOf(path));
  const lines = shapes.flatMap(shape => linesOf(shapes, shape));
  return `# Completion of market-mapping in fish. In ~/.config/fish/config.fish: market-mapping completion fish | source
function __market_mapping_path
    set -l valued ${listed(valuedOptions(shapes).map(({ key }) => key))}
    set -l commands ${listed(paths)}
    set -l path ''
    set -l waiting no
    set -l words (commandline -opc)
    for word in $words[2..-1]
        if test $waiting = yes
            set waiting no
        else if contains -- "$path $word" $valued
            set waiting yes
        else if contains -- "$path $word" $commands
            set path "$path $word"
        end
    end
    echo "$path"
end
function __market_mapping_at
    test (__market_mapping_path) = "$argv[1]"
end
complete -c market-mapping -e
${lines.join('\n')}
`;
}

function linesOf(shapes: readonly CommandShape[], shape: CommandShape): string[] {
  const start = `complete -c market-mapping -n ${quoted(`__market_mapping_at ${quoted(pathOf(shape.path))}`)}`;
  const children = childrenOf(shapes, shape).map(({ path, description }) => ({ word: path.at(-1) ?? '', description }));
  const words = shape.words.map(word => ({ word, description: '' }));
  return [
    `${start} ${shape.takesFiles ? '-F' : '-f'}`,
    ...[...children, ...words].map(({ word, description }) => `${start} -a ${quoted(word)} -d ${quoted(description)}`),
    ...shape.options.map(option => `${start} ${flagsOf(option)} -d ${quoted(option.description)}`),
  ];
}

function flagsOf({ flag, takesValue, takesFile, values }: OptionShape): string {
  const value = !takesValue ? '' : takesFile ? ' -r -F' : ' -x';
  return `-l ${flag.replace(/^--/, '')}${value}${values.length > 0 ? ` -a ${quoted(values.join(' '))}` : ''}`;
}

function listed(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}

/** In single quotes fish knows a backslash, too. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
