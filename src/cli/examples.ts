/** An example for the end of each command's `--help`. */
const EXAMPLES: Readonly<Record<string, string>> = {
  migrate: 'migrate --dry-run > migrations.sql',
  check: 'check --schema odds',
  grants: 'grants --editor back_office --scraper scraper | psql "$DATABASE_URL"',
  stats: 'stats --json',
  mappers: 'mappers --stale',
  'unmapped list': 'unmapped list --source sportybet --status NEW --limit 5',
  'unmapped show': 'unmapped show 17 --draft > btts.json',
  'unmapped acknowledge': 'unmapped acknowledge 17 --notes "asked the traders"',
  'unmapped ignore': 'unmapped ignore 17 --notes "a promotion"',
  'unmapped map': 'unmapped map 17 --new btts_ft --file btts.json --reason "seen 159 times"',
  'mappings list': 'mappings list --source msport --active',
  'mappings show': 'mappings show btts_ft',
  'mappings create': 'mappings create --file btts.json',
  'mappings edit': 'mappings edit btts_ft --source-id msport=29 --reason "its id there"',
  'mappings activate': 'mappings activate btts_ft',
  'mappings deactivate': 'mappings deactivate btts_ft --reason "wrong at Bet9ja"',
  'mappings delete': 'mappings delete btts_ft --reason "a double"',
  audit: 'audit btts_ft --from 2026-05-06',
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
  page: 'page --port 4000',
};

/** The text for the end of a command's help. */
export function exampleOf(command: string): string {
  const example = EXAMPLES[command];
  return example === undefined ? '' : `\nExample:\n  npx market-mapping ${example}`;
}
