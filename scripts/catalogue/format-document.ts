import { type BaseMapping, sourceIdsOf } from '../../src/model/index.js';
import { KNOWN_SOURCES } from '../../src/sources/registry.js';
import { ACCEPTED_DISAGREEMENTS } from './accepted-disagreements.js';
import type { Findings } from './find-evidence.js';

/** The catalogue as a page of the documentation. */
export function formatDocument(catalogue: readonly BaseMapping[], findings: Findings): string {
  const counts = { prices: 0, feed: 0, name: 0 };
  for (const bySource of findings.evidence.values()) for (const { evidence } of bySource.values()) counts[evidence]++;
  const ids = counts.prices + counts.feed + counts.name;
  return [
    '# The catalogue',
    '',
    'Written by `scripts/build-catalogue.ts` from captured payloads of seven bookmakers.',
    '',
    '```ts',
    "import { createMarketMapper } from 'market-mapping';",
    "import { catalogue } from 'market-mapping/catalogue';",
    "import type { Knex } from 'knex';",
    '',
    'export function start(db: Knex) {',
    '  return createMarketMapper(db, { baseMappings: catalogue });',
    '}',
    '```',
    '',
    `It has ${catalogue.length} mappings with ${ids} ids of markets. Each id says what speaks for it:`,
    '',
    `- **prices** (${counts.prices}): its prices were seen to agree with another bookmaker's in the same event. Behind it stand how many prices`,
    '  were compared and the largest difference that margins and rounding do not explain, in log-odds.',
    `- **feed** (${counts.feed}): a payload shows it, with the outcome ids of a bookmaker of the same feed whose prices were seen to agree.`,
    `- **name** (${counts.name}): its name and its outcomes say the same period, subject, side, kind and outcomes beyond doubt.`,
    '',
    `Of ${findings.comparisons.length} pairs of prices compared, those below are further apart than margins explain, and it is not the mapping's fault.`,
    'No basketball market is in the catalogue yet: no payload of it was at hand.',
    '',
    ...table(
      ['mapping', 'bookmaker', 'outcomes', 'cause'],
      ACCEPTED_DISAGREEMENTS.map(each => [
        each.canonicalId,
        each.source,
        each.outcomes?.join(', ') ?? 'all',
        each.cause,
      ]),
    ),
    '',
    ...['football', 'tennis'].flatMap(sport => [
      `## ${sport === 'football' ? 'Football' : 'Tennis'}`,
      '',
      ...table(
        ['canonical id', 'name', 'line', 'ids and evidence'],
        catalogue.filter(mapping => mapping.sport === sport).map(mapping => toRow(mapping, findings)),
      ),
      '',
    ]),
  ].join('\n');
}

function toRow(mapping: BaseMapping, { evidence }: Findings): string[] {
  const own = evidence.get(mapping.canonicalId);
  const ids = sourceIdsOf(mapping)
    .sort((a, b) => orderOf(a.source) - orderOf(b.source))
    .map(({ source, id }) => {
      const found = own?.get(source);
      const compared = found?.evidence === 'prices' ? ` ${found.prices}, ${found.largestDifference}` : '';
      const where = mapping.lineConventions?.[source]?.where;
      return `${source} \`${id}\`${where === undefined ? '' : ` at \`${where}\``}: ${found?.evidence}${compared}`;
    });
  return [mapping.canonicalId, mapping.name, mapping.lineKind ?? '', ids.join('<br>')];
}

const ORDER: readonly string[] = KNOWN_SOURCES;

function orderOf(source: string): number {
  return ORDER.indexOf(source);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
