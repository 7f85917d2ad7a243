// secretGenerator: every value goes to `data` in base64.
import type { MapNode, ScalarNode } from '../../../model';
import { stringField, stringsField } from '../kustomization';
import type { Scope } from '../scope';
import { byCodePoint, decided, mapOf, scalar } from '../values';
import { base64Lines } from './base64';
import { from, generatedObject } from './object';
import type { GeneratorOptions } from './options';
import { loadPairs } from './pairs';

/** @returns undefined when a source could not be read; the failure is noted. */
export function generateSecret(scope: Scope, entry: MapNode, options: GeneratorOptions): MapNode | undefined {
  noteUnreadable(scope, stringsField(entry, 'literals'));
  const pairs = loadPairs(scope, entry)?.sort((a, b) => byCodePoint(a.key, b.key));
  if (pairs === undefined) return undefined;
  const origin = decided(entry.origin, 'generator');
  const type = stringField(entry, 'type');
  const data = pairs.map(({ key, text, bytes, at, by }) => ({
    key,
    value: {
      ...scalar(
        base64Lines(bytes ?? new TextEncoder().encode(text)),
        'str',
        decided(at, 'generator', undefined, by.length === 0 ? undefined : { by }),
      ),
      secret: true as const,
    },
  }));
  return generatedObject(
    'Secret',
    entry,
    [
      { key: 'type', value: type === undefined ? scalar('Opaque', 'str', origin) : scalar(type.text, 'str', from(type)) },
      { key: 'data', value: mapOf(data, origin) },
    ],
    options,
  );
}

/** kustomize's message for a literal without a key repeats all literals, of which nothing is generated that would tell them as secret. */
function noteUnreadable(scope: Scope, literals: readonly ScalarNode[]): void {
  if (literals.every(({ text }) => text.indexOf('=') > 0)) return;
  for (const { text } of literals) scope.notes.secrets.add(text.slice(text.indexOf('=') + 1));
}
