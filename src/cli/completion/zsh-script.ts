import { arms, childrenOf, pathOf, quoted, valuedOptions } from './cases.js';
import type { CommandShape } from './command-shapes.js';

/** A script for zsh, which shows the descriptions as well. */
export function zshScript(shapes: readonly CommandShape[]): string {
  const options = valuedOptions(shapes);
  const values = options
    .filter(({ option }) => option.takesFile || option.values.length > 0)
    .map(({ key, option }) => ({
      key,
      body: option.takesFile ? '_files' : `compadd -- ${option.values.map(quoted).join(' ')}`,
    }));
  const words = shapes.map(shape => {
    const names = childrenOf(shapes, shape).map(({ path, description }) => described(path.at(-1) ?? '', description));
    const flags = shape.options.map(({ flag, description }) => described(flag, description));
    const all = [...names, ...shape.words.map(quoted)];
    const files = shape.takesFiles ? '; files=yes' : '';
    return { key: pathOf(shape.path), body: `commands=(${all.join(' ')}); flags=(${flags.join(' ')})${files}` };
  });
  return `#compdef market-mapping
# Completion of market-mapping in zsh. In ~/.zshrc, after compinit: eval "$(market-mapping completion zsh)"
_market_mapping() {
  local at='' waiting='' files='' each
  local -a commands flags
  for each in "\${(@)words[2,CURRENT-1]}"; do
    if [[ -n $waiting ]]; then
      waiting=''
      continue
    fi
    case "$at $each" in
${arms(
  options.map(({ key }) => ({ key, body: 'waiting="$each"' })),
  '      ',
)}
${arms(
  shapes.filter(({ path }) => path.length > 0).map(({ path }) => ({ key: pathOf(path), body: 'at="$at $each"' })),
  '      ',
)}
    esac
  done
  # "--schema=odds" is one word.
  if [[ -z $waiting && $PREFIX == --*=* ]]; then
    waiting="\${PREFIX%%=*}"
    compset -P '*='
  fi
  if [[ -n $waiting ]]; then
    case "$at $waiting" in
${arms(values, '      ')}
    esac
    return
  fi
  case "$at" in
${arms(words, '    ')}
  esac
  if [[ $PREFIX == -* ]]; then
    _describe -o option flags
  else
    (( $#commands )) && _describe command commands
    [[ -n $files ]] && _files
  fi
}
compdef _market_mapping market-mapping
`;
}

/** A colon ends the word in a list with descriptions. */
function described(word: string, description: string): string {
  return quoted(`${word.replaceAll(':', '\\:')}:${description}`);
}
