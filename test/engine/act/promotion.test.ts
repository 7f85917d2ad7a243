// Planning a promotion over files in memory, and carrying it out in real Git repositories.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createGit } from '../../../src/adapters/git';
import { createNodeFiles } from '../../../src/adapters/node-files';
import { carryOutPromotion, planPromotion } from '../../../src/engine/act/promotion';
import type { App, Discovery, PromotionPlan, Version } from '../../../src/engine/model';
import { createMask } from '../../../src/engine/normalise/mask';
import type { Answer, Files } from '../../../src/engine/ports';
import { buildKustomization, createBuildCache, KUSTOMIZE_CLI } from '../../../src/engine/render/kustomize/build';
import { type GitRepo, gitRepo } from '../../support/git-repo';
import { memoryFiles } from '../../support/memory-files';

const BASE = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      containers:
        - name: shop
          image: ghcr.io/acme/shop:0.0.0
        - name: sidecar
          image: ghcr.io/acme/proxy:0.0.0
---
apiVersion: v1
kind: Secret
metadata:
  name: shop
stringData:
  note: built-from-0.0.0
`;

const overlay = (shop: string, proxy: string) => `# Who decides: the release team.
resources: [../../base]   # one base for all

images:
  - name: ghcr.io/acme/shop
    newTag: ${shop}   # moves with each release
  - {name: ghcr.io/acme/proxy, newTag: "${proxy}"}

# the end, without a line break`;

const TREE = {
  'base/kustomization.yaml': 'resources: [deployment.yaml]\n',
  'base/deployment.yaml': BASE,
  'overlays/staging/kustomization.yaml': overlay('1.5.0', '2.0'),
  'overlays/production/kustomization.yaml': overlay('1.4.2', '1.9'),
};

const STAGING = app('staging', [version('shop', '1.5.0', 'staging', 6, 13), version('proxy', '2.0', 'staging', 7, 40)]);
const PRODUCTION = app('production', [version('shop', '1.4.2', 'production', 6, 13), version('proxy', '1.9', 'production', 7, 40)]);
const REQUEST = { app: 'shop', from: 'staging', to: 'production' };

