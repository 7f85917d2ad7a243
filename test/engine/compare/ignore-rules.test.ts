// The rules of `spec.ignore`: whom they match, and what they keep.
import { describe, expect, test } from 'vitest';
import { ignoredPointers, ignoreRules, keepIgnored } from '../../../src/engine/compare/ignore-rules';
import type { Json, JsonObject } from '../../../src/engine/model';

const WEB = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', labels: { tier: 'front' }, annotations: { scaled: 'yes' } },
};

function pointers(target: JsonObject | undefined, manifest: JsonObject = WEB): readonly string[] {
  const rule = { paths: ['/spec/replicas'], ...(target === undefined ? {} : { target }) };
  return ignoredPointers(ignoreRules({ spec: { ignore: [rule] } }).rules, manifest);
}

test.each<[string, JsonObject | undefined, boolean]>([
  ['no target', undefined, true],
  ['a kind', { kind: 'Deployment' }, true],
  ['another kind', { kind: 'StatefulSet' }, false],
  ['a part of the kind', { kind: 'Deploy' }, false],
  ['patterns', { kind: 'Deploy.*|StatefulSet', name: 'w.b', group: 'apps', version: 'v1', namespace: 'shop' }, true],
  ['another group', { group: 'batch' }, false],
  ['labels', { labelSelector: 'tier=front' }, true],
  ['other labels', { labelSelector: 'tier in (back)' }, false],
  ['annotations', { annotationSelector: 'scaled' }, true],
])('a rule with %s', (_, target, matches) => {
  expect(pointers(target)).toEqual(matches ? ['/spec/replicas'] : []);
});

test('a rule that cannot be read is a failure that names it, and hides nothing', () => {
  const ignore = [{ paths: ['/a'] }, { paths: ['/b'], target: { name: '(' } }, { paths: ['/c'], target: { labelSelector: 'a in' } }];
  const { rules, failures } = ignoreRules({ spec: { ignore } });
  expect(rules).toHaveLength(1);
  expect(failures.map(({ code, subject }) => [code, subject])).toEqual([
    ['invalidField', 'spec.ignore[1]'],
    ['invalidField', 'spec.ignore[2]'],
  ]);
});

describe('keepIgnored', () => {
  const live = { spec: { replicas: 8, list: [{ a: 1 }, { a: 2 }] }, metadata: { annotations: { 'a/b': 'live' } } };
  test.each<[string, string, Json, Json]>([
    ['a changed value', '/spec/replicas', { spec: { replicas: 3 } }, { spec: { replicas: 8 } }],
    [
      'a value that goes',
      '/metadata/annotations/a~1b',
      { metadata: { annotations: {} } },
      { metadata: { annotations: { 'a/b': 'live' } } },
    ],
    ['a value that goes with its parent', '/metadata/annotations/a~1b', { metadata: {} }, { metadata: { annotations: { 'a/b': 'live' } } }],
    ['a value that comes', '/spec/paused', { spec: { paused: true, replicas: 3 } }, { spec: { replicas: 3 } }],
    ['an item of a list', '/spec/list/1/a', { spec: { list: [{ a: 1 }, { a: 9 }] } }, { spec: { list: [{ a: 1 }, { a: 2 }] } }],
  ])('%s', (_, pointer, predicted, expected) => {
    const result = keepIgnored(predicted as JsonObject, live, [pointer]);
    expect(result.predicted).toEqual(expected);
    expect(result.kept).toHaveLength(1);
  });

  test('what does not differ is not listed', () => {
    expect(keepIgnored(live, live, ['/spec/replicas', '/spec/none', ''])).toEqual({ predicted: live, kept: [] });
  });
});
