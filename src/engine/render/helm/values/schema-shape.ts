// Whether a schema is one: what its keywords may hold, in each draft. A validator that takes it for granted stumbles over the rest.
import { RE2JS, RE2JSSyntaxException } from 're2js';
import type { Path } from '../../../model';

/** Drafts by their number or year. */
export type Draft = 4 | 6 | 7 | 2019 | 2020;

/** What is wrong with a keyword, and where: `properties`, `port`, `type`. */
export interface Fault {
  readonly path: Path;
  readonly detail: string;
}

/** The first keyword that holds what its draft has no place for. Source: the schemas of schemas that json-schema.org publishes. */
export function shapeFault(schema: unknown, draft: Draft): Fault | undefined {
  return schemaAt(schema, { draft, path: [] });
}

interface Place {
  readonly draft: Draft;
  readonly path: Path;
}

type Rule = (value: unknown, place: Place) => Fault | undefined;

const within = (place: Place, step: string | number): Place => ({ ...place, path: [...place.path, step] });

const fault = ({ path }: Place, detail: string): Fault => ({ path, detail });

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function schemaAt(value: unknown, place: Place): Fault | undefined {
  if (typeof value === 'boolean' && place.draft > 4) return undefined;
  if (!isMap(value)) return fault(place, place.draft > 4 ? 'a schema is a map, true or false' : 'a schema is a map');
  for (const [keyword, inner] of Object.entries(value)) {
    const found = ruleOf(keyword, place.draft)?.(inner, within(place, keyword));
    if (found !== undefined) return found;
  }
  if (place.draft > 4) return undefined;
  for (const [exclusive, limit] of [
    ['exclusiveMaximum', 'maximum'],
    ['exclusiveMinimum', 'minimum'],
  ] as const)
    if (exclusive in value && !(limit in value)) return fault(within(place, exclusive), `it needs ${limit} beside it`);
  return undefined;
}

function ruleOf(keyword: string, draft: Draft): Rule | undefined {
  return KEYWORDS.get(keyword)?.find(({ from = 0, to = 9999 }) => from <= draft && draft <= to)?.rule;
}

const kind =
  (words: string, holds: (value: unknown) => boolean): Rule =>
  (value, place) =>
    holds(value) ? undefined : fault(place, `it has to be ${words}`);

const text = kind('a text', (value) => typeof value === 'string');
const flag = kind('true or false', (value) => typeof value === 'boolean');
const number = kind('a number', (value) => typeof value === 'number');
const size = kind('a whole number, not below 0', (value) => Number.isInteger(value) && (value as number) >= 0);
const anyList = kind('a list', Array.isArray);
const matching = (words: string, pattern: RegExp): Rule => kind(words, (value) => typeof value === 'string' && pattern.test(value));

const isUnique = (items: readonly unknown[]): boolean => new Set(items.map((item) => JSON.stringify(item))).size === items.length;

const names: Rule = (value, place) => {
  const isNames = Array.isArray(value) && value.every((item) => typeof item === 'string') && isUnique(value);
  if (!isNames) return fault(place, 'it has to be a list of names, each once');
  return place.draft === 4 && value.length === 0 ? fault(place, 'the list is empty') : undefined;
};

const choices: Rule = (value, place) => {
  if (!Array.isArray(value)) return fault(place, 'it has to be a list');
  return place.draft > 7 || (value.length > 0 && isUnique(value)) ? undefined : fault(place, 'it has to be a list of values, each once');
};

const TYPES: ReadonlySet<unknown> = new Set(['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']);

const type: Rule = (value, place) => {
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  const wrong = given.find((one) => !TYPES.has(one));
  if (wrong !== undefined) return fault(place, `${JSON.stringify(wrong)} is no type: ${[...TYPES].join(', ')} are`);
  return given.length > 0 && isUnique(given) ? undefined : fault(place, 'it has to be a type, or a list of types, each once');
};

const pattern: Rule = (value, place) => {
  if (typeof value !== 'string') return text(value, place);
  try {
    RE2JS.compile(value);
    return undefined;
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    return fault(place, `Helm cannot read the regular expression: ${error.message}`);
  }
};

const list: Rule = (value, place) => {
  if (!Array.isArray(value) || value.length === 0) return fault(place, 'it has to be a list of schemas, not an empty one');
  return first(value.entries(), place, schemaAt);
};

