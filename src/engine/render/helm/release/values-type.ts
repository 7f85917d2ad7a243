// The type that Helm gives values, and all that a template is given: a map with methods. Source: `Values` of Helm's chartutil (`common` in Helm 4).
import { GoError, GoFunction, GoMap, type Value } from '../go/values';
import type { ValueOrigins } from '../values/origins';
import type { ToYaml } from './files-value';

export interface ValuesOptions {
  readonly helm: 3 | 4;
  readonly origins: ValueOrigins;
  readonly toYaml: ToYaml;
}

/** The same entries under that type; what a template sets in one, the other has. */
export function asValues(map: GoMap, options: ValuesOptions): GoMap {
  const type = options.helm === 3 ? 'chartutil.Values' : 'common.Values';
  const values = new GoMap(map.entries, type, false, valuesMethods(map, options), map);
  options.origins.share(map, values);
  return values;
}

function valuesMethods(values: GoMap, options: ValuesOptions): ReadonlyMap<string, GoFunction> {
  const methods = [
    new GoFunction('AsMap', [], () => (values.entries.size === 0 ? new GoMap() : values)),
    new GoFunction('YAML', [], () => `${options.toYaml(values)}\n`),
    new GoFunction('Table', ['string'], ([name]) => {
      const table = tableOf(values, name as string);
      return table.plain === undefined ? asValues(table, options) : table;
    }),
    new GoFunction('PathValue', ['string'], ([path]) => pathValue(values, path as string)),
  ];
  return new Map(methods.map((method) => [method.name, method]));
}

function tableOf(values: GoMap, name: string): GoMap {
  let here: Value = values;
  for (const key of name.split('.')) {
    here = here instanceof GoMap ? here.entries.get(key) : undefined;
    if (!(here instanceof GoMap)) throw new GoError(`"${key}" is not a table`);
  }
  return here as GoMap;
}

/** What is no table; one that is, or is not there, is no value. Values within a scope have a type of their own, and are no table here. */
function pathValue(values: GoMap, path: string): Value {
  if (path === '') throw new GoError('YAML path cannot be empty');
  const keys = path.split('.');
  const key = keys.pop() as string;
  let here: Value = values;
  for (const step of keys) here = here instanceof GoMap ? here.entries.get(step) : undefined;
  const found = here instanceof GoMap && here.entries.has(key);
  const value: Value = here instanceof GoMap ? here.entries.get(key) : undefined;
  if (!found || (value instanceof GoMap && value.plain === undefined)) throw new GoError(`"${key}" is not a value`);
  return value;
}
