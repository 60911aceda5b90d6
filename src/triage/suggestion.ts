import type { ScrapedOutcome } from '../model/index.js';
import type { Candidate } from './prepare-candidates.js';

/** What an item of evidence is about. */
export type EvidenceFeature =
  | 'source-ids'
  | 'outcomes'
  | 'bet'
  | 'period'
  | 'side'
  | 'subject'
  | 'numbers'
  | 'words'
  | 'line'
  | 'prices'
  | 'taken'
  | 'rival'
  | 'draft';

/** One reason for or against a suggestion. */
export interface SuggestionEvidence {
  /** What it is about: `source-ids`, `outcomes`, `bet`, `prices`, … */
  feature: EvidenceFeature;
  /** What it adds to the score; negative if it speaks against. */
  weight: number;
  /** The reason as a sentence. */
  text: string;
}

/** A mapping that a market may belong to, and why. */
export interface Suggestion {
  /** The candidate as it was given; a draft that `createMapping` accepts if `isNew`. */
  mapping: Candidate;
  /** From 0 to 1, the sum of the evidence's weights; from 0.8 on it claims to be right. */
  score: number;
  /** Whether it is safe to accept unseen. */
  match: boolean;
  evidence: SuggestionEvidence[];
  /** Which outcome of the market is which of the mapping, one to one; empty if that can't be told. */
  outcomes: { scraped: ScrapedOutcome; canonicalId: string }[];
  /** Whether the mapping is a draft of a new one. */
  isNew: boolean;
}