const mapOf =
  (rule: Rule, key?: Rule): Rule =>
  (value, place) => {
    if (!isMap(value)) return fault(place, 'it has to be a map');
    return first(Object.entries(value), place, (inner, at) => key?.(at.path.at(-1), at) ?? rule(inner, at));
  };

function first(entries: Iterable<readonly [string | number, unknown]>, place: Place, rule: Rule): Fault | undefined {
  for (const [step, inner] of entries) {
    const found = rule(inner, within(place, step));
    if (found !== undefined) return found;
  }
  return undefined;
}

const orFlag: Rule = (value, place) => (typeof value === 'boolean' ? undefined : schemaAt(value, place));
const orNames: Rule = (value, place) => (Array.isArray(value) ? names(value, place) : schemaAt(value, place));
const orList: Rule = (value, place) => (Array.isArray(value) ? list(value, place) : schemaAt(value, place));

interface Known {
  readonly from?: number;
  readonly to?: number;
  readonly rule: Rule;
}

const always = (rule: Rule): readonly Known[] => [{ rule }];
const from = (draft: number, rule: Rule): readonly Known[] => [{ from: draft, rule }];
const limit: readonly Known[] = [
  { to: 4, rule: flag },
  { from: 6, rule: number },
];
const name = matching('a plain name', /^[A-Za-z_][-A-Za-z0-9.:_]*$/);
const id = matching('an address without a fragment', /^[^#]*#?$/);

const KEYWORDS: ReadonlyMap<string, readonly Known[]> = new Map<string, readonly Known[]>([
  ['$schema', always(text)],
  ['$ref', always(text)],
  ['id', [{ to: 4, rule: text }]],
  [
    '$id',
    [
      { from: 6, to: 7, rule: text },
      { from: 2019, rule: id },
    ],
  ],
  ['$recursiveRef', from(2019, text)],
  [
    '$recursiveAnchor',
    [
      { from: 2019, to: 2019, rule: flag },
      { from: 2020, rule: name },
    ],
  ],
  ['$dynamicRef', from(2020, text)],
  ['$dynamicAnchor', from(2020, name)],
  ['$vocabulary', from(2019, mapOf(flag))],
  ['$anchor', from(2019, name)],
  ['$comment', from(7, text)],
  ['$defs', from(2019, mapOf(schemaAt))],
  ['definitions', always(mapOf(schemaAt))],
  ['title', always(text)],
  ['description', always(text)],
  ['format', always(text)],
  ['pattern', always(pattern)],
  ['contentEncoding', from(7, text)],
  ['contentMediaType', from(7, text)],
  ['contentSchema', from(2019, schemaAt)],
  ['readOnly', from(7, flag)],
  ['writeOnly', from(7, flag)],
  ['deprecated', from(2019, flag)],
  ['examples', from(7, anyList)],
  ['type', always(type)],
  ['enum', always(choices)],
  ['multipleOf', always(kind('a number above 0', (value) => typeof value === 'number' && value > 0))],
  ['maximum', always(number)],
  ['minimum', always(number)],
  ['exclusiveMaximum', limit],
  ['exclusiveMinimum', limit],
  ['maxLength', always(size)],
  ['minLength', always(size)],
  ['maxItems', always(size)],
  ['minItems', always(size)],
  ['maxProperties', always(size)],
  ['minProperties', always(size)],
  ['maxContains', from(2019, size)],
  ['minContains', from(2019, size)],
  ['uniqueItems', always(flag)],
  ['required', always(names)],
  ['properties', always(mapOf(schemaAt))],
  ['patternProperties', always(mapOf(schemaAt, pattern))],
  ['additionalProperties', always(orFlag)],
  ['unevaluatedProperties', from(2019, schemaAt)],
  ['propertyNames', from(6, schemaAt)],
  ['dependencies', always(mapOf(orNames))],
  ['dependentRequired', from(2019, mapOf(names))],
  ['dependentSchemas', from(2019, mapOf(schemaAt))],
  ['prefixItems', from(2020, list)],
  [
    'items',
    [
      { to: 2019, rule: orList },
      { from: 2020, rule: schemaAt },
    ],
  ],
  ['additionalItems', [{ to: 2019, rule: orFlag }]],
  ['unevaluatedItems', from(2019, schemaAt)],
  ['contains', from(6, schemaAt)],
  ['allOf', always(list)],
  ['anyOf', always(list)],
  ['oneOf', always(list)],
  ['not', always(schemaAt)],
  ['if', from(7, schemaAt)],
  ['then', from(7, schemaAt)],
  ['else', from(7, schemaAt)],
]);
