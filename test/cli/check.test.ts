// `check`: findings and failures in every format, and what the exit code says of them.
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { Log } from 'sarif';
import { describe, expect, test } from 'vitest';
import { ARGO_CD } from '../e2e/repositories/argo-cd';
import { cliFixture, FLEET, PRODUCTION } from '../support/cli-fleet';
import { gitRepo } from '../support/git-repo';
import { expectShape } from '../support/json-schema';

const fixture = cliFixture();

const SECRET =
  'apps/shop/base/secret.yaml:6:13: warning: plainSecret: The Secret “shop” stands in Git in clear. ' +
  'Encrypt it with SOPS or Sealed Secrets, or fetch it with External Secrets, and change its values.\n';

/** A patch that repeats the base, and one in the base that fails. */
function breakIt(): void {
  fixture.repo.write(`${PRODUCTION}/replicas.yaml`, FLEET[`${PRODUCTION}/replicas.yaml`].replace('replicas: 5', 'replicas: 1'));
  fixture.repo.write('apps/shop/overlays/staging/kustomization.yaml', 'resources: [../../base]\npatches:\n  - path: none.yaml\n');
}

async function check(...args: string[]) {
  return fixture.cli(['check', ...args]);
}

async function checkJson(...args: string[]) {
  const { stdout } = await check('--json', ...args);
  return expectShape('check', JSON.parse(stdout)) as { counts: unknown; problems: { code: string; file: string; apps: string[] }[] };
}

describe('check', () => {
  test('with warnings only ends with 0; they are lines with a position, and a summary', async () => {
    expect(await check()).toEqual({ code: 0, stdout: `${SECRET}1 warning in 2 apps in 2 environments\n`, stderr: '' });
  });

  test('finds values that no template reads in what Applications and bundles give charts', async () => {
    for (const [path, content] of Object.entries(ARGO_CD)) fixture.repo.write(path, content);
    fixture.repo.write('bundle/fleet.yaml', 'helm:\n  values:\n    port: 1\n    prot: 2\n');
    for (const name of ['Chart.yaml', 'values.yaml', 'templates/service.yaml'])
      fixture.repo.write(`bundle/${name}`, ARGO_CD[`charts/gateway/${name}`] ?? '');
    const { problems } = await checkJson();
    const unread = problems.filter(({ code }) => code === 'valueUnread');
    expect(unread).toMatchObject([
      { file: 'bundle/fleet.yaml', line: 4, apps: ['default/bundle'] },
      { file: 'values/production.yaml', line: 2, apps: ['production/gateway'] },
    ]);
  });

  test('with an error ends with 1, says what led to it, and which lines are why', async () => {
    breakIt();
    fixture.repo.write('apps/shop/base/deployment.yaml', `${FLEET['apps/shop/base/deployment.yaml']}  broken: [\n`);
    const { code, stdout, stderr } = await check();
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(
      /^apps\/shop\/base\/deployment\.yaml:\d+:\d+: error: notYaml: .*\n {2}through apps\/shop\/overlays\/staging\/kustomization\.yaml → apps\/shop\/base\/kustomization\.yaml\n/m,
    );
    expect(stdout).toContain(
      'apps/shop/overlays/staging/kustomization.yaml:3:11: error: notFound: apps/shop/overlays/staging/none.yaml does not exist. Correct the path, or add the file.\n',
    );
    expect(stdout).toMatch(/\d errors and 1 warning in 2 apps in 2 environments\n$/);
  });

  test('names a repeated line with the one that it repeats', async () => {
    fixture.repo.write(`${PRODUCTION}/replicas.yaml`, FLEET[`${PRODUCTION}/replicas.yaml`].replace('replicas: 5', 'replicas: 1'));
    const { code, stdout } = await check('production');
    expect(code).toBe(0);
    expect(stdout).toBe(
      `${SECRET}${PRODUCTION}/replicas.yaml:6:13: note: repeated: This sets spec.replicas to the value that it has already. Remove the line, unless it is meant to pin the value.\n` +
        '  apps/shop/base/deployment.yaml:6:13: The value is set here already\n1 warning and 1 note in 1 app in 1 environment\n',
    );
  });

  test('of one environment leaves out what only another one is made of', async () => {
    breakIt();
    expect(await checkJson('production')).toMatchObject({
      environments: ['production'],
      counts: { error: 0, warning: 1, information: 1 },
      problems: [
        { code: 'plainSecret', apps: ['production/shop'] },
        { code: 'repeated', apps: ['production/shop'], related: [{ file: 'apps/shop/base/deployment.yaml', line: 6, column: 13 }] },
      ],
    });
    const staging = await checkJson('staging');
    expect(staging.problems.map(({ code }) => code)).toEqual(['plainSecret', 'notFound']);
  });

  test('of a folder that is not there leads to the object that names it', async () => {
    const flux =
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: web\n  namespace: flux-system\nspec:\n  interval: 1h\n' +
      '  path: ./nowhere\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n';
    fixture.repo.write('clusters/production/web.yaml', flux);
    const { problems } = await checkJson('production');
    expect(problems.filter(({ apps }) => apps.includes('production/web'))).toMatchObject([
      { severity: 'error', code: 'notFound', file: 'clusters/production/web.yaml', line: 8, column: 9 },
    ]);
  });

  test('of everything takes in folders of no environment, and of one environment does not', async () => {
    fixture.repo.write('tools/kustomization.yaml', 'resources: [job.yaml]\npatches:\n  - target: {kind: Job}\n    path: none.yaml\n');
    fixture.repo.write('tools/job.yaml', 'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: migrate\n');
    const { code, stdout } = await check();
    expect(code).toBe(1);
    expect(stdout).toBe(
      `${SECRET}tools/kustomization.yaml:4:11: error: notFound: tools/none.yaml does not exist. Correct the path, or add the file.\n` +
        '1 error and 1 warning in 2 apps in 2 environments and 1 folder of none\n',
    );
    expect(await checkJson()).toMatchObject({ folders: ['tools'], problems: [{}, { code: 'notFound', apps: [] }] });
    expect((await check('--format', 'junit')).stdout).toContain('tools/kustomization.yaml');
    expect((await check('production')).code).toBe(0);
  });

  test('of a tree without environments is an error, and of an environment that is not there ends with 2', async () => {
    const empty = gitRepo();
    const { code, stdout } = await fixture.cli(['check'], { cwd: empty.root });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^error: noEnvironment: No environment was found\..*\n1 error in 0 apps in 0 environments\n$/);
    empty.remove();
    expect(await check('moon')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^noSuchEnvironment: /) });
    expect(await check('--format', 'html')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('text, json, sarif, junit, markdown'),
    });
  });
});

