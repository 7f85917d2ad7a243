// The differences between two states: as small as they can be, and named as a person would.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changedFields } from '../../../src/engine/compare/changed-fields';
import { nodeAtPath, valueAtPath } from '../../../src/engine/compare/locate';
import type { Json, JsonObject } from '../../../src/engine/model';
import { renderedOf } from '../../support/rendered';

function workload(containers: readonly Json[]): JsonObject {
  return { apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: { spec: { containers } } } };
}

function paths(live: JsonObject, desired: JsonObject): readonly string[] {
  return changedFields(live, desired).map(({ path }) => path.join('.'));
}

describe('changedFields', () => {
  test('names list items by their keys, in whatever order they stand', () => {
    const live = workload([
      { name: 'web', image: 'a' },
      { name: 'proxy', image: 'p' },
    ]);
    expect(
      paths(
        live,
        workload([
          { name: 'web', image: 'b' },
          { name: 'proxy', image: 'p' },
        ]),
      ),
    ).toEqual(['spec.template.spec.containers.[name=web].image']);
    expect(paths(live, workload([{ name: 'web', image: 'a' }]))).toEqual(['spec.template.spec.containers.[name=proxy]']);
  });

  test('tells ports of one number apart by protocol', () => {
    const service = (ports: readonly Json[]) => ({ apiVersion: 'v1', kind: 'Service', spec: { ports } });
    const live = service([
      { port: 53, protocol: 'UDP', name: 'a' },
      { port: 53, protocol: 'TCP', name: 'b' },
    ]);
    const desired = service([
      { port: 53, protocol: 'UDP', name: 'a' },
      { port: 53, protocol: 'TCP', name: 'c' },
    ]);
    expect(paths(live, desired)).toEqual(['spec.ports.[port=53,protocol=TCP].name']);
  });

  test('takes an index where items have no names, or share one', () => {
    const args = (list: readonly string[]) => workload([{ name: 'web', args: list }]);
    expect(paths(args(['a', 'b']), args(['a', 'c', 'd']))).toEqual([
      'spec.template.spec.containers.[name=web].args.1',
      'spec.template.spec.containers.[name=web].args.2',
    ]);
    const env = (value: string) =>
      workload([
        {
          name: 'web',
          env: [
            { name: 'A', value: '1' },
            { name: 'A', value },
          ],
        },
      ]);
    expect(paths(env('2'), env('3'))).toEqual(['spec.template.spec.containers.[name=web].env.1.value']);
  });

  test('another order of the same items is a difference', () => {
    const live = workload([{ name: 'a' }, { name: 'b' }]);
    expect(paths(live, workload([{ name: 'b' }, { name: 'a' }]))).toEqual(['spec.template.spec.containers']);
  });

  test('each difference says what stands at its path on either side', () => {
    const leaf = fc.oneof(fc.constantFrom('a', 'b'), fc.integer({ min: 0, max: 2 }), fc.boolean());
    const item = fc.record({ name: fc.constantFrom('x', 'y', 'z'), value: leaf });
    const value = fc.dictionary(
      fc.constantFrom('k', 'l', 'm'),
      fc.oneof(leaf, fc.array(item, { maxLength: 3 }), fc.dictionary(fc.constantFrom('n', 'o'), leaf)),
    );
    fc.assert(
      fc.property(value, value, (live, desired) => {
        const differences = changedFields(live as JsonObject, desired as JsonObject);
        expect(differences.length === 0).toBe(JSON.stringify(sorted(live)) === JSON.stringify(sorted(desired)));
        for (const difference of differences) {
          expect(valueAtPath(live as JsonObject, difference.path)).toEqual(difference.live);
          expect(valueAtPath(desired as JsonObject, difference.path)).toEqual(difference.desired);
        }
      }),
      { seed: 20_261_121 },
    );
  });
});

test('a path leads to the line in Git, though the manifest orders its items otherwise and leaves out a default', () => {
  const [object] = renderedOf(`apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  ports:
    - port: 443
      name: https
    - port: 80
      name: http
`).objects;
  const node = object === undefined ? undefined : nodeAtPath(object.node, ['spec', 'ports', '[port=80,protocol=TCP]', 'name']);
  expect(node?.origin).toMatchObject({ file: 'app/objects.yaml', line: 9, column: 13 });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
