// Environment branches on the command line, in a real repository: listed, rendered, compared and promoted to without being checked out.
import { beforeEach, describe, expect, test } from 'vitest';
import { cliFixture, FLEET } from '../support/cli-fleet';
import type { GitRepo } from '../support/git-repo';
import { expectShape } from '../support/json-schema';

const fixture = cliFixture();

const deployment = (replicas: number) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: ${replicas}\n  template:\n    spec:\n      containers:\n      - name: web\n        image: web\n`;
const kustomization = (tag: string) => `resources: [base]\nimages:\n- name: web\n  # moved by releases\n  newTag: "${tag}"\n`;

function commitTree(repo: GitRepo, branch: string, files: Readonly<Record<string, string>>): void {
  repo.git('switch', '-q', '--orphan', branch);
  for (const [path, content] of Object.entries(files)) repo.write(path, content);
  repo.git('add', '-A');
  repo.git('commit', '-q', '-m', branch);
  repo.git('switch', '-q', 'main');
}

const tree = (tag: string, replicas: number) => ({
  'kustomization.yaml': kustomization(tag),
  'base/kustomization.yaml': 'resources: [deployment.yaml]\n',
  'base/deployment.yaml': deployment(replicas),
});

describe('environment branches', () => {
  beforeEach(() => {
    commitTree(fixture.repo, 'env/qa', tree('2.0', 1));
    commitTree(fixture.repo, 'env/canary', tree('1.0', 3));
  });

  test('are environments beside those of folders, with the branch as the reason', async () => {
    const { stdout } = await fixture.cli(['environments']);
    expect(stdout).toMatch(/^qa {2}\(branch env\/qa\)$/m);
    const json = expectShape('environments', JSON.parse((await fixture.cli(['environments', '--json'])).stdout));
    const commit = fixture.repo.git('rev-parse', 'env/qa').trim();
    expect(json).toMatchObject([
      { name: 'qa', branch: { name: 'env/qa', commit }, apps: [{ app: 'qa', versions: [{ image: 'web', tag: '2.0', line: 5 }] }] },
      { name: 'staging' },
      { name: 'canary' },
      { name: 'production' },
    ]);
    expect(fixture.repo.git('status', '--porcelain')).toBe('');
  });

  test('render from their own tree, each line with its place in it', async () => {
    const { stdout, code } = await fixture.cli(['preview', 'canary']);
    expect(stdout).toContain('replicas: 3');
    expect(stdout).toContain('image: web:1.0');
    expect(code).toBe(0);
    const why = await fixture.cli(['why', 'canary', 'Deployment/web', 'spec.replicas']);
    expect(why.stdout).toMatch(/env\/canary@[0-9a-f]{40}\S*\/base\/deployment\.yaml:6:13/);
  });

  test('of Flux lack what rules of their own tree leave out, whatever the open tree has', async () => {
    const owner =
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: web, namespace: flux-system}\n' +
      'spec: {path: ./web, sourceRef: {kind: GitRepository, name: flux-system}}\n';
    const object = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`;
    commitTree(fixture.repo, 'env/live', {
      'cluster/web.yaml': owner,
      'web/.sourceignore': 'left-out.yaml\n',
      'web/kept.yaml': object('kept'),
      'web/left-out.yaml': object('left-out'),
      'web/other.yaml': object('other'),
    });
    fixture.repo.write('web/.sourceignore', 'other.yaml\n');
    const { stdout, stderr, code } = await fixture.cli(['preview', 'live', 'web']);
    expect([stderr, code]).toEqual(['', 0]);
    expect(stdout.match(/^ {2}name: .*$/gm)).toEqual(['  name: kept', '  name: other']);
  });

  test('compare with each other and with their own past', async () => {
    const { stdout, code } = await fixture.cli(['diff', 'canary', '--against-rev', 'env/qa']);
    expect(stdout).toContain('-  replicas: 1');
    expect(stdout).toContain('+  replicas: 3');
    expect(code).toBe(1);
  });

  test('compare with an environment of folders object by object, whichever app has it', async () => {
    commitTree(fixture.repo, 'env/live', {
      'shop.yaml': FLEET['apps/shop/base/deployment.yaml'].replace('replicas: 1', 'replicas: 9'),
      'extra.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra}\n',
    });
    const { stdout, code } = await fixture.cli(['diff', 'production', '--against-env', 'live']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^== shop \(was live\)$/m);
    expect(stdout).toContain('-  replicas: 9\n+  replicas: 5\n');
    expect(stdout).toMatch(/^== live$[\s\S]*- {2}name: extra$/m);
    const other = await fixture.cli(['diff', 'live', '--against-env', 'production', '--json']);
    expect(expectShape('renderedDiff', JSON.parse(other.stdout))).toMatchObject({
      apps: expect.arrayContaining([expect.objectContaining({ app: 'live', was: 'shop' })]),
    });
    const one = await fixture.cli(['diff', 'production', 'shop', '--against-env', 'live']);
    expect(one.stdout).not.toContain('extra');
  });

  test('take a promotion on a branch that is made from them', async () => {
    const { stdout, code } = await fixture.cli(['promote', 'qa', '--from', 'qa', '--to', 'canary']);
    expect(code, stdout).toBe(0);
    const branch = /^branch (.+)$/m.exec(stdout)?.[1] ?? '';
    expect(fixture.repo.git('diff', '--stat', 'env/canary', branch)).toContain('kustomization.yaml | 2 +-');
    expect(fixture.repo.git('merge-base', 'env/canary', branch)).toBe(fixture.repo.git('rev-parse', 'env/canary'));
    expect(fixture.repo.git('log', '-1', '--format=%b', branch).trim()).toBe('- web: 1.0 -> 2.0 (kustomization.yaml:5)');
  });

  test('that are checked out are the working tree, with what is not committed', async () => {
    fixture.repo.git('switch', '-q', 'env/qa');
    fixture.repo.write('base/deployment.yaml', deployment(7));
    const json = JSON.parse((await fixture.cli(['environments', '--json'])).stdout) as readonly { name: string; reason: string }[];
    expect(json.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
      'qa: branch env/qa, which is checked out',
      'canary: branch env/canary',
    ]);
    expect((await fixture.cli(['preview', 'qa'])).stdout).toContain('replicas: 7');
  });

  test('are listed in a folder of the repository by what they hold of it', async () => {
    const { stdout } = await fixture.cli(['environments', '--repo', `${fixture.repo.root}/apps`]);
    expect(stdout).toContain('staging');
    expect(stdout).not.toContain('canary');
  });
});
