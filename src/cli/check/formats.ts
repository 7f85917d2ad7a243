// The formats in which problems can be printed.
import { asJson } from './as-json';
import { asJUnit } from './as-junit';
import { asMarkdown } from './as-markdown';
import { asSarif } from './as-sarif';
import { asText } from './as-text';
import type { Format } from './format';

export const FORMATS: Readonly<Record<string, Format>> = {
  text: asText,
  json: asJson,
  sarif: asSarif,
  junit: asJUnit,
  markdown: asMarkdown,
};
