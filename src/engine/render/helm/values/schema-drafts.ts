// A schema as its draft reads it: keywords of later drafts say nothing to Helm, and the validator takes most of them in any draft.
// Source: santhosh-tekuri/jsonschema v6, `draft.go` and `objcompiler.go`.
import type { Draft } from './schema-shape';

type Keywords = Record<string, unknown>;

/** Takes out of a schema what its draft does not know. What lies below a keyword that it does not know stays: a pointer may lead there, and a name does not. */
export function fitToDraft(schema: unknown, draft: Draft): void {
  if (draft < 2020) prune(schema, draft, true);
}

function prune(schema: unknown, draft: Draft, isKnown: boolean): void {
  if (!isMap(schema)) return;
  if (draft < 2019) dropName(schema, draft, isKnown);
  for (const [keyword, inner] of Object.entries(schema)) {
    const isOwn = isKnown && (SINCE.get(keyword) ?? 4) <= draft;
    if (isKnown && !isOwn && !HOLDERS.has(keyword)) delete schema[keyword];
    else for (const one of schemasIn(keyword, inner)) prune(one, draft, isOwn);
  }
}

/** Before draft 2019-09 a name is an address that is nothing but a fragment. */
function dropName(schema: Keywords, draft: Draft, isKnown: boolean): void {
  const [own, other] = draft === 4 ? ['id', '$id'] : ['$id', 'id'];
  delete schema[other];
  delete schema.$anchor;
  const name = schema[own];
  if (!isKnown && typeof name === 'string' && name.startsWith('#')) delete schema[own];
}

function schemasIn(keyword: string, inner: unknown): readonly unknown[] {
  if (MAPS.has(keyword)) return isMap(inner) ? Object.values(inner) : [];
  if (!SCHEMAS.has(keyword)) return [];
  return Array.isArray(inner) ? inner : [inner];
}

function isMap(value: unknown): value is Keywords {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Only schemas that others refer to: they demand nothing where they stand. */
const HOLDERS: ReadonlySet<string> = new Set(['$defs', 'definitions']);

const MAPS: ReadonlySet<string> = new Set('definitions $defs properties patternProperties dependencies dependentSchemas'.split(' '));

const SCHEMAS: ReadonlySet<string> = new Set(
  (
    'not allOf anyOf oneOf additionalProperties items additionalItems propertyNames contains if then else ' +
    'unevaluatedProperties unevaluatedItems prefixItems'
  ).split(' '),
);

/** Keywords that demand something, or give names, and the draft that brought them. */
const SINCE: ReadonlyMap<string, Draft> = new Map(
  (
    [
      [6, 'const contains propertyNames'],
      [7, 'if then else'],
      [
        2019,
        '$defs $recursiveRef $recursiveAnchor dependentRequired dependentSchemas minContains maxContains unevaluatedProperties unevaluatedItems',
      ],
      [2020, '$dynamicRef $dynamicAnchor prefixItems'],
    ] as const
  ).flatMap(([draft, keywords]) => keywords.split(' ').map((keyword) => [keyword, draft] as const)),
);
