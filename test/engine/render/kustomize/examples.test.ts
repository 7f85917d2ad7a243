// kustomize's own examples, in the order in which the command puts objects.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createNodeFiles } from '../../../../src/adapters/node-files';
import { corpus } from '../../../support/corpus';
import { engineBuild } from '../../../support/kustomize';
import { recorded } from './recorded';

interface Example {
  readonly dir: string;
  readonly expected: string;
}

describe.skipIf(!corpus)('examples of kustomize', () => {
  const examples = recorded<Example>('examples/cases.jsonl');

  it('are all here', () => expect(examples.length).toBe(20));

  it.each(examples.map((example) => [example.dir, example] as const))('%s', (dir, { expected }) => {
    const files = createNodeFiles(join(corpus as string, 'kustomize/examples/files'), { check: 'forget' });
    expect(engineBuild(files, dir)).toEqual({ kind: 'yaml', yaml: expected });
  });
});
