// Findings: what a check has to say about a line of the sources.
import type { Position } from './origin';

export type FindingCode = 'plainSecret' | 'dumpedSecret';

export interface Finding extends Position {
  readonly code: FindingCode;
  readonly severity: 'error' | 'warning' | 'information';
  /** What the sentence names; never a secret value. */
  readonly subject: string;
}