describe('planPromotion', () => {
  test('carries every image that differs, and leaves every other byte', async () => {
    const plan = await planned(plan_(STAGING, PRODUCTION));
    expect(plan.files).toEqual([
      { file: 'overlays/production/kustomization.yaml', before: overlay('1.4.2', '1.9'), after: overlay('1.5.0', '2.0') },
    ]);
    expect(plan.versions).toEqual([
      { name: 'ghcr.io/acme/shop', before: '1.4.2', after: '1.5.0' },
      { name: 'ghcr.io/acme/proxy', before: '1.9', after: '2.0' },
    ]);
    expect(plan.edits[0]).toEqual({ file: 'overlays/production/kustomization.yaml', line: 6, column: 13, before: '1.4.2', after: '1.5.0' });
    expect(plan.branch).toBe('promote/shop-1.5.0-to-production');
    expect(plan.message).toBe(
      `Promote shop from staging to production\n\n` +
        `- ghcr.io/acme/shop: 1.4.2 -> 1.5.0 (overlays/production/kustomization.yaml:6)\n` +
        `- ghcr.io/acme/proxy: 1.9 -> 2.0 (overlays/production/kustomization.yaml:7)\n`,
    );
    expect(plan.failures).toEqual([]);
  });

  test('the effect is the rendered change of the target, and only what changes', async () => {
    const { effects } = await planned(plan_(STAGING, PRODUCTION));
    expect(effects.map((effect) => effect.ref.kind)).toEqual(['Deployment']);
    expect(effects[0]?.before).toContain('image: ghcr.io/acme/shop:1.4.2');
    expect(effects[0]?.after).toContain('image: ghcr.io/acme/shop:1.5.0');
    expect(effects[0]?.after).toContain('image: ghcr.io/acme/proxy:2.0');
  });

  test('a secret in the effect is masked', async () => {
    const changing = async (app_: App, files: Files) => {
      const rendered = await render(app_, files);
      const content = files.read('overlays/production/kustomization.yaml');
      return content.kind === 'file' && content.text.includes('1.5.0')
        ? { ...rendered, objects: rendered.objects.filter(({ ref }) => ref.kind !== 'Secret') }
        : rendered;
    };
    const answer = planPromotion(REQUEST, { files: memoryFiles(TREE), discovery: discovered(STAGING, PRODUCTION), mask, render: changing });
    const gone = (await planned(answer)).effects.find((effect) => effect.after === undefined);
    expect(gone?.ref.kind).toBe('Secret');
    expect(gone?.before).toContain('••••••••');
    expect(JSON.stringify(await planned(answer))).not.toContain('built-from-0.0.0');
  });

  test('one version is named in the message; a name with other characters gives a branch that Git takes', async () => {
    const from = app('staging', [version('shop', `sha256:${'a1'.repeat(32)}`, 'staging', 6, 13)], 'web/shop front');
    const to = app('production', [version('shop', '1.4.2', 'production', 6, 13)], 'web/shop front');
    const plan = await planned(plan_(from, to, 'web/shop front'));
    expect(plan.branch).toBe('promote/web-shop-front-sha256-a1a1a1a1a1a1-to-production');
    expect(plan.message.split('\n')[0]).toBe('Promote web/shop front sha256:a1a1a1a1a1a1 from staging to production');
    execFileSync('git', ['check-ref-format', '--branch', plan.branch]);
  });

  test('says why there is nothing to do, or nothing that can be done', async () => {
    const same = app('production', [version('shop', '1.5.0', 'production', 6, 13), version('proxy', '2.0', 'production', 7, 40)]);
    expect(await plan_(STAGING, same)).toEqual(failed({ code: 'nothingToPromote', subject: 'shop' }));
    const bare = app('production', []);
    expect(await plan_(STAGING, bare)).toMatchObject(
      failed({ code: 'notPromotable', subject: 'ghcr.io/acme/shop', detail: expect.stringContaining('add "images:') }),
    );
    expect(await plan_(app('staging', []), PRODUCTION)).toMatchObject(failed({ code: 'notPromotable', subject: 'shop' }));
    const shared = app('production', STAGING.versions);
    expect(await plan_(STAGING, shared)).toMatchObject(
      failed({ code: 'notPromotable', detail: expect.stringContaining('from the same line') }),
    );
    const twice = app('staging', [version('shop', '1.5.0', 'staging', 6, 13), version('shop', '1.6.0', 'staging', 9, 13)]);
    expect(await plan_(twice, PRODUCTION)).toMatchObject(failed({ code: 'ambiguous', subject: 'ghcr.io/acme/shop' }));
  });

  test('an image that cannot be carried is a failure of the plan, and the others go', async () => {
    const plan = await planned(plan_(STAGING, app('production', PRODUCTION.versions.slice(0, 1))));
    expect(plan.versions.map((change) => change.name)).toEqual(['ghcr.io/acme/shop']);
    expect(plan.failures).toMatchObject([{ code: 'notPromotable', subject: 'ghcr.io/acme/proxy' }]);
  });

  test('overlays that are all of their environments are the same app, whatever they are called', async () => {
    const [from, to] = [app('staging', STAGING.versions, 'staging'), app('production', PRODUCTION.versions, 'production')];
    for (const name of ['staging', 'production']) {
      const plan = await planned(plan_(from, to, name));
      expect(plan.edits.map(({ file }) => file)).toEqual(plan.edits.map(() => 'overlays/production/kustomization.yaml'));
      expect(plan.edits).toHaveLength(2);
    }
  });

  test('names that do not exist', async () => {
    const inputs = { files: memoryFiles(TREE), discovery: discovered(STAGING, PRODUCTION), mask, render };
    expect(await planPromotion({ ...REQUEST, from: 'qa' }, inputs)).toEqual(failed({ code: 'noSuchEnvironment', subject: 'qa' }));
    expect(await planPromotion({ ...REQUEST, app: 'shoop' }, inputs)).toMatchObject(failed({ code: 'noSuchApp', subject: 'shoop' }));
    expect(await planPromotion({ ...REQUEST, to: 'staging' }, inputs)).toMatchObject(failed({ code: 'notPromotable' }));
  });

  test('a file that moved on since it was discovered is not edited blindly', async () => {
    const files = memoryFiles({ ...TREE, 'overlays/production/kustomization.yaml': `# a new first line\n${overlay('1.4.2', '1.9')}` });
    expect(await planPromotion(REQUEST, { files, discovery: discovered(STAGING, PRODUCTION), mask, render })).toMatchObject({
      kind: 'failed',
    });
  });
});

