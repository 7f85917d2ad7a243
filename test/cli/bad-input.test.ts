// Trees that are broken in one place: every verb says what is wrong at the line, goes on with the rest, and ends.
import { describe, expect, test } from 'vitest';
import { cliFixture, FLEET, PRODUCTION } from '../support/cli-fleet';
import { expectShape } from '../support/json-schema';

const fixture = cliFixture();

const KUSTOMIZATION = `${PRODUCTION}/kustomization.yaml`;

const BROKEN: readonly (readonly [name: string, files: Readonly<Record<string, string>>, message: RegExp])[] = [
  [
    'a patch that is not YAML',
    { [`${PRODUCTION}/replicas.yaml`]: 'kind: [Deployment\n' },
    /^apps\/shop\/overlays\/production\/replicas\.yaml:\d+:\d+: notYaml: /m,
  ],
  [
    'a kustomization that is not YAML',
    { [KUSTOMIZATION]: 'resources: [\n' },
    /^apps\/shop\/overlays\/production\/kustomization\.yaml:\d+:\d+: notYaml: /m,
  ],
  [
    'a base that is missing',
    { [KUSTOMIZATION]: FLEET[KUSTOMIZATION].replace('../../base', '../../bose') },
    /^apps\/shop\/overlays\/production\/kustomization\.yaml:1:13: notFound: apps\/shop\/bose does not exist\./m,
  ],
  [
    'a cycle of bases',
    { 'apps/shop/base/kustomization.yaml': 'resources:\n- ../overlays/production\n' },
    /^apps\/shop\/base\/kustomization\.yaml:2:3: cycle: .* builds on itself: /m,
  ],
];

describe.each(BROKEN)('%s', (_name, files, message) => {
  const arrange = () => {
    for (const [path, content] of Object.entries(files)) fixture.repo.write(path, content);
    fixture.repo.write('dump/namespaces.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: kube-system\n  uid: u1\n');
    fixture.repo.git('add', '-A');
    fixture.repo.git('commit', '-qm', 'Break it');
  };

  test('environments lists both environments all the same', async () => {
    arrange();
    const { code, stdout } = await fixture.cli(['environments', '--json']);
    expect(code).toBe(0);
    const environments = expectShape('environments', JSON.parse(stdout)) as { name: string }[];
    expect(environments.map(({ name }) => name)).toEqual(['staging', 'production']);
  });

  test('preview names the line and ends with 1', async () => {
    arrange();
    const { code, stderr } = await fixture.cli(['preview', 'production']);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/internal|patchTargetMissing|^ {4}at /m);
    const json = expectShape('preview', JSON.parse((await fixture.cli(['preview', 'production', '--json'])).stdout));
    const { apps } = json as { apps: { failures: unknown[] }[] };
    expect(apps[0]?.failures[0]).toMatchObject({ file: expect.any(String), line: expect.any(Number), column: expect.any(Number) });
  });

  test('diff is unknown, and never in sync', async () => {
    arrange();
    const { code, stdout } = await fixture.cli(['diff', 'production', '--snapshot', 'dump']);
    expect(code).toBe(2);
    expect(stdout).toContain('== shop: unknown\n');
    expect(stdout).toMatch(new RegExp(message.source.slice(1)));
  });

  test('promote changes nothing that it does not show', async () => {
    arrange();
    const { code, stdout, stderr } = await fixture.cli(['promote', 'shop', '--from', 'staging', '--to', 'production', '--dry-run']);
    expect(stdout + stderr).toMatch(message);
    expect(stdout + stderr).not.toContain('patchTargetMissing');
    expect(stdout + stderr).not.toContain('internal');
    // With a plan the failures stand in it; without one there is nothing else to show.
    expect(code).toBe(stdout === '' ? 1 : 0);
    expect(fixture.repo.git('branch', '--list', 'promote/*')).toBe('');
    expect(fixture.repo.git('status', '--porcelain')).toBe('');
  });
});

test('a promotion beside something broken is made, and the rest is said', async () => {
  fixture.repo.write(`${PRODUCTION}/replicas.yaml`, 'kind: [Deployment\n');
  fixture.repo.git('commit', '-qam', 'Break a patch');
  const { code, stdout, stderr } = await fixture.cli(['promote', 'shop', '--from', 'staging', '--to', 'production']);
  expect(code).toBe(0);
  expect(stdout).toContain('branch promote/shop-2.0-to-production\n');
  expect(stderr).toMatch(/^apps.*replicas\.yaml:\d+:\d+: notYaml: /);
});
