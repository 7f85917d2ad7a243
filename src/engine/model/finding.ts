// Findings: what a check has to say about a line of the sources.
import type { Position } from './origin';

export type FindingCode =
  | 'plainSecret'
  | 'dumpedSecret'
  | 'deprecatedField'
  | 'targetMatchesNothing'
  | 'imageMatchesNothing'
  | 'optionIgnored'
  | 'overridden'
  | 'repeated'
  | 'chartDeprecated'
  | 'lockOutOfSync'
  | 'valueIgnored'
  | 'valueUnread'
  | 'valueUnset'
  | 'valuesPattern'
  | 'hookUnknown'
  | 'notAnObject'
  | 'objectRepeated'
  | 'projectNotDeclared'
  | 'projectUndecided'
  | 'namespaceNotPermitted'
  | 'lookupNotAsked'
  | 'capabilityUnknown'
  | 'policyMissing'
  | 'markerNotWritten'
  | 'digestNotReflected';

/** The worst first. */
export const SEVERITIES = ['error', 'warning', 'information'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Finding extends Position {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** What the sentence names; never a secret value. */
  readonly subject: string;
  /** What else it names. */
  readonly detail?: string;
  /** The kustomizations that led there, the outermost first. */
  readonly via?: readonly string[];
  /** The lines that are why: those that win over an overridden one, or that a repeated one repeats. */
  readonly related?: readonly Position[];
}

/** A finding as another render can contradict it: what is said, and of which place. */
export function findingKey(code: FindingCode, { file, line, column }: Position): string {
  return `${code} ${file}:${line}:${column}`;
}
