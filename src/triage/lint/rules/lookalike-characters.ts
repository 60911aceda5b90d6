import { sourceIdsOf } from '../../../model/index.js';
import { namesOf } from '../change-outcomes.js';
import { groupBy } from '../group-by.js';
import { lintRule } from '../lint-rule.js';
import { quote } from '../quote.js';

export const lookalikeCharacters = /* @__PURE__ */ lintRule({
  id: 'lookalike-characters',
  severity: 'warning',
  needsObserved: false,
  summary: 'letters or digits of another script that look like Latin ones',
  *check(mapping) {
    for (const { source, id } of sourceIdsOf(mapping)) {
      if (isMixed(id))
        yield { source, message: `the id ${JSON.stringify(id)} mixes scripts: ${told(id)}`, about: [id] };
    }
    const faulty = mapping.outcomeMapping.flatMap(outcome =>
      namesOf(outcome).flatMap(({ source, name }) => (isMixed(name) ? [{ outcome, source, name }] : [])),
    );
    for (const [source, those] of groupBy(faulty, each => each.source)) {
      const names = those.map(({ name }) => name);
      const about = those.map(({ outcome }) => outcome.canonicalId);
      yield { source, message: `${quote(names)} mixes scripts: ${names.map(told).join('; ')}`, about };
    }
    const ids = [mapping.canonicalId, ...mapping.outcomeMapping.map(({ canonicalId }) => canonicalId)].filter(isMixed);
    if (ids.length > 0) yield { message: `${quote(ids)} mixes scripts: ${ids.map(told).join('; ')}`, about: ids };
  },
});

/** A word of Latin letters with one of another script in it, or a digit that is not one of ours. */
function isMixed(text: string): boolean {
  return strange(text).length > 0;
}

function strange(text: string): string[] {
  const words = text.normalize('NFC').match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return words.flatMap(word => {
    const foreign = word.match(/[\p{Script=Cyrillic}\p{Script=Greek}\u{FF01}-\u{FF5E}\u{1D400}-\u{1D7FF}]/gu) ?? [];
    const isWide = /[\u{FF01}-\u{FF5E}\u{1D400}-\u{1D7FF}]/u.test(word);
    // A word that is all of another script is a name in that script, unless it is one letter among Latin words.
    const isWhole = !/\p{Script=Latin}/u.test(word) && !(word.length === 1 && /\p{Script=Latin}|^.$/u.test(text));
    return foreign.length > 0 && (isWide || !isWhole) ? foreign : [];
  });
}

function told(text: string): string {
  const marks = strange(text).map(
    char => `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
  return [...new Set(marks)].join(', ');
}
