// Of what a validator of schemas says, that which tells a person what to correct.
import type { OutputUnit } from '@cfworker/json-schema';

/** An error, with those of the alternatives of which none fits. */
export interface Telling {
  readonly error: OutputUnit;
  readonly alternatives: readonly OutputUnit[];
}

/** Each fault once; that of alternatives says it of all of them, as no single one has to fit. */
export function tellingErrors(errors: readonly OutputUnit[]): readonly Telling[] {
  const own = errors.filter(({ keyword }) => !HOLDERS.has(keyword)).slice(0, MOST);
  const told = own.filter((error) => !own.some((other) => isAlternative(error, other)));
  if (told.length === 0) return errors.map((error) => ({ error, alternatives: [] }));
  return told.map((error) => ({ error, alternatives: own.filter((other) => isAlternative(other, error)).slice(0, MOST_ALTERNATIVES) }));
}

/** Each is held against each. */
const MOST = 500;

const MOST_ALTERNATIVES = 4;

/** In words that need no full stop. */
export function wordsOf({ keyword, keywordLocation, error }: OutputUnit): string {
  // What `decidePatterns` makes of a pattern.
  if (/\/allOf\/\d+\/not$/.test(keywordLocation)) return 'the text does not match its pattern';
  return keyword === 'false' ? 'the schema has no place for it' : error.replace(/\.$/, '');
}

/** Keywords whose errors only say that something within them does not fit. */
const HOLDERS: ReadonlySet<string> = new Set([
  ...['$ref', '$recursiveRef', 'allOf', 'dependentSchemas'],
  ...['properties', 'patternProperties', 'additionalProperties', 'unevaluatedProperties'],
  ...['items', 'prefixItems', 'additionalItems', 'unevaluatedItems'],
]);

function isAlternative({ keywordLocation }: OutputUnit, { keyword, keywordLocation: around }: OutputUnit): boolean {
  return (keyword === 'oneOf' || keyword === 'anyOf') && keywordLocation.startsWith(`${around}/`);
}
