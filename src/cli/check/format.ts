// What a format of `check` prints.
import type { Environment } from '../../engine/model';
import type { Terminal } from '../terminal';
import type { Problem } from './problems';

export interface Report {
  readonly environments: readonly Environment[];
  /** Folders with a kustomization that are checked as well, although they are of no environment. */
  readonly folders: readonly string[];
  readonly problems: readonly Problem[];
}

/** What is printed for a report; the same text for the same report. */
export type Format = (report: Report, terminal: Pick<Terminal, 'paint'>) => string;
