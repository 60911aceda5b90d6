import { arms, childrenOf, pathOf, quoted, valuedOptions } from './cases.js';
import type { CommandShape } from './command-shapes.js';

/** A script for bash, also the 3.2 that macOS has. */
export function bashScript(shapes: readonly CommandShape[]): string {
  const options = valuedOptions(shapes);
  const values = options
    .filter(({ option }) => option.takesFile || option.values.length > 0)
    .map(({ key, option }) => ({ key, body: option.takesFile ? 'files=yes' : `words=${listed(option.values)}` }));
  const words = shapes.map(shape => {
    const names = childrenOf(shapes, shape).map(({ path }) => path.at(-1) ?? '');
    const flags = shape.options.map(({ flag }) => flag);
    const files = shape.takesFiles ? '; files=yes' : '';
    return {
      key: pathOf(shape.path),
      body: `words=${listed([...names, ...shape.words])}; flags=${listed(flags)}${files}`,
    };
  });
  return `# Completion of market-mapping in bash. In ~/.bashrc: eval "$(market-mapping completion bash)"
_market_mapping() {
  local word="\${COMP_WORDS[COMP_CWORD]}" path='' waiting='' words='' flags='' files='' each at
  for ((at = 1; at < COMP_CWORD; at++)); do
    each="\${COMP_WORDS[at]}"
    # "--schema=odds" comes as three words.
    [[ $each == '=' ]] && continue
    if [[ -n $waiting ]]; then
      waiting=''
      continue
    fi
    case "$path $each" in
${arms(
  options.map(({ key }) => ({ key, body: 'waiting="$each"' })),
  '      ',
)}
${arms(
  shapes.filter(({ path }) => path.length > 0).map(({ path }) => ({ key: pathOf(path), body: 'path="$path $each"' })),
  '      ',
)}
    esac
  done
  [[ $word == '=' ]] && word=''
  if [[ -n $waiting ]]; then
    case "$path $waiting" in
${arms(values, '      ')}
    esac
  else
    case "$path" in
${arms(words, '      ')}
    esac
    [[ $word == -* ]] && words="$flags" files=''
  fi
  COMPREPLY=()
  while IFS='' read -r each; do COMPREPLY+=("$each"); done < <(compgen -W "$words" -- "$word")
  if [[ -n $files ]]; then
    while IFS='' read -r each; do COMPREPLY+=("$each"); done < <(compgen -f -- "$word")
    compopt -o filenames 2> /dev/null
  fi
}
complete -F _market_mapping market-mapping
`;
}

function listed(words: readonly string[]): string {
  return quoted(words.join(' '));
}
