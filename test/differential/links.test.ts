// Links inside, out of and around a kustomization's folder: followed, and refused, as the real kustomize does.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createNodeFiles } from '../../src/adapters/node-files';
import { buildKustomization, createBuildCache, FLUX, KUSTOMIZE_CLI } from '../../src/engine/render/kustomize/build';
import { disagreement, engineBuild } from '../support/kustomize';
import { type RealKustomize, startKustomize } from '../support/kustomize-batch';

const map = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;

let root = '';
let kustomize: RealKustomize;
beforeAll(async () => {
  kustomize = await startKustomize();
}, 600_000);
afterAll(() => kustomize.stop());
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'plumbline-links-'));
  write('shared/outside.yaml', map('outside'));
  write('o/inside.yaml', map('inside'));
  write('real/x/kustomization.yaml', 'resources: [x.yaml]\n');
  write('real/x/x.yaml', map('x'));
  write('real/base/kustomization.yaml', 'resources: [../x, b.yaml]\n');
  write('real/base/b.yaml', map('b'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

/** @param to from the link's folder. */
function link(path: string, to: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(to, join(root, path));
}

async function agree(folder = 'o'): Promise<string> {
  const ours = engineBuild(createNodeFiles(root), folder);
  expect(disagreement(await kustomize.build(join(root, folder)), ours)).toBe(undefined);
  return ours.kind === 'yaml' ? ours.yaml : ours.kind === 'refused' ? ours.reasons.join('\n') : '';
}

test.each([
  ['a resource', 'resources: [link]\n'],
  ['a patch', 'resources: [inside.yaml]\npatches: [{path: link}]\n'],
  ['a file of a generator', 'configMapGenerator: [{name: g, files: [link]}]\n'],
  ['an env file', 'configMapGenerator: [{name: g, envs: [link]}]\n'],
  ['a replacement', 'resources: [inside.yaml]\nreplacements: [{path: link}]\n'],
  ['a configuration', 'resources: [inside.yaml]\nconfigurations: [link]\n'],
  ['a transformer', 'resources: [inside.yaml]\ntransformers: [link]\n'],
])('%s that is a link out of the folder is refused at the line that names it', async (_what, kustomization) => {
  write('o/kustomization.yaml', kustomization);
  link('o/link', '../shared/outside.yaml');
  expect(await agree()).toMatch(/^o\/kustomization\.yaml:\d+:\d+: outsideRoot: shared\/outside\.yaml — o$/);
  unlinkSync(join(root, 'o/link'));
  link('o/link', '/etc/hostname');
  expect(await agree()).toMatch(/outsideRoot: \.\.\/.*etc\/hostname — o$/);
});

test('a link to a file beside it is followed, and one in a folder that is a link out is not', async () => {
  write('o/kustomization.yaml', 'resources: [link.yaml]\n');
  link('o/link.yaml', 'inside.yaml');
  expect(await agree()).toContain('name: inside');
  write('o/kustomization.yaml', 'resources: [folder/outside.yaml]\n');
  link('o/folder', '../shared');
  expect(await agree()).toContain('outsideRoot: shared/outside.yaml');
});

test('a base that is a link is built where it really is', async () => {
  write('o/kustomization.yaml', 'resources: [base]\n');
  link('o/base', '../real/base');
  const yaml = await agree();
  expect(yaml).toContain('name: b\n');
  expect(yaml).toContain('name: x\n');
});

test('a folder that is a link is built where it really is, and so is one below a link', async () => {
  link('elsewhere', 'real');
  link('again', 'real/base');
  expect(await agree('elsewhere/base')).toContain('name: x\n');
  expect(await agree('again')).toContain('name: x\n');
});

test('a base that links to a folder around it is a cycle', async () => {
  write('o/kustomization.yaml', 'resources: [inner/back]\n');
  link('o/inner/back', '../../o');
  expect(await agree()).toMatch(/^o\/kustomization\.yaml:1:13: cycle: /);
});

test('a kustomization that is a link out of its folder is none', async () => {
  write('o/other.yaml', 'resources: []\nnamePrefix: a-\n');
  link('k/kustomization.yaml', '../o/other.yaml');
  expect(await agree('k')).toMatch(/^k\/kustomization\.yaml:1:1: outsideRoot: o\/other\.yaml — k$/);
});

test('links that lead nowhere, and in a circle', async () => {
  write('o/kustomization.yaml', 'resources: [link.yaml]\n');
  link('o/link.yaml', 'nowhere.yaml');
  expect(await agree()).toContain('notFound: o/link.yaml');
  unlinkSync(join(root, 'o/link.yaml'));
  link('o/link.yaml', 'link.yaml');
  expect(await agree()).toContain('unreadable: o/link.yaml');
});

test('under Flux a link may lead out of the folder, but not out of the repository', () => {
  write('o/kustomization.yaml', 'resources: [link.yaml]\n');
  link('o/link.yaml', '../shared/outside.yaml');
  const build = () => buildKustomization('o', createNodeFiles(root), FLUX, createBuildCache());
  expect(build().failures).toEqual([]);
  unlinkSync(join(root, 'o/link.yaml'));
  link('o/link.yaml', '/etc/hostname');
  expect(build().failures).toMatchObject([
    { code: 'outsideRoot', file: 'o/kustomization.yaml', line: 1, column: 13, detail: 'the repository' },
  ]);
});

test('a link that is turned elsewhere is noticed', () => {
  write('o/kustomization.yaml', 'resources: [base]\n');
  link('o/base', '../real/base');
  const [files, cache] = [createNodeFiles(root), createBuildCache()];
  const names = () => buildKustomization('o', files, KUSTOMIZE_CLI, cache).objects.map(({ ref }) => ref.name);
  expect(names()).toEqual(['b', 'x']);
  unlinkSync(join(root, 'o/base'));
  link('o/base', '../real/x');
  files.forget();
  expect(names()).toEqual(['x']);
});
