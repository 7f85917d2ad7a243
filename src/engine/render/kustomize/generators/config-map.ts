// configMapGenerator: text goes to `data`, what is not UTF-8 to `binaryData`.
import type { Entry, MapNode } from '../../../model';
import type { Scope } from '../scope';
import { byCodePoint, decided, mapOf, scalar } from '../values';
import { base64Lines } from './base64';
import { generatedObject } from './object';
import type { GeneratorOptions } from './options';
import { loadPairs, type Pair } from './pairs';

/** @returns undefined when a source could not be read; the failure is noted. */
export function generateConfigMap(scope: Scope, entry: MapNode, options: GeneratorOptions): MapNode | undefined {
  const pairs = loadPairs(scope, entry)?.sort((a, b) => byCodePoint(a.key, b.key));
  if (pairs === undefined) return undefined;
  const body: Entry[] = [];
  const origin = decided(entry.origin, 'generator');
  const texts = pairs.filter(({ bytes }) => bytes === undefined);
  const binaries = pairs.filter(({ bytes }) => bytes !== undefined);
  if (texts.length > 0) body.push({ key: 'data', value: mapOf(texts.map(dataEntry), origin) });
  if (binaries.length > 0) body.push({ key: 'binaryData', value: mapOf(binaries.map(dataEntry), origin) });
  return generatedObject('ConfigMap', entry, body, options);
}

function dataEntry({ key, text, bytes, at, by }: Pair): Entry {
  return {
    key,
    value: scalar(
      bytes === undefined ? text : base64Lines(bytes),
      'str',
      decided(at, 'generator', undefined, by.length === 0 ? undefined : { by }),
    ),
  };
}
