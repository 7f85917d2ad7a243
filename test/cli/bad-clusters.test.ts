// Clusters that cannot be asked: each is said in one line, in time, and pins nothing.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished, expect, test } from 'vitest';
import { cliFixture } from '../support/cli-fleet';
import { kubeconfigOf } from '../support/kubeconfig';
import { silentServer } from '../support/ports';

const fixture = cliFixture();

/** The verb's answer through a kubeconfig whose context `test` leads to `server`. */
async function ask(server: string, args: readonly string[]) {
  const config = kubeconfigOf({ server });
  onTestFinished(() => config.remove());
  return fixture.cli([...args, '--context', 'test'], { env: { KUBECONFIG: config.file } });
}

const isUnpinned = async () => {
  const { stderr } = await fixture.cli(['diff', 'production']);
  expect(stderr).toMatch(/^noCluster: /);
};

test('nobody listens there', async () => {
  const answer = await ask('http://127.0.0.1:1', ['diff', 'production', '--pin']);
  expect(answer).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/^unreachable: The cluster “http:\/\/127\.0\.0\.1:1” cannot be reached: .*\. Check/),
  });
  await isUnpinned();
});

test.each([
  [['reconcile', 'qa'], 'noCluster: '],
  [['reconcile', 'qa', '--context', 'gone'], 'noSuchContext: '],
])('%j ends with 2, for the cluster cannot be asked', async (args, start) => {
  fixture.repo.write(
    'clusters/qa/web.yaml',
    'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: web, namespace: flux-system}\n' +
      'spec: {path: ./web, sourceRef: {kind: GitRepository, name: flux-system}}\n',
  );
  const answer = await fixture.cli(args);
  expect(answer).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(new RegExp(`^${start}`)) });
});

test('a server that accepts and never answers is given up in time', async () => {
  const silent = await silentServer();
  onTestFinished(() => silent.stop());
  const started = performance.now();
  const answer = await ask(`http://127.0.0.1:${silent.port}`, ['diff', 'production', '--pin']);
  expect(performance.now() - started).toBeLessThan(40_000);
  expect(answer).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/^timeout: .* did not answer in time: .*\. Try again/),
  });
  await isUnpinned();
});

test('a gateway that answers 403 with a page of its own is not a cluster that may be pinned', async () => {
  const gateway = createServer((_request, response) => response.writeHead(403, { 'content-type': 'text/html' }).end('<h1>Sign in</h1>'));
  await new Promise<void>((done) => gateway.listen(0, '127.0.0.1', done));
  onTestFinished(() => void gateway.close());
  const server = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
  const answer = await ask(server, ['diff', 'production', '--pin']);
  expect(answer).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^forbidden: You have no right to .*Ask for it/) });
  expect(answer.stderr).not.toContain('<h1>');
  await isUnpinned();
});

test('a kubeconfig that is not YAML is named with the line', async () => {
  fixture.repo.write('kubeconfig', 'contexts: [\n');
  const answer = await fixture.cli(['diff', 'production'], { env: { KUBECONFIG: `${fixture.repo.root}/kubeconfig` } });
  expect(answer).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/kubeconfig:2:1: notYaml: This is not valid YAML/) });
});
