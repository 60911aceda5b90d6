import { builtInSource } from '../built-in-source.js';
import type { RegisteredSource } from '../source-definition.js';
import { bet9jaCandidateIds } from './bet9ja-candidate-ids.js';
import { findBet9jaEvents, readBet9jaEvent } from './read-bet9ja-event.js';

/** Bet9ja, as the registry knows it. */
export const bet9jaSource: RegisteredSource = /* @__PURE__ */ builtInSource({
  id: 'bet9ja',
  label: 'Bet9ja',
  parameter: 'bare',
  side: 'home',
  unit: 1,
  feed: null,
  idsPerSport: false,
  scoreInParameter: true,
  candidateIds: bet9jaCandidateIds,
  withParameter: (id, parameter) => (id.includes('@') ? id : `${id}@${parameter}`),
  findEvents: findBet9jaEvents,
  readEvent: readBet9jaEvent,
});
