import * as z from 'zod';
import { newMappingSchema } from '../input/schemas.js';
import { validate } from '../input/validate.js';
import type { ActiveMapping, NewMapping } from '../model/index.js';
import { pure } from '../model/pure.js';
import { freezeMapping } from './freeze-mapping.js';

const baseMappingsSchema: z.ZodType<NewMapping[]> = /* @__PURE__ */ pure(() =>
  z.array(newMappingSchema, { error: 'must be an array of mappings' }).check(context => {
    const seen = new Set<string>();
    context.value.forEach(({ canonicalId }, index) => {
      if (seen.has(canonicalId)) {
        const message = `"${canonicalId}" appears twice`;
        context.issues.push({
          code: 'custom',
          message,
          path: ['baseMappings', index, 'canonicalId'],
          input: canonicalId,
        });
      }
      seen.add(canonicalId);
    });
  }),
);

/** The mappings that a consumer keeps in code, in the form used unless a row of the database replaces them. */
export function toBaseMappings(input: readonly NewMapping[]): ActiveMapping[] {
  const now = new Date();
  return validate(baseMappingsSchema, input, 'baseMappings').map(mapping =>
    freezeMapping({
      id: null,
      canonicalId: mapping.canonicalId,
      name: mapping.name,
      betpawaId: mapping.betpawaId ?? null,
      sportybetId: mapping.sportybetId ?? null,
      bet9jaKey: mapping.bet9jaKey ?? null,
      sourceIds: mapping.sourceIds ?? {},
      outcomeMapping: mapping.outcomeMapping,
      priority: mapping.priority ?? 0,
      isActive: true,
      createdAt: now,
      updatedAt: now,
      createdBy: null,
      sport: mapping.sport ?? null,
      ...(mapping.lineKind ? { lineKind: mapping.lineKind } : {}),
      ...(mapping.lineConventions ? { lineConventions: mapping.lineConventions } : {}),
      origin: 'base',
    }),
  );
}
