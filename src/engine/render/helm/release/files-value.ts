// `.Files`: the files of a chart that are no templates, with the methods that Helm gives them.
import { compileGlob } from '../../../discover/glob';
import { baseName } from '../../../discover/paths';
import type { ChartFile } from '../chart/chart-file';
import { type Budget, GoBytes, GoError, GoFunction, GoMap, GoSlice, GoStruct, type Value } from '../go/values';

/** How maps are written as YAML: handed in, because it belongs to the template functions. */
export type ToYaml = (value: Value) => string;

const made = new WeakMap<readonly ChartFile[], GoStruct>();

/** The value of `.Files`; the same for every release of a chart. */
export function filesValue(files: readonly ChartFile[], toYaml: ToYaml): GoStruct {
  let value = made.get(files);
  if (value === undefined) {
    value = new GoStruct('engine.files', new Map(), methodsOf(files, toYaml), undefined, byName(files));
    made.set(files, value);
  }
  return value;
}

function methodsOf(files: readonly ChartFile[], toYaml: ToYaml): ReadonlyMap<string, GoFunction> {
  const named = new Map(files.map((file) => [file.name, file]));
  const methods = [
    new GoFunction('Get', ['string'], ([name]) => named.get(name as string)?.text ?? ''),
    new GoFunction('GetBytes', ['string'], ([name]) => new GoBytes(named.get(name as string)?.bytes ?? new Uint8Array())),
    new GoFunction('Glob', ['string'], ([pattern], { budget }) => {
      budget.spend(files.length * STEPS_OF_A_NAME);
      return matching(files, pattern as string, toYaml);
    }),
    new GoFunction('Lines', ['string'], ([name], { budget }) => {
      const text = named.get(name as string)?.text ?? '';
      budget.spend(kilobytes(text.length) * STEPS_TO_SPLIT);
      return lines(text);
    }),
    new GoFunction('AsConfig', [], (_none, { budget }) => {
      chargeYaml(files, budget);
      return toYaml(byBaseName(files, ({ text }) => text));
    }),
    new GoFunction('AsSecrets', [], (_none, { budget }) => {
      chargeYaml(files, budget);
      return toYaml(byBaseName(files, ({ bytes }) => encoded(bytes)));
    }),
  ];
  return new Map(methods.map((method) => [method.name, method]));
}

/** As for the functions that do the same with a text that they are given. */
const STEPS_OF_A_NAME = 2;
const STEPS_TO_SPLIT = 1000;
const STEPS_TO_WRITE = 400;

const kilobytes = (characters: number): number => Math.ceil(characters / 1024);

function chargeYaml(files: readonly ChartFile[], budget: Budget): void {
  const size = files.reduce((sum, file) => sum + file.size, 0);
  budget.atOnce(size);
  budget.spend(kilobytes(size) * STEPS_TO_WRITE);
}

function matching(files: readonly ChartFile[], pattern: string, toYaml: ToYaml): GoStruct {
  const matches = compileGlob(pattern);
  try {
    return filesValue(
      files.filter(({ name }) => matches(name)),
      toYaml,
    );
  } catch (error) {
    if (error instanceof RangeError) throw new GoError(`runtime error: ${error.message}`);
    throw error;
  }
}

/** What `range` and `index` see. */
function byName(files: readonly ChartFile[]): GoMap {
  return new GoMap(new Map(files.map((file) => [file.name, new GoBytes(file.bytes)])), 'engine.files');
}

function lines(text: string): GoSlice {
  if (text === '') return new GoSlice([], 'string');
  return new GoSlice((text.endsWith('\n') ? text.slice(0, -1) : text).split('\n'), 'string');
}

function byBaseName(files: readonly ChartFile[], content: (file: ChartFile) => string): GoMap {
  return new GoMap(new Map(files.map((file) => [baseName(file.name), content(file)])), 'map[string]string');
}

function encoded(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
