import type { RegisteredSource } from '../source-definition.js';
import { bet9jaCandidateIds } from './bet9ja-candidate-ids.js';

/** Bet9ja, as the registry knows it. */
export const bet9jaSource: RegisteredSource = {
  id: 'bet9ja',
  label: 'Bet9ja',
  parameter: 'bare',
  side: 'home',
  unit: 1,
  feed: null,
  idsPerSport: false,
  parseEvent: null,
  parseEvents: null,
  scoreInParameter: true,
  candidateIds: bet9jaCandidateIds,
  withParameter: (id, parameter) => (id.includes('@') ? id : `${id}@${parameter}`),
};
