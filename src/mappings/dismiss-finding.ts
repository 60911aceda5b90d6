import * as z from 'zod';
import { DISMISSAL_COLUMNS, type DismissalRow, toDismissal } from '../database/dismissal-row.js';
import { type Db, query } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import { MAX_ACTOR, MAX_ID, storable, text } from '../input/fields.js';
import { sourceSchema } from '../input/schemas.js';
import { invalid, validate } from '../input/validate.js';
import type { Dismissal, SchemaOption } from '../model/index.js';
import { pure } from '../model/pure.js';
import type { LintFinding } from '../triage/lint/lint-finding.js';

/** Why a finding is dismissed, and by whom. */
export interface DismissOptions extends SchemaOption {
  /** Why it is right as it is. Required: the next person who looks has to know. */
  reason: string;
  actor?: string;
}

/** What of a finding is kept. */
export type DismissableFinding = Pick<LintFinding, 'mapping' | 'source' | 'message' | 'about' | 'fingerprint'> & {
  readonly rule: string;
};

/** More names than any finding has had. */
const MAX_ABOUT = 10_000;

const findingSchema: z.ZodType<DismissableFinding> = /* @__PURE__ */ pure(() =>
  z.object({
    rule: text(50),
    mapping: text(MAX_ID),
    source: sourceSchema.nullable(),
    message: storable('a string'),
    about: z.array(storable('a string'), { error: 'must be a list of strings' }).max(MAX_ABOUT),
    fingerprint: text(64),
  }),
);

const optionsSchema = /* @__PURE__ */ pure(() => z.object({ reason: text(1_000), actor: text(MAX_ACTOR).optional() }));

/**
 * Dismisses a finding of `lintMappings`: somebody has looked, and it is right as it is. It stays dismissed until a mapping that it is
 * about changes, or until it is about more than it was: `isDismissed` tells. Dismissing it again replaces the reason. Runs one
 * statement, and changes no mapping.
 *
 * @param db The service's knex, or a transaction of it.
 * @param finding The finding as `lintMappings` returned it.
 * @param options `reason` is required, at most 1,000 characters; `actor`; `schema`: `public` by default.
 * @throws `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { dismissFinding, exportMappings, lintMappings } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * for (const finding of lintMappings(await exportMappings(db), [], { rules: ['canonical-id-form'] })) {
 *   await dismissFinding(db, finding, { reason: 'other services know these ids', actor: 'ada' });
 * }
 * ```
 */
export async function dismissFinding(db: Db, finding: DismissableFinding, options: DismissOptions): Promise<Dismissal> {
  const { schema, dismissals } = tablesFor<DismissOptions>(options, { reason: true, actor: true });
  const { rule, mapping, source, message, about, fingerprint } = validate(findingSchema, finding, 'finding');
  const { reason, actor = null } = validate(optionsSchema, options, 'options');
  const [row] = await query<DismissalRow>(
    db,
    schema,
    `with again as (
      update ${dismissals} set message = $5, reason = $7, created_at = now(), created_by = $8
      where rule = $1 and canonical_id = $2 and source is not distinct from $3 and fingerprint = $4 and about = $6::jsonb
      returning ${DISMISSAL_COLUMNS}
    ), added as (
      insert into ${dismissals} (rule, canonical_id, source, fingerprint, message, about, reason, created_by)
      select $1, $2, $3, $4, $5, $6::jsonb, $7, $8 where not exists (select from again)
      returning ${DISMISSAL_COLUMNS}
    )
    select * from again union all select * from added`,
    [rule, mapping, source, fingerprint, message, JSON.stringify([...about].sort()), reason, actor],
  );
  // One of the two has written a row, unless a trigger or rule of somebody else's took it away.
  if (!row)
    throw invalid('finding', 'was not stored: something on market_mapping_dismissals keeps rows from being written');
  return toDismissal(row);
}
