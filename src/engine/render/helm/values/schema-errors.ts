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

/** In words that need no full stop. @param rules the schema, and those that it refers to by their addresses. */
export function wordsOf(unit: OutputUnit, rules: Rules): string {
  const { keyword, error } = unit;
  const isDecided = IS_DECIDED.test(unit.keywordLocation);
  if (keyword === 'pattern' || isDecided) {
    const pattern = keywordAt(unit.keywordLocation.replace(IS_DECIDED, isDecided ? '$1/$comment' : '$&'), rules);
    return pattern === undefined ? 'the text does not match its pattern' : `the text does not match the pattern ${pattern}`;
  }
  return keyword === 'false' ? 'the schema has no place for it' : error.replace(/\.$/, '');
}

export interface Rules {
  readonly schema: unknown;
  readonly lookup: Readonly<Record<string, unknown>>;
}

/** What `decidePatterns` makes of a pattern. */
const IS_DECIDED = /(\/allOf\/\d+)\/not$/;

interface Fields {
  readonly [field: string]: unknown;
  readonly $ref?: unknown;
  /** The validator notes it when it makes a schema ready. */
  readonly __absolute_ref__?: unknown;
}

/** A text within a schema, by the way on which the validator came to it. */
function keywordAt(location: string, { schema, lookup }: Rules): string | undefined {
  let here: unknown = schema;
  for (const part of location.split('/').slice(1)) {
    if (typeof here !== 'object' || here === null) return undefined;
    const fields = here as Fields;
    here = part === '$ref' ? lookup[String(fields.__absolute_ref__ ?? fields.$ref)] : fields[unescaped(part)];
  }
  return typeof here === 'string' ? here : undefined;
}

/** A step of a pointer within a schema or a value. */
export function unescaped(part: string): string {
  return decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
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
