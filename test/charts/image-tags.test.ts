// Tags of images in a real OCI registry, and `plumbline images`, which asks it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createImageTags } from '../../src/adapters/image-tags';
import { temporaryFolder } from '../../scripts/processes.mjs';
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

describe('digests', () => {
  it('are those of what the tag stands for now, in lines of a whole image and of a digest', async () => {
    const registry = await startRegistry('open');
    const image = `${registry.host}/shop/web`;
    const object = (kind: string, spec: string) =>
      `apiVersion: image.toolkit.fluxcd.io/v1\nkind: ${kind}\nmetadata: {name: web, namespace: flux-system}\nspec: ${spec}\n`;
    const policy = '{imageRepositoryRef: {name: web}, digestReflectionPolicy: IfNotPresent, policy: {semver: {range: 1.x}}}';
    const repo = gitRepo({
      'images.yaml': `${object('ImageRepository', `{image: "${image}"}`)}---\n${object('ImagePolicy', policy)}`,
      'deployment.yaml': `image: ${image}:1.0.0 # {"$imagepolicy": "flux-system:web"}\n`,
      'overlays/dev/kustomization.yaml':
        'images:\n- name: web\n  newTag: 1.0.0 # {"$imagepolicy": "flux-system:web:tag"}\n  digest: sha256:00 # {"$imagepolicy": "flux-system:web:digest"}\n',
    });
    try {
      await pushImage(registry.host, 'shop/web', '1.4.2');
      const head = await fetch(`http://${registry.host}/v2/shop/web/manifests/1.4.2`, {
        method: 'HEAD',
        headers: { accept: 'application/vnd.oci.image.manifest.v1+json' },
      });
      const digest = head.headers.get('docker-content-digest');
      expect(digest).toMatch(/^sha256:/);
      const { stdout, stderr } = await runCli(await buildCli(), ['images', '--json'], { cwd: repo.root });
      expect(expectShape('images', JSON.parse(stdout)), stderr).toMatchObject({
        policies: [{ latest: '1.4.2', digest }],
        markers: [
          { part: 'image', next: `${image}:1.4.2@${digest}` },
          { part: 'tag', next: '1.4.2' },
          { part: 'digest', next: digest },
        ],
      });
    } finally {
      repo.remove();
      await registry.stop();
    }
  });
});

describe.each(['password', 'token'] as const)('a registry that wants a %s', (auth) => {
  it('lists for those who have one, and refuses others', async () => {
    const registry = await startRegistry(auth);
    const home = temporaryFolder('docker');
    try {
      const pair = Buffer.from(`${USER.username}:${USER.password}`).toString('base64');
      mkdirSync(join(home.path, '.docker'));
      writeFileSync(join(home.path, '.docker/config.json'), JSON.stringify({ auths: { [registry.host]: { auth: pair } } }));
      await pushImage(registry.host, 'shop/web', '1.0.0', { authorization: await pushRight(registry.host, pair) });
      const image = `${registry.host}/shop/web`;
      const known = createImageTags({ HOME: home.path }, () => false);
      expect(await known.list(image, signal)).toEqual({ kind: 'answer', value: ['1.0.0'] });
      expect(await known.digest(image, '1.0.0', signal)).toMatchObject({ kind: 'answer', value: expect.stringMatching(/^sha256:/) });
      const refused = await createImageTags({ HOME: '/nonexistent' }, () => false).list(image, signal);
      expect(refused).toMatchObject({ kind: 'failed', reason: { code: 'downloadFailed', detail: expect.stringContaining('401') } });
    } finally {
      await registry.stop();
      home.remove();
    }
  });
});

/** What the registry asks of those who push: the password itself, or a token for it. */
async function pushRight(host: string, pair: string): Promise<string> {
  const challenge = (await fetch(`http://${host}/v2/`)).headers.get('www-authenticate') ?? '';
  const realm = /^bearer\b.*realm="([^"]+)"/i.exec(challenge)?.[1];
  if (realm === undefined) return `Basic ${pair}`;
  const answer = await fetch(`${realm}?scope=repository:shop/web:pull,push`, { headers: { authorization: `Basic ${pair}` } });
  return `Bearer ${((await answer.json()) as { token: string }).token}`;
}
