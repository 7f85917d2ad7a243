// Paths of fields as people type them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePath, resolvePath } from '../../src/cli/field-path';
import { readDocuments } from '../../src/engine/yaml/read';
import { formatPath } from '../../src/session/why';

const SEED = 20261121;

test('a path quotes the keys that are more than a word', () => {
  expect(formatPath(['metadata', 'annotations', 'a/b'])).toBe('metadata.annotations["a/b"]');
  expect(formatPath(['data', 'app.conf', 0, 'node-name'])).toBe('data["app.conf"][0].node-name');
});

describe('parsePath', () => {
  test.each([
    ['spec.replicas', ['spec', 'replicas']],
    ['spec.containers[0].image', ['spec', 'containers', 0, 'image']],
    ['metadata.labels["a.b/c"]', ['metadata', 'labels', 'a.b/c']],
    ['["with \\"quotes\\""]', ['with "quotes"']],
    ['spec.containers[name=web].image', ['spec', 'containers', { key: 'name', value: 'web' }, 'image']],
  ])('%s', (path, steps) => {
    expect(parsePath(path)).toEqual(steps);
  });

  test.each(['spec..replicas', 'spec[', 'spec[x', 'spec[-1]', '.'])('%s is refused', (path) => {
    expect(() => parsePath(path)).toThrow('usage');
  });

  test('reads every path that is written', () => {
    const step = fc.oneof(
      fc.nat(20),
      fc.string({ minLength: 1 }).filter((text) => !/^\[[^=\]]+=.*\]$/.test(text)),
    );
    const path = fc.array(step, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(path, (steps) => {
        expect(parsePath(formatPath(steps))).toEqual(steps);
      }),
      { seed: SEED },
    );
  });
});

test('resolvePath finds the item that a key selects', () => {
  const [node] = readDocuments('list:\n- name: a\n  v: 1\n- name: b\n  v: 2\n', 'x.yaml').documents;
  if (node === undefined) throw new Error('no document');
  expect(resolvePath(parsePath('list[name=b].v'), node)).toEqual(['list', 1, 'v']);
  expect(resolvePath(parsePath('list[name=c].v'), node)).toEqual(['list', -1, 'v']);
});