describe('carryOutPromotion', () => {
  let repo: GitRepo;
  beforeEach(() => {
    vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
    repo = gitRepo(TREE);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    repo.remove();
  });

  const planIn = (root: string) =>
    planned(planPromotion(REQUEST, { files: createNodeFiles(root), discovery: discovered(STAGING, PRODUCTION), mask, render }));

  test('one commit on a new branch that changes two lines', async () => {
    const plan = await planIn(repo.root);
    const base = repo.git('rev-parse', 'HEAD').trim();
    const result = await carryOutPromotion(plan, createGit(repo.root), { push: false });
    expect(result).toEqual({
      kind: 'answer',
      value: { branch: plan.branch, commit: repo.git('rev-parse', plan.branch).trim(), pushed: false, base },
    });
    expect(repo.git('diff', '--numstat', 'main', plan.branch)).toBe('2\t2\toverlays/production/kustomization.yaml\n');
    expect(repo.git('show', `${plan.branch}:overlays/production/kustomization.yaml`)).toBe(overlay('1.5.0', '2.0'));
    expect(readFileSync(join(repo.root, 'overlays/production/kustomization.yaml'), 'utf8')).toBe(overlay('1.4.2', '1.9'));
    expect(repo.git('status', '--porcelain')).toBe('');
  });

  test('refuses over uncommitted changes, and keeps them', async () => {
    const plan = await planIn(repo.root);
    const mine = `${overlay('1.4.2', '1.9')}\n# half done\n`;
    repo.write('overlays/production/kustomization.yaml', mine);
    const git = createGit(repo.root);
    const dirty = { code: 'dirtyFile', subject: 'overlays/production/kustomization.yaml' } as const;
    expect(await carryOutPromotion(plan, git, { push: false })).toMatchObject(failed(dirty));
    expect(readFileSync(join(repo.root, 'overlays/production/kustomization.yaml'), 'utf8')).toBe(mine);
    repo.git('commit', '-q', '-a', '-m', 'Meanwhile');
    expect(await carryOutPromotion(plan, git, { push: false })).toMatchObject(failed(dirty));
    expect(repo.git('branch', '--list', 'promote/*')).toBe('');
  });

  test('refuses over text that was never saved', async () => {
    const files = createNodeFiles(repo.root);
    files.overlay('overlays/production/kustomization.yaml', `${overlay('1.4.2', '1.9')}\n`);
    const plan = await planned(planPromotion(REQUEST, { files, discovery: discovered(STAGING, PRODUCTION), mask, render }));
    expect(await carryOutPromotion(plan, createGit(repo.root), { push: false })).toMatchObject(
      failed({ code: 'dirtyFile', detail: expect.stringContaining('unsaved') }),
    );
  });

  test('files that Git writes with CRLF are committed without a difference in line ends', async () => {
    const crlf = Object.fromEntries(Object.entries(TREE).map(([path, text]) => [path, text.replaceAll('\n', '\r\n')]));
    const windows = gitRepo({ '.gitattributes': '*.yaml text eol=crlf\n', ...crlf });
    const plan = await planIn(windows.root);
    expect(await carryOutPromotion(plan, createGit(windows.root), { push: false })).toMatchObject({ kind: 'answer' });
    expect(windows.git('diff', '--numstat', 'main', plan.branch)).toBe('2\t2\toverlays/production/kustomization.yaml\n');
    windows.remove();
  });

  test('a branch that exists already, no commit, no repository', async () => {
    const plan = await planIn(repo.root);
    repo.git('branch', plan.branch);
    expect(await carryOutPromotion(plan, createGit(repo.root), { push: false })).toEqual(
      failed({ code: 'branchExists', subject: plan.branch }),
    );
    const empty = gitRepo();
    expect(await carryOutPromotion(plan, createGit(empty.root), { push: false })).toEqual(failed({ code: 'noCommit' }));
    expect(await carryOutPromotion(plan, createGit(join(empty.root, '..')), { push: false })).toEqual(failed({ code: 'noRepository' }));
    empty.remove();
  });

  test('without a remote the branch stays, and the result says what is missing; with one it is pushed', async () => {
    const plan = await planIn(repo.root);
    const alone = await carryOutPromotion(plan, createGit(repo.root), { push: true });
    expect(alone).toMatchObject({ kind: 'answer', value: { pushed: false, pushFailure: { code: 'noRemote' } } });
    expect(repo.git('branch', '--list', plan.branch)).not.toBe('');
    const bare = join(repo.root, '..', 'remote.git');
    mkdirSync(bare);
    execFileSync('git', ['init', '-q', '--bare', bare]);
    repo.git('remote', 'add', 'upstream', bare);
    const pushed = await carryOutPromotion({ ...plan, branch: 'promote/second' }, createGit(repo.root), { push: true });
    expect(pushed).toMatchObject({ kind: 'answer', value: { pushed: true } });
    expect(execFileSync('git', ['-C', bare, 'branch'], { encoding: 'utf8' }).trim()).toBe('promote/second');
  });
});