describe('formats', () => {
  test('SARIF 2.1.0: each result has a rule, a level, and locations relative to the tree', async () => {
    breakIt();
    fixture.repo.write('apps/shop base/#1.yaml', 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  b: clear\n');
    const { code, stdout } = await check('--format', 'sarif');
    expect(code).toBe(1);
    const log = JSON.parse(stdout) as Log;
    expect(log).toMatchObject({ version: '2.1.0', runs: [{ tool: { driver: { name: 'Plumbline' } }, columnKind: 'utf16CodeUnits' }] });
    const [run] = log.runs;
    const rules = run?.tool.driver.rules ?? [];
    for (const result of run?.results ?? []) {
      expect(rules[result.ruleIndex ?? -1]?.id).toBe(result.ruleId);
      expect(result.message.text).not.toBe('');
      const [location] = result.locations ?? [];
      expect(location?.physicalLocation?.artifactLocation?.uri).toMatch(/^[\w./%-]+$/);
      expect(location?.physicalLocation?.region?.startLine).toBeGreaterThan(0);
    }
    const found = (run?.results ?? []).map(({ ruleId, level, locations }) => [
      ruleId,
      level,
      locations?.[0]?.physicalLocation?.artifactLocation?.uri,
    ]);
    expect(found).toEqual([
      ['plainSecret', 'warning', 'apps/shop%20base/%231.yaml'],
      ['plainSecret', 'warning', 'apps/shop/base/secret.yaml'],
      ['repeated', 'note', `${PRODUCTION}/replicas.yaml`],
      ['notFound', 'error', 'apps/shop/overlays/staging/kustomization.yaml'],
    ]);
    expect(run?.results?.[2]?.relatedLocations).toMatchObject([{ id: 0, physicalLocation: { region: { startLine: 6, startColumn: 13 } } }]);
  });

  test('JUnit: well-formed whatever the names hold; an error fails its app, and the rest is its output', async () => {
    fixture.repo.write('apps/shop/overlays/staging/kustomization.yaml', 'resources: [../../base, "a<b>&\\"]]>\\u0007\'.yaml"]\n');
    const { code, stdout } = await check('--format', 'junit');
    expect(code).toBe(1);
    expect(XMLValidator.validate(stdout)).toBe(true);
    expect([...stdout].every((sign) => sign >= ' ' || sign === '\n')).toBe(true);
    const parsed = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' }).parse(stdout);
    expect(parsed.testsuites).toMatchObject({
      tests: '2',
      failures: '1',
      testsuite: [
        { name: 'staging', testcase: { name: 'shop', failure: { type: 'notFound', '#text': expect.stringContaining('a<b>&"]]>') } } },
        { name: 'production', testcase: { name: 'shop', 'system-out': expect.stringContaining('warning: plainSecret: ') } },
      ],
    });
    expect(parsed.testsuites.testsuite[1].testcase).not.toHaveProperty('failure');
  });

  test('Markdown: the worst first, and nothing of the files is markup', async () => {
    fixture.repo.write('apps/shop/overlays/staging/kustomization.yaml', 'resources: [../../base, "a|<b>`@you`.yaml"]\n');
    const { stdout } = await check('--format', 'markdown');
    const rows = stdout.split('\n');
    expect(rows[0]).toBe('### Plumbline: 1 error and 1 warning');
    expect(rows.slice(4).map((row) => row.slice(0, 11))).toEqual(['| 🔴 error ', '| 🟡 warnin', '']);
    expect(rows[4]).not.toMatch(/[`@]|<b>/);
    for (const row of rows.slice(2, -1)) expect(row.match(/(?<!&#\d*)\|/g)).toHaveLength(5);
  });

  test('say so where there is nothing to say', async () => {
    fixture.repo.write('apps/shop/base/secret.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\n');
    expect((await check()).stdout).toBe('No problems in 2 apps in 2 environments\n');
    expect((await check('--format', 'markdown')).stdout).toBe('### Plumbline: no problems\n');
    expect(JSON.parse((await check('--format', 'sarif')).stdout).runs[0].results).toEqual([]);
    expect(XMLValidator.validate((await check('--format', 'junit')).stdout)).toBe(true);
  });
});
