// Strategic merges recorded from kustomize's own tests.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MapNode, Node } from '../../../../../src/engine/model';
import { strategicMerge } from '../../../../../src/engine/render/kustomize/merge/strategic-merge';
import { KUBERNETES_SCHEMA } from '../../../../../src/engine/render/kustomize/schema/schema';
import { toJson } from '../../../../../src/engine/yaml/json';
import { readDocuments } from '../../../../../src/engine/yaml/read';
import { corpus } from '../../../../support/corpus';

interface Recorded {
  readonly test: string;
  readonly patch: string;
  readonly dest: string;
  readonly output: string;
  readonly inferAssociativeLists: boolean;
  readonly listIncreaseDirection: 'append' | 'prepend';
}

describe.skipIf(!corpus)('recorded merges', () => {
  const records = corpus === undefined ? [] : load(resolve(corpus, 'kustomize/merge2.jsonl'));
  test('there are records', () => {
    expect(records.length).toBe(68);
  });

  test.each(records.map((record, index) => [`${index + 1} ${record.test}`, record] as const))('%s', (_name, record) => {
    const { inferAssociativeLists, listIncreaseDirection: direction } = record;
    const merged = strategicMerge(read(record.dest), read(record.patch), KUBERNETES_SCHEMA, { inferAssociativeLists, direction });
    const expected = readDocuments(record.output, 'output.yaml').documents[0];
    expect(merged === undefined ? undefined : toJson(merged)).toEqual(expected === undefined ? undefined : toJson(expected));
  });
});

function read(text: string): MapNode {
  const node = readDocuments(text, 'in.yaml').documents[0] as Node | undefined;
  if (node?.kind !== 'map') throw new Error('the record is not a map');
  return node;
}

function load(path: string): Recorded[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Recorded);
}
