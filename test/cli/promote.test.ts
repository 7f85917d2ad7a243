// `promote` in real Git repositories.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ARGO_CD } from '../e2e/repositories/argo-cd';
import { cliFixture, FLEET, PRODUCTION } from '../support/cli-fleet';
import { gitRepo } from '../support/git-repo';
import { expectShape } from '../support/json-schema';

const fixture = cliFixture();

describe('promote', () => {
  const promote = (...more: string[]) => fixture.cli(['promote', 'shop', '--from', 'staging', '--to', 'production', ...more]);

  test('--dry-run shows lines and effect, and writes nothing', async () => {
    const { code, stdout } = await promote('--dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain('-    newTag: "1.0"\n+    newTag: "2.0"\n');
    expect(stdout).toContain('-        image: shop:1.0\n+        image: shop:2.0\n');
    expect(stdout).toContain('branch promote/shop-2.0-to-production\n');
    expect(fixture.repo.git('branch', '--list', 'promote/*')).toBe('');
    expectShape('promotion', JSON.parse((await promote('--dry-run', '--json')).stdout));
  });

  test('commits on a branch, and leaves every other byte', async () => {
    const { code, stdout } = await promote('--json');
    expect(code).toBe(0);
    const json = expectShape('promotion', JSON.parse(stdout)) as { branch: string; commit: string };
    expect(fixture.repo.git('rev-parse', json.branch).trim()).toBe(json.commit);
    const before = FLEET[`${PRODUCTION}/kustomization.yaml`];
    expect(fixture.repo.git('show', `${json.branch}:${PRODUCTION}/kustomization.yaml`)).toBe(before.replace('"1.0"', '"2.0"'));
    expect(fixture.repo.git('diff', '--name-only', 'main', json.branch)).toBe(`${PRODUCTION}/kustomization.yaml\n`);
    expect(readFileSync(join(fixture.repo.root, PRODUCTION, 'kustomization.yaml'), 'utf8')).toBe(before);
    expect(await promote()).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^branchExists: The branch “promote\/shop-2\.0-to-production”/),
    });
    expect(await promote('--branch', 'mine')).toMatchObject({ code: 0, stdout: expect.stringContaining('branch mine\n') });
  });

  test('says what the target does not render, though the branch is made', async () => {
    fixture.repo.write(`${PRODUCTION}/replicas.yaml`, 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: gone\n');
    const { code, stdout, stderr } = await promote();
    expect(stdout).toContain('branch promote/shop-2.0-to-production\n');
    expect(stderr).toMatch(new RegExp(`^${PRODUCTION}/replicas\\.yaml:\\d+:\\d+: patchTargetMissing: `));
    expect(code).toBe(0);
  });

  test('--push without a remote keeps the branch and says what is missing', async () => {
    const { code, stdout, stderr } = await promote('--push');
    expect(code).toBe(1);
    expect(stdout).toContain('branch promote/shop-2.0-to-production\n');
    expect(stderr).toMatch(/^noRemote: The repository has no remote\./);
    expect(stderr).toContain('To push them later: git push origin promote/shop-2.0-to-production\n');
    expect(fixture.repo.git('branch', '--list', 'promote/*')).not.toBe('');
  });

  test('refuses over uncommitted changes, without a commit, and outside a repository', async () => {
    fixture.repo.write(`${PRODUCTION}/kustomization.yaml`, `${FLEET[`${PRODUCTION}/kustomization.yaml`]}# mine\n`);
    expect(await promote()).toMatchObject({ code: 1, stderr: expect.stringContaining('dirtyFile: ') });
    const fresh = gitRepo();
    for (const [path, content] of Object.entries(FLEET)) fresh.write(path, content);
    const args = ['promote', 'shop', '--from', 'staging', '--to', 'production'];
    expect(await fixture.cli(args, { cwd: fresh.root })).toMatchObject({ code: 1, stderr: expect.stringMatching(/^noCommit: /) });
    rmSync(join(fresh.root, '.git'), { recursive: true });
    expect(await fixture.cli(args, { cwd: fresh.root })).toMatchObject({ code: 1, stderr: expect.stringMatching(/^noRepository: /) });
    fresh.remove();
  });

  test('what a program of git says is masked, as every other text', async () => {
    fixture.repo.write('.git/info/attributes', '*.yaml filter=guard\n');
    fixture.repo.git('config', 'filter.guard.clean', 'echo "refused: correct-horse" >&2; exit 1;');
    fixture.repo.git('config', 'filter.guard.smudge', 'cat');
    fixture.repo.git('config', 'filter.guard.required', 'true');
    const { code, stdout, stderr } = await promote();
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^gitFailed: .*refused: ••••••••/) });
    expect(stdout + stderr).not.toContain('correct-horse');
  });

  test('nothing to promote', async () => {
    fixture.repo.write(`${PRODUCTION}/kustomization.yaml`, FLEET[`${PRODUCTION}/kustomization.yaml`].replace('1.0', '2.0'));
    expect(await promote()).toMatchObject({ code: 1, stderr: expect.stringMatching(/^nothingToPromote: shop has the same versions/) });
  });

  test('Applications whose names carry the environment are compared and promoted as one app', async () => {
    for (const [path, content] of Object.entries(ARGO_CD)) fixture.repo.write(path, content);
    fixture.repo.git('add', '-A');
    fixture.repo.git('commit', '-q', '-m', 'Argo CD');
    const plan = await fixture.cli(['promote', 'shop-staging', '--from', 'staging', '--to', 'production', '--dry-run', '--json']);
    expect(plan.code, plan.stderr).toBe(0);
    expect(expectShape('promotion', JSON.parse(plan.stdout))).toMatchObject({
      app: 'shop-staging',
      target: 'shop-production',
      versions: [{ before: '2.0.0', after: '2.1.0' }],
    });
    const diff = await fixture.cli(['diff', 'production', 'shop-production', '--against-env', 'staging']);
    expect(diff.stdout).toMatch(/== shop-production \(was shop-staging\)[\s\S]*- {2}replicas: 2\n\+ {2}replicas: 5/);
    const json = await fixture.cli(['diff', 'production', '--against-env', 'staging', '--json']);
    expect(expectShape('renderedDiff', JSON.parse(json.stdout))).toMatchObject({
      apps: expect.arrayContaining([expect.objectContaining({ app: 'shop-production', was: 'shop-staging' })]),
    });
  });

  test('keeps the marker of the line, and says which policy sets it and whether that can choose the tag', async () => {
    const overlay = (tag: string) =>
      `resources: [../../base]\nimages:\n- name: shop\n  newTag: ${tag} # {"$imagepolicy": "flux-system:shop:tag"}\n`;
    const object = (kind: string, spec: string) =>
      `apiVersion: image.toolkit.fluxcd.io/v1\nkind: ${kind}\nmetadata: {name: shop, namespace: flux-system}\nspec: ${spec}\n`;
    fixture.repo.write('apps/shop/overlays/staging/kustomization.yaml', overlay('2.1.0').replace(/ #.*/, ''));
    fixture.repo.write('apps/shop/overlays/production/kustomization.yaml', overlay('1.0.0'));
    fixture.repo.write(
      'automation.yaml',
      [
        object('ImageRepository', '{image: registry.example.org/shop}'),
        object('ImagePolicy', '{imageRepositoryRef: {name: shop}, policy: {semver: {range: 1.x}}}'),
        object('ImageUpdateAutomation', '{sourceRef: {kind: GitRepository, name: fleet}, update: {path: ./apps, strategy: Setters}}'),
      ].join('---\n'),
    );
    fixture.repo.git('add', '-A');
    fixture.repo.git('commit', '-q', '-m', 'Automate');
    const { stdout } = await promote('--dry-run');
    expect(stdout).toContain('  shop  1.0.0 -> 2.1.0  by ImagePolicy flux-system:shop\n');
    expect(stdout).toContain('+  newTag: 2.1.0 # {"$imagepolicy": "flux-system:shop:tag"}');
    expect(stdout).toContain('by ImagePolicy flux-system:shop (semver 1.x), which never chooses 2.1.0.');
    const json = expectShape('promotion', JSON.parse((await promote('--dry-run', '--json')).stdout));
    expect(json).toMatchObject({ versions: [{ policy: 'flux-system:shop' }], failures: [{ code: 'automatedLine' }] });
  });

  test('a digest is carried beside the tag, and goes before a tag that comes without one', async () => {
    const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
    const overlay = (tag: string, pinned?: string) =>
      `resources: [../../base]\nimages:\n- name: shop\n  newTag: ${tag}\n${pinned === undefined ? '' : `  digest: ${pinned}\n`}`;
    const write = (environment: string, content: string) =>
      fixture.repo.write(`apps/shop/overlays/${environment}/kustomization.yaml`, content);
    write('staging', overlay('2.0.0', digest('2')));
    write('production', overlay('1.0.0', digest('1')));
    expect(JSON.parse((await promote('--dry-run', '--json')).stdout)).toMatchObject({
      versions: [
        { name: 'shop', before: '1.0.0', after: '2.0.0' },
        { name: 'shop', before: digest('1'), after: digest('2') },
      ],
      failures: [],
    });
    write('staging', overlay('2.0.0'));
    const refused = await promote('--dry-run');
    expect(refused.stderr).toMatch(
      /production\/kustomization\.yaml:5:11: notPromotable: .* production pins it by digest, which goes before every tag/,
    );
    expect(refused.code).not.toBe(0);
  });

  test('versions in files of Terraform are carried over, byte for byte but for them; what Terraform makes of it is said to be unknown', async () => {
    const main = (version: string) =>
      `# who decides: platform\nprovider "aws" {}\nmodule "vpc" {\n  source  = "acme/vpc"\n  version = "${version}" # pinned\n}\n`;
    fixture.repo.write('infra/staging/main.tf', main('5.2.0'));
    fixture.repo.write('infra/production/main.tf', main('5.1.0'));
    fixture.repo.git('add', '-A');
    fixture.repo.git('commit', '-q', '-m', 'Infrastructure');
    const { stdout, stderr, code } = await fixture.cli(['promote', 'infra/staging', '--from', 'staging', '--to', 'production', '--json']);
    expect(code, stderr).toBe(0);
    expect(expectShape('promotion', JSON.parse(stdout))).toMatchObject({
      target: 'infra/production',
      versions: [{ name: 'module acme/vpc', before: '5.1.0', after: '5.2.0' }],
      effects: [],
      failures: [{ code: 'unsupported', file: 'infra/production/main.tf' }],
    });
    expect(fixture.repo.git('show', 'promote/infra-staging-5.2.0-to-production:infra/production/main.tf')).toBe(main('5.2.0'));
    const environments = JSON.parse((await fixture.cli(['environments', '--json'])).stdout);
    expect(expectShape('environments', environments)).toMatchObject([
      {},
      { parts: [{ kind: 'terraformFiles', versions: [{ tag: '5.1.0' }] }] },
    ]);
  });
});
