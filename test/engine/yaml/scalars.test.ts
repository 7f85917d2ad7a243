// Reading and writing every recorded scalar as kustomize does.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emitText, refusedByKustomize } from '../../../src/engine/yaml/emit';
import { readDocuments } from '../../../src/engine/yaml/read';
import { corpus } from '../../support/corpus';

interface Record {
  readonly input: string;
  readonly output: string | null;
  readonly error: string | null;
}

describe.skipIf(!corpus)('recorded scalars', () => {
  const records: Record[] = corpus === undefined ? [] : load(resolve(corpus, 'kustomize/scalars.jsonl'));

  test('there are records', () => {
    expect(records.length).toBe(360);
  });

  test.each(records.map((record) => [JSON.stringify(record.input.slice(62)), record] as const))('%s', (_name, record) => {
    const { documents, failures } = readDocuments(record.input, 'r.yaml');
    const refused = failures[0] ?? documents.map(refusedByKustomize).find((failure) => failure !== undefined);
    if (record.error === null) {
      expect(refused).toBeUndefined();
      expect(emitText(documents)).toBe(record.output);
    } else expect(refused).toMatchObject({ file: 'r.yaml', line: expect.any(Number), column: expect.any(Number) });
  });
});

function load(path: string): Record[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record);
}
