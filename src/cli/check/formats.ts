// The formats in which problems can be printed.
import type { Environment } from '../../engine/model';
import type { Terminal } from '../terminal';
import { asJson } from './as-json';
import { asJUnit } from './as-junit';
import { asMarkdown } from './as-markdown';
import { asSarif } from './as-sarif';
import { asText } from './as-text';
import type { Problem } from './problems';

export interface Report {
  readonly environments: readonly Environment[];
  readonly problems: readonly Problem[];
}

/** What is printed for a report; the same text for the same report. */
export type Format = (report: Report, terminal: Pick<Terminal, 'paint'>) => string;

export const FORMATS: Readonly<Record<string, Format>> = {
  text: asText,
  json: asJson,
  sarif: asSarif,
  junit: asJUnit,
  markdown: asMarkdown,
};
