// Name hashes recorded from kustomize's own tests.
import { describe, expect, it } from 'vitest';
import { FailureError } from '../../../../src/engine/model';
import { contentHash } from '../../../../src/engine/render/kustomize/finish/hash';
import { readDocuments } from '../../../../src/engine/yaml/read';
import { corpus } from '../../../support/corpus';
import { exceptions, recorded } from './recorded';

interface Record {
  readonly test: string;
  readonly input: string;
  readonly output: string | null;
  readonly error: string | null;
}

describe.skipIf(!corpus)('recorded hashes', () => {
  const records = recorded<Record>('hasher.jsonl');
  const excepted = exceptions('hasher');

  it('are all here', () => expect(records.length).toBe(14));

  it.each(records.map((record, i) => [`${i + 1}-${record.test}`, record] as const))('%s', (name, { input, output, error }) => {
    const [node] = readDocuments(input, 'in.yaml').documents;
    if (node?.kind !== 'map') throw new Error('the record is no object');
    expect(error).toBeNull();
    if (excepted.has(name)) expect(() => contentHash(node)).toThrow(FailureError);
    else expect(contentHash(node)).toBe(output);
  });
});
