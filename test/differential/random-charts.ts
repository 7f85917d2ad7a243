// Random charts whose templates print the values that they see: dependencies with conditions, tags, aliases and imports, globals, nulls.
import fc from 'fast-check';
import { stringify } from 'yaml';
import type { Tree } from './random-trees';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

interface Described {
  readonly name: string;
  readonly values: Json;
  readonly dependencies: readonly Described[];
  readonly declared: readonly { [key: string]: Json }[] | undefined;
}

const NAMES = ['one', 'two', 'three'];
const KEYS = ['a', 'b', 'c', 'global', 'tags', 'exports', 'enabled', ...NAMES];

const scalar = fc.constantFrom<Json>(null, null, true, false, 1, 1.5, 'text', '', 1_000_000);

const value: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 4 }) as fc.Arbitrary<Json>,
    fc.array(scalar, { maxLength: 2 }),
  ),
})).value;

const table = fc.dictionary(fc.constantFrom(...KEYS), value, { maxKeys: 5 }) as fc.Arbitrary<{ [key: string]: Json }>;

const path = fc.array(fc.constantFrom(...KEYS), { minLength: 1, maxLength: 2 }).map((parts) => parts.join('.'));

/** Values in which the keys that Helm looks at often hold what it expects there. */
const values = fc
  .tuple(
    table,
    fc.option(fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom<Json>(true, false, null, 'x')), { nil: undefined }),
    fc.option(fc.dictionary(fc.constantFrom('a', 'b', 'c'), value), { nil: undefined }),
    fc.option(table, { nil: undefined }),
  )
  .map(([own, tags, global, exports]) => ({
    ...own,
    ...(tags === undefined ? {} : { tags }),
    ...(global === undefined ? {} : { global }),
    ...(exports === undefined ? {} : { exports }),
  }));

const dependency = fc.record(
  {
    name: fc.constantFrom(...NAMES),
    version: fc.constantFrom('1.0.0', '^1.0.0', '>=2.0.0', '1.x'),
    condition: fc.oneof(path, fc.constantFrom('one.enabled', 'two.enabled,global.a')),
    tags: fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
    alias: fc.constantFrom('two', 'four', 'five'),
    'import-values': fc.array(
      fc.oneof(fc.constantFrom<Json>('a', 'b'), fc.record({ child: path, parent: fc.oneof(path, fc.constant('.')) }) as fc.Arbitrary<Json>),
      { maxLength: 2 },
    ) as fc.Arbitrary<Json>,
  },
  { requiredKeys: ['name', 'version'] },
) as fc.Arbitrary<{ [key: string]: Json }>;

function chart(depth: number): fc.Arbitrary<Described> {
  const below = depth === 0 ? fc.constant([]) : fc.uniqueArray(chart(depth - 1), { maxLength: 2, selector: ({ name }) => name });
  return fc.record({
    name: fc.constantFrom(...NAMES),
    values,
    dependencies: below,
    declared: fc.option(fc.uniqueArray(dependency, { maxLength: 3, selector: ({ alias, name }) => alias ?? name }), { nil: undefined }),
  });
}

/** The files of a case: `chart/`, `values.yaml`, and a line for each argument. */
export const valuesChart: fc.Arbitrary<Tree> = fc
  .record({
    top: chart(2),
    values,
    sets: fc.array(
      fc.tuple(path, fc.constantFrom('null', '1', 'true', 'x', '{1,x}')).map(([key, text]) => `${key}=${text}`),
      { maxLength: 2 },
    ),
  })
  .map(({ top, values: given, sets }) => ({
    ...filesOf(declaring(top), 'chart/'),
    'values.yaml': stringify(given),
    arguments: sets.map((set) => `--set ${set}\n`).join(''),
  }));

/** A chart declares only what it has: what is missing is a matter of its own. */
function declaring(described: Described): Described {
  const names = new Set(described.dependencies.map(({ name }) => name));
  const declared = described.declared?.filter(({ name }) => names.has(name as string));
  return { ...described, declared, dependencies: described.dependencies.map(declaring) };
}

function filesOf({ name, values: own, dependencies, declared }: Described, folder: string): Record<string, string> {
  const definition = { apiVersion: 'v2', name, version: '1.0.0', ...(declared === undefined ? {} : { dependencies: declared }) };
  return {
    [`${folder}Chart.yaml`]: stringify(definition),
    [`${folder}values.yaml`]: stringify(own),
    [`${folder}templates/values.yaml`]: 'chart: {{ .Chart.Name }}\nvalues: {{ toJson .Values }}\n',
    ...Object.assign({}, ...dependencies.map((inner) => filesOf(inner, `${folder}charts/${inner.name}/`))),
  };
}
