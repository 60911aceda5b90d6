import { respondPage } from '../respond.js';
import { Layout } from '../views/layout.js';
import type { Route } from './route.js';

const KEYS = [
  [
    'j, k',
    'The next and the previous row of a list; then Enter opens it. On a market, the next and the previous market',
  ],
  ['x', 'Selects the row'],
  ['1 to 9', 'On a market: chooses that suggestion'],
  ['a', 'On a market: accepts the suggestion that is chosen, the best one at first, and goes on to the next market'],
  ['e', 'On a market: opens the suggestion in the editor'],
  ['i', 'On a market: ignores it, and goes on to the next one'],
  ['u', 'Undoes what was just done'],
  ['/', 'Puts the cursor into the search'],
  ['Esc', 'Leaves a field'],
  ['?', 'This page'],
] as const;

/** What can be done without a mouse. */
export const showKeys: Route = {
  method: 'GET',
  path: /^\/keys$/,
  answer: async visit =>
    respondPage(
      <Layout visit={visit} title="Keys" section={null}>
        <h1>Keys</h1>
        <p>Everything works with Tab and Enter too, and without JavaScript. These are quicker:</p>
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">Key</th>
              <th scope="col">What it does</th>
            </tr>
          </thead>
          <tbody>
            {KEYS.map(([key, text]) => (
              <tr key={key}>
                <th scope="row">
                  <kbd>{key}</kbd>
                </th>
                <td>{text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Layout>,
    ),
};
