// Name hashes recorded from kustomize's own tests, and what is not known of others.
import { describe, expect, it } from 'vitest';
import { contentHash } from '../../../../src/engine/render/kustomize/finish/hash';
import { goNodeOf } from '../../../../src/engine/render/kustomize/layout/read';
import { readDocuments } from '../../../../src/engine/yaml/read';
import { corpus } from '../../../support/corpus';
import { engineBuild } from '../../../support/kustomize';
import { memoryFiles } from '../../../support/memory-files';
import { recorded } from './recorded';

interface Record {
  readonly test: string;
  readonly input: string;
  readonly output: string | null;
  readonly error: string | null;
}

describe.skipIf(!corpus)('recorded hashes', () => {
  const records = recorded<Record>('hasher.jsonl');

  it('are all here', () => expect(records.length).toBe(14));

  it.each(records.map((record, i) => [`${i + 1}-${record.test}`, record] as const))('%s', (_, { input, output, error }) => {
    const [node] = readDocuments(input, 'in.yaml').documents;
    if (node?.kind !== 'map') throw new Error('the record is no object');
    expect(error).toBeNull();
    // The texts of kustomize's test begin with an empty line, which the records leave out; it counts in the hash of other kinds.
    expect(contentHash(node, goNodeOf(`\n${input}`))).toBe(output);
  });
});

describe('the hash of a generated object that is of another kind by now', () => {
  const built = (patch: string, more = '') =>
    engineBuild(
      memoryFiles({ 'kustomization.yaml': `configMapGenerator: [{name: a}]\npatches:\n- target: {kind: ConfigMap}\n  ${patch}${more}` }),
      '.',
    );
  const strategic = (text: string) => `options: {allowKindChange: true}\n  patch: |\n    kind: Foo${text}\n    metadata: {name: any}\n`;
  const json = 'patch: \'[{"op": "replace", "path": "/kind", "value": "Foo"}]\'\n';

  it('is made behind a JSON patch, and behind a strategic merge patch', () => {
    expect([json, strategic('')].map((patch) => built(patch).kind)).toEqual(['yaml', 'yaml']);
  });

  it.each([
    ['a comment in the patch, which kustomize keeps', strategic(' # why'), ''],
    ['a tag in the patch', strategic('\n    spec: !!str 5'), ''],
    ['a later strategic merge patch', json, "- target: {kind: Foo}\n  patch: '{kind: Foo, metadata: {name: any}, late: x}'\n"],
    [
      'a replacement',
      json,
      'replacements: [{sourceValue: r, targets: [{select: {name: a}, fieldPaths: [late], options: {create: true}}]}]\n',
    ],
  ])('is not guessed behind %s', (_, patch, more) => {
    const outcome = built(patch, more);
    expect(outcome).toMatchObject({
      kind: 'refused',
      reasons: [expect.stringContaining('unsupported: The hash in the name of a generated Foo')],
    });
  });
});
