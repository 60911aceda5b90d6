import { describe, expect, it } from 'vitest';
import { comparePrices, findPriceFaults, type PricedResolution, type Source } from '../../../src/index.js';
import { outcome, priced } from '../../support/priced.js';

type Player = readonly [name: string, odds: number, threshold?: number];

const scorers = (source: Source, ...players: Player[]): PricedResolution =>
  priced(
    source,
    'anytime_goalscorer',
    null,
    {},
    {
      outcomes: players.map(([participant, odds, line]) =>
        outcome('player', odds, { participant, ...(line === undefined ? {} : { line }) }),
      ),
    },
  );

describe('players', () => {
  it('are compared with themselves, however they are spelled', () => {
    const compared = comparePrices([
      scorers('sportybet', ['Haaland, Erling', 1.8], ['Foden, Phil', 3.4], ['Ødegaard, Martin', 5]),
      scorers('betpawa', ['Erling Haaland', 1.82], ['Odegaard', 5.2], ['Somebody Else', 9]),
    ]);
    expect(compared.map(({ participant, odds }) => [participant, odds])).toEqual(
      expect.arrayContaining([
        ['Erling Haaland', [1.82, 1.8]],
        ['Odegaard', [5.2, 5]],
      ]),
    );
    expect(compared).toHaveLength(2);
  });

  it('are not compared where it could be two of them', () => {
    expect(
      comparePrices([
        scorers('sportybet', ['Silva, Bernardo', 4], ['Silva, David', 6]),
        scorers('betpawa', ['Silva', 5]),
      ]),
    ).toEqual([]);
  });

  it('are compared threshold by threshold', () => {
    const compared = comparePrices([
      scorers('sportybet', ['Kane, Harry', 1.9, 1], ['Kane, Harry', 6.5, 2]),
      scorers('betpawa', ['Harry Kane', 6.8, 2], ['Harry Kane', 30, 3]),
    ]);
    expect(compared).toMatchObject([{ threshold: 2, odds: [6.8, 6.5] }]);
  });

  it('cost more than other lone prices, so that only much tells a fault', () => {
    const fault = (odds: number) =>
      findPriceFaults([scorers('sportybet', ['Kane', 2]), scorers('betpawa', ['Kane', odds])]).length;
    expect(fault(2.9)).toBe(0);
    expect(fault(8)).toBe(1);
  });

  it('of whom both prices of a line are asked make a book of their own', () => {
    const lines = (source: Source, over: number, under: number) =>
      priced(
        source,
        'player_shots',
        null,
        {},
        {
          outcomes: ['Kane', 'Foden'].flatMap(participant => [
            outcome('over', over, { participant, line: 1.5 }),
            outcome('under', under, { participant, line: 1.5 }),
          ]),
        },
      );
    const [right, swapped] = [lines('sportybet', 1.5, 2.4), lines('betpawa', 2.4, 1.5)];
    expect(comparePrices([right, lines('betpawa', 1.45, 2.55)]).every(each => each.difference <= each.tolerance)).toBe(
      true,
    );
    expect(comparePrices([right, swapped])[0]?.probability.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1);
    expect(findPriceFaults([right, swapped])).toMatchObject([{ kind: 'swapped-outcomes' }]);
  });

  it('that two bookmakers both have are told where their thresholds never meet, and no others', () => {
    const ask = (name: string, threshold: number) =>
      findPriceFaults([
        scorers('sportybet', ['Kane, Harry', 1.9, 1], ['Kane, Harry', 6.5, 2]),
        scorers('betpawa', [name, 1.9, threshold], [name, 6.5, threshold + 1]),
      ]);
    expect(ask('Harry Kane', 0.5)).toMatchObject([{ kind: 'lines-never-meet', confidence: 0.5 }]);
    expect(ask('Harry Kane', 1)).toEqual([]);
    expect(ask('Somebody Else', 0.5)).toEqual([]);
  });
});
