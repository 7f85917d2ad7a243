// Tags of images in a real OCI registry, and `plumbline images`, which asks it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createImageTags } from '../../src/adapters/image-tags';
import { buildCli, runCli } from '../support/cli';
import { gitRepo } from '../support/git-repo';
import { expectShape } from '../support/json-schema';
import { pushImage, type Registry, startRegistry, USER } from '../support/registry';

const TAGS = ['1.0.0', '1.4.2', '2.0.0', 'latest', '1.9.0.sig'];
const signal = new AbortController().signal;

describe('an open registry', () => {
  let registry: Registry;
  let bundle: string;
  beforeAll(async () => {
    registry = await startRegistry('open');
    for (const tag of TAGS) await pushImage(registry.host, 'shop/web', tag);
    bundle = await buildCli();
  });
  afterAll(() => registry?.stop());

  it('lists every tag of an image', async () => {
    const answer = await createImageTags({}, () => false).list(`${registry.host}/shop/web`, signal);
    expect(answer).toEqual({ kind: 'answer', value: TAGS.toSorted() });
  });

  it('says that an image is not there', async () => {
    const answer = await createImageTags({}, () => false).list(`${registry.host}/shop/nothing`, signal);
    expect(answer).toMatchObject({ kind: 'failed', reason: { code: 'downloadFailed', detail: expect.stringContaining('404') } });
  });

  it('is asked by plumbline images for what the policies choose, and not with --offline', async () => {
    const object = (kind: string, spec: string) =>
      `apiVersion: image.toolkit.fluxcd.io/v1beta2\nkind: ${kind}\nmetadata: {name: web, namespace: flux-system}\nspec: ${spec}\n`;
    const repo = gitRepo({
      'images.yaml': `${object('ImageRepository', `{image: "${registry.host}/shop/web"}`)}---\n${object('ImagePolicy', '{imageRepositoryRef: {name: web}, policy: {semver: {range: 1.x}}}')}`,
      'overlays/dev/kustomization.yaml': 'images:\n- name: web\n  newTag: 1.0.0 # {"$imagepolicy": "flux-system:web:tag"}\n',
    });
    try {
      const { stdout, stderr, code } = await runCli(bundle, ['images'], { cwd: repo.root });
      expect(stdout, stderr).toBe(
        `flux-system:web  ${registry.host}/shop/web, semver 1.x: 1.4.2\n  overlays/dev/kustomization.yaml:3  1.0.0 -> 1.4.2\n`,
      );
      expect(code).toBe(0);
      const json = expectShape('images', JSON.parse((await runCli(bundle, ['images', '--json'], { cwd: repo.root })).stdout));
      expect(json).toMatchObject({ policies: [{ latest: '1.4.2' }], markers: [{ value: '1.0.0', next: '1.4.2' }] });
      const offline = await runCli(bundle, ['images', '--offline'], { cwd: repo.root });
      expect(offline.stdout).toContain('semver 1.x\n');
    } finally {
      repo.remove();
    }
  });
});

describe('a registry with passwords', () => {
  it('lists for those who have one', async () => {
    const registry = await startRegistry('password');
    try {
      const authorization = `Basic ${Buffer.from(`${USER.username}:${USER.password}`).toString('base64')}`;
      await pushImage(registry.host, 'shop/web', '1.0.0', { authorization });
      const refused = await createImageTags({ HOME: '/nonexistent' }, () => false).list(`${registry.host}/shop/web`, signal);
      expect(refused).toMatchObject({ kind: 'failed', reason: { code: 'downloadFailed', detail: expect.stringContaining('401') } });
    } finally {
      await registry.stop();
    }
  });
});
