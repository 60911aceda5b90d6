import type { ValidationIssue } from '../model/errors.js';
import { SEED, SEED_SOURCES } from '../model/index.js';
import type { LintFinding } from '../triage/lint/lint-finding.js';
import { FIELDS, type MappingDraft } from './mapping-draft.js';
import type { Remark } from './views/remarks.js';

/** Remarks by the place in the form that they belong to; those about the whole have the place ''. */
export class PlacedRemarks {
  readonly #places = new Map<string, Remark[]>();
  readonly #draft: MappingDraft;

  constructor(draft: MappingDraft) {
    this.#draft = draft;
  }

  get places(): ReadonlyMap<string, readonly Remark[]> {
    return this.#places;
  }

  addIssues(issues: readonly ValidationIssue[]): this {
    for (const { field, message } of issues) {
      const place = this.#placeOf(field);
      this.#add(place, { severity: 'error', text: place === '' ? `${field}: ${message}` : message });
    }
    return this;
  }

  addFindings(findings: readonly LintFinding[]): this {
    const { canonicalId: own, outcomeMapping } = this.#draft;
    for (const { rule, severity, mapping, message, source, about } of findings) {
      const isOwn = mapping === own;
      // What is about several outcomes stands at the bookmaker, so that it is not told at one of them alone.
      const named = isOwn ? outcomeMapping.filter(({ canonicalId }) => about.includes(canonicalId)) : [];
      const [outcome] = source === null || named.length === 1 ? named : [];
      const place = outcome ? `outcome.${outcome.canonicalId}` : source === null ? '' : FIELDS.id(source);
      this.#add(place, { rule, severity, text: isOwn ? message : `"${mapping}" ${message}` });
    }
    return this;
  }

  #add(place: string, remark: Remark): void {
    this.#places.set(place, [...(this.#places.get(place) ?? []), remark]);
  }

  /** Where the field that an error names stands in the form. */
  #placeOf(field: string): string {
    const path = field.replace(/^(patch|input|target|target\.create)\./, '');
    const seed = SEED_SOURCES.find(source => SEED[source].idField === path);
    if (seed) return FIELDS.id(seed);
    if (path.startsWith('sourceIds.')) return FIELDS.id(path.slice('sourceIds.'.length));
    const [, at] = /^outcomeMapping\[(\d+)\]/.exec(path) ?? [];
    const outcome = at === undefined ? undefined : this.#draft.outcomeMapping[Number(at)];
    if (outcome) return `outcome.${outcome.canonicalId}`;
    const [first = ''] = path.split(/[.[]/);
    return PLACES.has(first) ? first : '';
  }
}

const PLACES = new Set(['canonicalId', 'name', 'sport', 'priority', 'lineKind', 'lineConventions', 'outcomeMapping']);
