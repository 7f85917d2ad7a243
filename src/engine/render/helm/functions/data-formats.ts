// Helm's functions for YAML, JSON and TOML. Those without `must` give the error as text, or nothing, and never fail.
import { GoError, GoMap, GoSlice, type Value } from '../go/values';
import { ANY, type Family, fn, text } from './define';
import { fromJson, toJson } from './json';
import { toYamlPretty } from './pretty-yaml';
import { fromToml, toToml } from './toml';
import { fromYaml, toYaml } from './yaml';

export const DATA_FORMATS: Family = {
  toYaml: fn(ANY, ([value]) =>
    orElse(
      () => toYaml(value),
      () => '',
    ),
  ),
  toYamlPretty: fn(ANY, ([value]) =>
    orElse(
      () => toYamlPretty(value),
      () => '',
    ),
  ),
  fromYaml: fn('string', ([source]) => orElse(() => fromYaml(text(source), 'map'), errorMap)),
  fromYamlArray: fn('string', ([source]) => orElse(() => fromYaml(text(source), 'slice'), errorSlice)),
  toJson: fn(ANY, ([value]) =>
    orElse(
      () => toJson(value),
      () => '',
    ),
  ),
  toPrettyJson: fn(ANY, ([value]) =>
    orElse(
      () => toJson(value, { indent: '  ' }),
      () => '',
    ),
  ),
  toRawJson: fn(ANY, ([value]) => toJson(value, { html: false })),
  mustToJson: fn(ANY, ([value]) => toJson(value)),
  mustToPrettyJson: fn(ANY, ([value]) => toJson(value, { indent: '  ' })),
  mustToRawJson: fn(ANY, ([value]) => toJson(value, { html: false })),
  fromJson: fn('string', ([source]) => orElse(() => fromJson(text(source), 'map'), errorMap)),
  fromJsonArray: fn('string', ([source]) => orElse(() => fromJson(text(source), 'slice'), errorSlice)),
  mustFromJson: fn('string', ([source]) => fromJson(text(source))),
  toToml: fn(ANY, ([value]) => {
    if (value === undefined) throw new GoError('reflect: call of reflect.Value.Type on zero Value');
    return orElse(
      () => toToml(value),
      (error) => error,
    );
  }),
  fromToml: fn('string', ([source]) => orElse(() => fromToml(text(source)), errorMap)),
};

/** What only Helm 4 has. */
export const DATA_FORMATS_4: Family = {
  mustToYaml: fn(ANY, ([value]) => toYaml(value)),
  mustToToml: fn(ANY, ([value]) => toToml(value)),
};

function orElse(make: () => Value, otherwise: (error: string) => Value): Value {
  try {
    return make();
  } catch (error) {
    if (error instanceof GoError) return otherwise(error.message);
    throw error;
  }
}

const errorMap = (error: string): Value => new GoMap(new Map([['Error', error]]));
const errorSlice = (error: string): Value => new GoSlice([error]);
