import { describe, expect, it } from 'vitest';
import { comparePrices, findPriceFaults, learnOutcomeIds } from '../../src/index.js';
import { SEED, SEED_SOURCES } from '../../src/model/index.js';
import { canTell, faultsOf, resolveAll } from '../support/mapping-faults.js';
import { present, readMappings, readMarkets } from './files.js';

const markets = present ? readMarkets('prematch') : [];
const mappings = present ? readMappings().map(mapping => learnOutcomeIds(mapping, markets)) : [];

const resolutions = resolveAll(mappings, markets);
const comparisons = comparePrices(resolutions);

describe.runIf(present)('one match at three bookmakers', () => {
  it('has the same line for the same bet', () => {
    const lines = new Map<string, Set<string>>();
    for (const { source, resolution } of resolutions) {
      if (resolution.status === 'unmapped' || resolution.line === null) continue;
      const { mapping, line } = resolution;
      expect(resolution.lineReason).toBeUndefined();
      const key = `${mapping.canonicalId} ${source}`;
      lines.set(key, (lines.get(key) ?? new Set()).add(line.label));
    }
    const at = (canonicalId: string) => SEED_SOURCES.map(source => lines.get(`${canonicalId} ${source}`) ?? new Set());
    for (const labels of at('over_under_ft')) expect(labels).toContain('2.5');
    for (const labels of at('asian_handicap_ft')) expect(labels).toContain('-0.5');
    for (const labels of at('handicap_3way_1h')) for (const label of ['-1', '+1']) expect(labels).toContain(label);
  });

  it('98 of 100 prices agree, and no mapping is suspected', () => {
    const agreed = comparisons.filter(({ difference, tolerance }) => difference <= tolerance);
    expect(comparisons.length).toBeGreaterThan(400);
    expect(agreed.length / comparisons.length).toBeGreaterThanOrEqual(0.98);
    expect(findPriceFaults(resolutions)).toEqual([]);
  });

  it('every fault that prices can tell is reported, and nine of ten are rightly named', () => {
    const counts = { injected: 0, reported: 0, named: 0, false: 0 };
    for (const { mapping, kind, resolutions: faulty } of faultsOf(mappings, markets)) {
      const { canonicalId } = mapping;
      if (!canTell(faulty, canonicalId)) continue;
      const faults = findPriceFaults(faulty);
      const found = faults.find(each => each.canonicalId === canonicalId);
      counts.injected++;
      if (found) counts.reported++;
      if (found?.kind === kind) counts.named++;
      counts.false += faults.length - (found ? 1 : 0);
    }
    expect(counts.injected).toBeGreaterThan(150);
    expect(counts.reported).toBe(counts.injected);
    expect(counts.named / counts.injected).toBeGreaterThanOrEqual(0.95);
    // A line is turned at the market, which two mappings may share; those are no false reports.
    expect(counts.false).toBeLessThanOrEqual(2);
    // Twenty seconds for all of them where nothing else runs.
  }, 300_000);
});

describe.runIf(present)('draw no bet under 1X2', () => {
  const IDS = [
    ['betpawa', '4703'],
    ['sportybet', '11'],
    ['bet9ja', 'S_DNB'],
  ] as const;

  it.each(IDS)('is found at %s', (source, id) => {
    const faulty = present ? readMappings() : [];
    const [fault] = findPriceFaults(
      resolveAll(
        faulty.map(each => (each.canonicalId === '1x2_ft' ? { ...each, [SEED[source].idField]: id } : each)),
        markets,
      ),
    );
    expect(fault).toMatchObject({ canonicalId: '1x2_ft', kind: 'wrong-market', sources: [source] });
  });
});

describe.runIf(present)('one tennis match at two bookmakers', () => {
  const pair = (canonicalIds: string, names: [string, string]) =>
    canonicalIds.split(' ').map((canonicalId, position) => ({
      canonicalId,
      betpawaName: names[0].split(' ')[position] ?? null,
      sportybetDesc: names[1].split(' ')[position] ?? null,
      bet9jaSuffix: null,
      position,
    }));
  const sides = pair('home away', ['1 2', 'Home Away']);
  const overUnder = pair('over under', ['Over Under', 'Over Under']);
  /** betPawa has a market of its own for each set, where SportyBet tells the set in the specifier. */
  const firstSet = { betpawa: { fixed: 'setnr=1' } };
  const tennis = present ? readMarkets('tennis') : [];
  const known = [
    { canonicalId: 'winner', name: 'Winner', betpawaId: '2043818', sportybetId: '186', outcomeMapping: sides },
    {
      canonicalId: 'game_handicap',
      name: 'Game Handicap',
      betpawaId: '3532590',
      sportybetId: '187',
      lineKind: 'asian-handicap' as const,
      outcomeMapping: sides,
    },
    { canonicalId: 'games', name: 'Total Games', betpawaId: '4895', sportybetId: '189', outcomeMapping: overUnder },
    {
      canonicalId: 'home_games',
      name: 'Games Home',
      betpawaId: '2068161',
      sportybetId: '190',
      outcomeMapping: overUnder,
    },
    { canonicalId: 'sets', name: 'Total Sets', betpawaId: '3597899', sportybetId: '314', outcomeMapping: overUnder },
    {
      canonicalId: 'set_game_handicap',
      name: 'Set Game Handicap',
      betpawaId: '4666923',
      sportybetId: '203',
      lineKind: 'asian-handicap' as const,
      lineConventions: firstSet,
      outcomeMapping: sides,
    },
  ].map(mapping => learnOutcomeIds(mapping, tennis));

  it('compares under mappings that say how their lines are read', () => {
    const resolved = resolveAll(known, tennis);
    const compared = comparePrices(resolved);
    expect(new Set(compared.map(({ canonicalId }) => canonicalId)).size).toBe(known.length);
    expect(compared.filter(({ difference, tolerance }) => difference > tolerance)).toEqual([]);
    expect(compared.find(each => each.canonicalId === 'set_game_handicap')?.line?.qualifier).toBe('setnr=1');
    expect(findPriceFaults(resolved)).toEqual([]);
  });

  it('notices that a handicap was taken to be told from the other side', () => {
    const turned = { betpawa: { side: 'away' as const } };
    const faulty = known.map(each =>
      each.canonicalId === 'game_handicap' ? { ...each, lineConventions: turned } : each,
    );
    const [fault] = findPriceFaults(resolveAll(faulty, tennis));
    expect(fault).toMatchObject({ canonicalId: 'game_handicap', kind: 'wrong-side' });
  });
});
