import type { Source } from './source.js';

/** That somebody has looked at a finding of lint and lets it stand. */
export interface Dismissal {
  readonly id: number;
  /** The rule's id; one of an older or newer release may be unknown to this one. */
  readonly rule: string;
  /** The mapping's canonical id. */
  readonly mapping: string;
  readonly source: Source | null;
  /** The finding's: it stands for the mappings that the finding is about as they were. */
  readonly fingerprint: string;
  /** What the finding named. */
  readonly about: readonly string[];
  readonly message: string;
  readonly reason: string;
  readonly createdAt: Date;
  readonly createdBy: string | null;
}
