/**
 * Checks the catalogue against captured payloads, and writes the evidence of each of its ids:
 *
 *   MARKET_MAPPING_DATA=folder npx tsx scripts/build-catalogue.ts
 *
 * The rows in `src/catalogue/` are kept by hand. What is written is `src/catalogue/evidence-table.ts` and `docs/catalogue.md`. It
 * fails, and leaves the files as they are, where an id has no evidence, or where two bookmakers' prices of one bet are apart and
 * `scripts/catalogue/accepted-disagreements.ts` does not say why.
 */
import { writeFileSync } from 'node:fs';
import { catalogue } from '../src/catalogue/mappings.js';
import { folder, present } from '../test/real-data/files.js';
import { readCapturedEvents, readLoggedMarkets } from './catalogue/captured-events.js';
import { findEvidence } from './catalogue/find-evidence.js';
import { formatDocument } from './catalogue/format-document.js';
import { formatEvidence } from './catalogue/format-evidence.js';

if (present) build();
else console.log(`There are no captured payloads in ${folder}: the catalogue's files stay as they are.`);

function build(): void {
  const findings = findEvidence(catalogue, readCapturedEvents(), readLoggedMarkets());
  for (const each of findings.without) console.error(`no evidence: ${each}`);
  for (const { canonicalId, line, outcome, sources, odds } of findings.disagreements) {
    console.error(`apart: ${canonicalId} ${line?.label ?? ''} ${outcome}: ${sources.join('/')} ${odds.join('/')}`);
  }
  for (const each of findings.outdated) console.error(`accepted, but no longer apart: ${each}`);
  if (findings.without.length + findings.disagreements.length + findings.outdated.length > 0) {
    process.exitCode = 1;
    return;
  }
  writeFileSync('src/catalogue/evidence-table.ts', formatEvidence(findings));
  writeFileSync('docs/catalogue.md', formatDocument(catalogue, findings));
  console.log(`${catalogue.length} mappings, ${findings.comparisons.length} prices compared`);
}
