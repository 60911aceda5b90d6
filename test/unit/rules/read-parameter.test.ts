import { expect, it } from 'vitest';
import { isLayout, readParameter } from '../../../src/rules/read-parameter.js';

it('a parameter is read by the grammar of its source, without the blanks around it', () => {
  const specifier = { parameter: 'specifier' } as const;
  const bare = { parameter: 'bare' } as const;
  expect(readParameter(specifier, ' total=2.5|setnr=1 ')).toEqual({ named: { total: '2.5', setnr: '1' }, bare: null });
  expect(readParameter(specifier, ' 2.5 ')).toEqual({ named: {}, bare: '2.5' });
  expect(readParameter(bare, ' total=2.5 ')).toEqual({ named: {}, bare: 'total=2.5' });
  for (const nothing of [null, '', '  ']) expect(readParameter(specifier, nothing)).toEqual({ named: {}, bare: null });
});

it.each([
  ['version', '2', true],
  ['type', 'prematch', true],
  ['variant', 'sr:exact_goals:6+', true],
  ['variant', 'pre:playerprops:71583282:253415', true],
  // The bet itself.
  ['variant', 'pre:markettext:1001', false],
  ['total', 'sr:exact_goals:6+', false],
])('%s=%s says the layout: %s', (name, value, expected) => {
  expect(isLayout(name, value)).toBe(expected);
});
