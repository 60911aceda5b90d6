/** Examples for the end of each command's `--help`. */
const EXAMPLES: Readonly<Record<string, string | readonly string[]>> = {
  migrate: 'migrate --dry-run > migrations.sql',
  check: 'check --fix',
  grants: 'grants --editor back_office --scraper scraper | psql "$DATABASE_URL"',
  stats: 'stats --json',
  mappers: 'mappers --stale',
  'unmapped list': [
    'unmapped list --source sportybet --status NEW --limit 5',
    'unmapped list --status NEW,ACKNOWLEDGED --regressed',
    'unmapped list --source bet9ja --id "S_PLAYER*"',
  ],
  'unmapped show': ['unmapped show 17', 'unmapped show bet9ja S_OUA --draft > market.json'],
  'unmapped acknowledge': statusExamples('acknowledge'),
  'unmapped ignore': statusExamples('ignore'),
  'unmapped reopen': statusExamples('reopen'),
  'unmapped map': [
    'unmapped map 17 --new btts_ft --file btts.json --reason "seen 159 times"',
    'unmapped map bet9ja S_OUA --to over_under_ft --reason "same market"',
    'unmapped map --all --status NEW --market-name "GG/NG" --expect 3 --to btts_ft',
  ],
  'unmapped suggest': ['unmapped suggest 17', 'unmapped suggest 17 --files captured/*.json'],
  'ignore-rules list': 'ignore-rules list',
  'ignore-rules preview': 'ignore-rules preview --source bet9ja --id "S_PLAYER*"',
  'ignore-rules add': 'ignore-rules add --source bet9ja --id "S_PLAYER*" --until 2027-01-01 --reason "player specials"',
  'ignore-rules delete': 'ignore-rules delete 3 --reason "offered elsewhere by now"',
  'prune unmapped': 'prune unmapped --older-than 90d --status MAPPED,IGNORED --dry-run',
  'prune audit': 'prune audit --older-than 365d --dry-run',
  'mappings list': 'mappings list --source msport --active',
  'mappings show': 'mappings show btts_ft --as-of 2026-05-06T11:00:00Z',
  'mappings preview': 'mappings preview btts.json --files captured/*.json',
  'mappings create': 'mappings create --file btts.json',
  'mappings edit': 'mappings edit btts_ft --source-id msport=29 --reason "its id there"',
  'mappings activate': 'mappings activate btts_ft',
  'mappings deactivate': 'mappings deactivate btts_ft --reason "wrong at Bet9ja"',
  'mappings delete': 'mappings delete btts_ft --reason "a double"',
  audit: 'audit btts_ft --from 2026-05-06',
  revert: 'revert 4711 --reason "wrong market"',
  diff: 'diff 24h',
  export: 'export --output mappings.csv',
  import: 'import mappings.csv --dry-run',
  'catalogue list': 'catalogue list --sport football --source msport',
  'catalogue diff': 'catalogue diff --sport football',
  'catalogue import': 'catalogue import --reason "to begin with"',
  learn: 'learn captured/*.json --dry-run',
  resolve: 'resolve bet9ja S_OU@2.5_O',
  replay: 'replay captured/*.json',
  compare: 'compare captured/*.json --strict',
  coverage: 'coverage captured/*.json',
  triage: ['triage --source bet9ja', 'triage --files captured/*.json --min-occurrences 100'],
  lint: ['lint captured/*.json', 'lint --rule name-never-seen --severity error', 'lint --mapping btts_ft --fix'],
  completion: 'completion bash > ~/.market-mapping-completion',
  page: 'page --port 4000',
};

/** The same for each command that sets a status. */
function statusExamples(verb: string): string[] {
  return [
    `unmapped ${verb} 17 18 19 --reason "no such bets elsewhere"`,
    `unmapped ${verb} bet9ja S_OUA`,
    `unmapped ${verb} --all --source bet9ja --id "S_PLAYER*" --expect 12`,
  ];
}

/** The text for the end of a command's help. */
export function examplesOf(command: string): string {
  const examples = [EXAMPLES[command] ?? []].flat();
  if (examples.length === 0) return '';
  return `\nExample${examples.length > 1 ? 's' : ''}:\n${examples.map(each => `  npx market-mapping ${each}`).join('\n')}`;
}