const mask = createMask(new Uint8Array(32).fill(3));

async function render(app_: App, files: Files) {
  return buildKustomization(app_.path, files, KUSTOMIZE_CLI, createBuildCache());
}

function plan_(from: App, to: App, name = 'shop'): Promise<Answer<PromotionPlan>> {
  return planPromotion({ ...REQUEST, app: name }, { files: memoryFiles(TREE), discovery: discovered(from, to), mask, render });
}

async function planned(answering: Promise<Answer<PromotionPlan>>): Promise<PromotionPlan> {
  const answer = await answering;
  if (answer.kind === 'failed') throw new Error(JSON.stringify(answer.reason));
  return answer.value;
}

function failed(reason: object) {
  return { kind: 'failed', reason };
}

function version(image: string, tag: string, environment: string, line: number, column: number): Version {
  return { image: `ghcr.io/acme/${image}`, tag, file: `overlays/${environment}/kustomization.yaml`, line, column };
}

function app(environment: string, versions: readonly Version[], name = 'shop'): App {
  const path = `overlays/${environment}`;
  const source = { file: `${path}/kustomization.yaml`, line: 1, column: 1 };
  return { app: name, path, kind: 'kustomization', source, dependsOn: [], versions, unresolved: [] };
}

function discovered(from: App, to: App): Discovery {
  return {
    environments: [
      { name: 'staging', order: 0, reason: 'overlays/staging', orderReason: '', apps: [from] },
      { name: 'production', order: 1, reason: 'overlays/production', orderReason: '', apps: [to] },
    ],
    hidden: [],
    imageAutomation: { policies: [], markers: [], automations: [] },
    otherParts: [],
    branches: { declared: new Map(), followed: [], taken: new Set() },
    kustomizations: [],
    failures: [],
  };
}
