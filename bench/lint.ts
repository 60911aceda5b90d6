/**
 * What lint finds in the captured mappings beside the captured payloads, each finding with the verdict of somebody who looked, and how
 * long lint takes; written to bench/LINT.md:
 *
 *   npm run bench:lint
 *
 * It needs the captured data that the tests on real data need, in MARKET_MAPPING_DATA. It fails where a finding has no verdict, or a
 * verdict no finding.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readCapturedEvents } from '../scripts/catalogue/captured-events.js';
import { catalogue } from '../src/catalogue/mappings.js';
import { type LintFinding, lintMappings, type ScrapedEvent } from '../src/index.js';
import { present, readMappings } from '../test/real-data/files.js';
import { LINT_VERDICTS } from './lint-verdicts.js';

if (!present) throw new Error('There are no captured payloads: set MARKET_MAPPING_DATA to their folder.');

const events = readCapturedEvents();
const mappings = readMappings();
const findings = lintMappings(mappings, events);
const judged = findings.map(finding => ({ finding, verdict: verdictOf(finding) }));
const told = LINT_VERDICTS.reduce((sum, { rules }) => sum + rules.length, 0);
if (told !== findings.length) throw new Error(`${findings.length} findings, and verdicts on ${told}`);
const right = judged.filter(({ verdict }) => verdict.isRight).length;

const report = [
  '# Lint on captured mappings',
  '',
  `Made by \`npm run bench:lint\`: ${mappings.length} mappings of a service in production beside payloads of ${new Set(events.map(({ source }) => source)).size} bookmakers. Somebody looked at`,
  `each finding; the verdicts are in \`bench/lint-verdicts.ts\`. **${right} of ${findings.length} findings are right (${((100 * right) / findings.length).toFixed(1)} %).**`,
  `In the ${catalogue.length} mappings of the catalogue, lint finds ${lintMappings(catalogue, events).length} faults beside the same payloads.`,
  '',
  '| severity | rule | mapping | at | right | what was seen |',
  '|---|---|---|---|---|---|',
  ...judged.map(
    ({ finding: { severity, rule, mapping, source }, verdict }) =>
      `| ${severity} | ${rule} | ${mapping} | ${source ?? ''} | ${verdict.isRight ? 'yes' : '**no**'} | ${verdict.why} |`,
  ),
  '',
  '## How long it takes',
  '',
  measure(),
  '',
];
writeFileSync(path.resolve('bench/LINT.md'), report.join('\n'));

function verdictOf({ rule, mapping, source }: LintFinding) {
  const verdict = LINT_VERDICTS.find(
    each => each.mapping === mapping && each.source === source && each.rules.includes(rule),
  );
  if (verdict === undefined) throw new Error(`nobody has looked at ${rule} of ${mapping} at ${source}`);
  return verdict;
}

/** Three catalogues, two of them under other ids, and the payloads again and again as other events. */
function measure(): string {
  const copies = ['', 'b', 'c'].flatMap(copy =>
    catalogue.map(mapping => ({
      ...mapping,
      canonicalId: `${mapping.canonicalId}${copy}`,
      name: `${mapping.name}${copy}`,
      betpawaId: again(mapping.betpawaId, copy),
      sportybetId: again(mapping.sportybetId, copy),
      bet9jaKey: again(mapping.bet9jaKey, copy),
      sourceIds: Object.fromEntries(Object.entries(mapping.sourceIds ?? {}).map(([at, id]) => [at, `${id}${copy}`])),
    })),
  );
  const seen = [0, 1, 2, 3].flatMap(round => events.map(event => anotherEvent(event, round)));
  const markets = seen.reduce((sum, event) => sum + event.markets.length, 0);
  const begun = performance.now();
  lintMappings(copies, seen);
  const seconds = (performance.now() - begun) / 1000;
  return `${copies.length} mappings beside ${markets} markets of ${seen.length} events: ${seconds.toFixed(1)} s, on one core of a shared machine, one run.`;
}

function again(id: string | null | undefined, copy: string): string | null {
  return id == null ? null : `${id}${copy}`;
}

function anotherEvent(event: ScrapedEvent, round: number): ScrapedEvent {
  const eventId = `${event.eventId}.${round}`;
  const markets = event.markets.map(market => ({
    ...market,
    ...(market.event === undefined ? {} : { event: { ...market.event, eventId } }),
  }));
  return { ...event, eventId, markets };
}
