// Block scalars that end with the file or the document in every way: the engine reads them, or refuses them, as the real kustomize does.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RealKustomize, startKustomize } from '../support/kustomize-batch';
import { compare, WAYS } from './compare-trees';

const HEADERS = ['|', '|-', '|+', '>', '>-', '>+', '|2', '>2', '>1', '|4-'];
const LINES = ['', '\n', '  \n', '    x\n', '    \n', '      \n', '    x\n\n', '    x\n  \n', '\t\n'];
const LAST_LINES = [
  '',
  ' ',
  '  ',
  '    ',
  '     ',
  '      ',
  '\t',
  '    \t',
  '  \t',
  '    #',
  '#',
  ' #',
  '    y',
  '      y',
  '    y ',
  '    y\t',
];
const PLACES = [
  (block: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: ${block}`,
  (block: string) => `apiVersion: v1\nkind: Thing\nmetadata: {name: a}\nspec:\n  a:\n  - ${block}`,
  (block: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  annotations:\n    a: ${block}`,
];

let kustomize: RealKustomize;
let root: string;
beforeAll(async () => {
  kustomize = await startKustomize();
  root = mkdtempSync(join(tmpdir(), 'block-scalars-'));
}, 600_000);
afterAll(() => {
  kustomize.stop();
  rmSync(root, { recursive: true, force: true });
});

describe('block scalars', () => {
  it.each(HEADERS)('%s', async (header) => {
    const differences: string[] = [];
    for (const [i, lines] of LINES.entries()) {
      for (const [j, last] of LAST_LINES.entries()) {
        const place = PLACES[(i + j) % PLACES.length] as (typeof PLACES)[number];
        const object = place(`${header}\n${lines}${last}`);
        const tree = { 'overlay/kustomization.yaml': 'resources: [object.yaml]\n', 'overlay/object.yaml': object };
        const { difference } = await compare(kustomize, root, tree, WAYS[0] as (typeof WAYS)[number]);
        if (difference !== undefined) differences.push(`${JSON.stringify(object)}: ${difference}`);
      }
    }
    expect(differences).toEqual([]);
  }, 120_000);
});
