// Comparison with a real API server: each verdict, each kind of reader, and no secret in any answer.
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { CancelledError, type Comparison } from '../../src/engine/model';
import { changesOf, comparisonFixture, compare, deployment, json, openReader, service } from '../support/comparison';
import { kubeconfigOf } from '../support/kubeconfig';
import { silentServer } from '../support/ports';
import { appOf, comparisonOf } from '../support/rendered';

const real = comparisonFixture();

describe('an app that nothing owns, as somebody who may patch', () => {
  test('is in sync after its manifests were applied, whatever the server filled in', async () => {
    const namespace = await real.freshNamespace();
    const yaml = `${deployment(namespace)}---\n${service(namespace)}`;
    for (const manifest of yaml.split('---\n')) await real.server.client.apply(json(manifest), { fieldManager: 'plumbline' });
    const result = await compare(yaml, real.admin);
    expect(result.comparisons.map((each) => [each.ref.kind, each.verdict, each.method])).toEqual([
      ['Deployment', 'inSync', 'serverSideApply'],
      ['Service', 'inSync', 'serverSideApply'],
    ]);
    expect(result.verdict).toBe('inSync');
    const defaults = comparisonOf(result, 'Service/web').ignored.filter(({ rule }) => rule === 'serverDefault');
    expect(defaults.map(({ path }) => path.join('.'))).toEqual(
      expect.arrayContaining(['spec.clusterIP', 'spec.type', 'spec.sessionAffinity']),
    );
  });

  test('has drifted where somebody changed a field: with the value, the line in Git and the manager', async () => {
    const namespace = await real.freshNamespace();
    const yaml = deployment(namespace);
    await real.server.client.apply(json(yaml), { fieldManager: 'plumbline' });
    const patch = { spec: { template: { spec: { containers: [{ name: 'web', image: 'ghcr.io/shop/web:hotfix' }] } } } };
    const strategic = 'application/strategic-merge-patch+json';
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments/web?fieldManager=kubectl-set`;
    expect((await real.server.client.request('PATCH', path, patch, strategic)).status).toBe(200);
    const comparison = comparisonOf(await compare(yaml, real.admin), 'Deployment/web');
    expect(comparison).toMatchObject({ verdict: 'drifted', method: 'serverSideApply' });
    expect(comparison.changes).toEqual([
      {
        path: ['spec', 'template', 'spec', 'containers', '[name=web]', 'image'],
        live: 'ghcr.io/shop/web:hotfix',
        desired: 'ghcr.io/shop/web:1.0.0',
        origin: { file: 'app/objects.yaml', line: 14, column: 18, step: 'resource' },
        manager: 'kubectl-set',
      },
    ]);
    expect(comparison.live).not.toHaveProperty('status');
  });

  test('lists what others added, and does not call it drift', async () => {
    const namespace = await real.freshNamespace();
    const yaml = deployment(namespace);
    await real.server.client.apply(json(yaml), { fieldManager: 'plumbline' });
    await real.server.client.mergePatch(
      json(yaml),
      { metadata: { annotations: { 'example.com/note': 'by hand' } } },
      { fieldManager: 'annotator' },
    );
    const comparison = comparisonOf(await compare(yaml, real.admin), 'Deployment/web');
    expect(comparison.verdict).toBe('inSync');
    expect(comparison.ignored).toContainEqual({
      path: ['metadata', 'annotations', 'example.com/note'],
      rule: 'unmanagedAddition',
      detail: 'annotator',
    });
  });

  test('shows that a field removed from Git will go', async () => {
    const namespace = await real.freshNamespace();
    await real.server.client.apply(json(deployment(namespace, { extra: '      priorityClassName: high\n' })), {
      fieldManager: 'plumbline',
    });
    const comparison = comparisonOf(await compare(deployment(namespace), real.admin), 'Deployment/web');
    expect(changesOf(comparison)).toEqual(['spec.template.spec.priorityClassName: "high" → undefined']);
  });

  test('is missing where it is absent, even with its namespace', async () => {
    const namespace = `apiVersion: v1\nkind: Namespace\nmetadata: { name: not-there }\n`;
    const result = await compare(`${namespace}---\n${service('not-there')}`, real.admin);
    expect(result.comparisons.map(({ verdict, health }) => [verdict, health.health])).toEqual([
      ['missing', 'missing'],
      ['missing', 'missing'],
    ]);
  });

  test('puts an object without a namespace into default', async () => {
    const result = await compare('apiVersion: v1\nkind: ConfigMap\nmetadata: { name: nowhere }\n', real.admin);
    expect(comparisonOf(result, 'ConfigMap/nowhere').ref.namespace).toBe('default');
  });

  test('is missing where only the app itself defines its kind, and unknown where nobody does', async () => {
    const custom = 'apiVersion: example.com/v1\nkind: Widget\nmetadata: { name: one, namespace: default }\n';
    const unknownKind = comparisonOf(await compare(custom, real.admin), 'Widget/one');
    expect(unknownKind).toMatchObject({ verdict: 'unknown', reason: { code: 'noSuchKind' } });
    const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { kind: Widget, plural: widgets }
  versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }]
`;
    expect(comparisonOf(await compare(`${definition}---\n${custom}`, real.admin), 'Widget/one').verdict).toBe('missing');
  });

  test('is unknown while the API service behind its group is down, even where the app defines the kind', async () => {
    const service = {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: 'v1.down.example.com' },
      spec: {
        group: 'down.example.com',
        version: 'v1',
        groupPriorityMinimum: 100,
        versionPriority: 100,
        insecureSkipTLSVerify: true,
        service: { name: 'nobody', namespace: 'default' },
      },
    };
    await real.server.client.apply(service);
    await vi.waitFor(async () => expect((await real.server.client.request('GET', '/apis/down.example.com/v1')).status).toBe(503), 10_000);
    const object = 'apiVersion: down.example.com/v1\nkind: Widget\nmetadata: { name: one, namespace: default }\n';
    const result = await compare(`apiVersion: v1\nkind: ConfigMap\nmetadata: { name: beside }\n---\n${object}`, real.admin);
    expect(comparisonOf(result, 'Widget/one')).toMatchObject({ verdict: 'unknown', reason: { code: 'unreachable' } });
    expect(comparisonOf(result, 'ConfigMap/beside').verdict).toBe('missing');
    expect(result.verdict).toBe('unknown');
    const definition =
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: widgets.down.example.com }\n' +
      'spec: { group: down.example.com, scope: Namespaced, names: { kind: Widget, plural: widgets }, versions: [{ name: v1, served: true, storage: true }] }\n';
    expect(comparisonOf(await compare(`${definition}---\n${object}`, real.admin), 'Widget/one').verdict).toBe('unknown');
  });

  test('is unknown where the server rejects what Git has', async () => {
    const namespace = await real.freshNamespace();
    await real.server.client.apply(json(deployment(namespace)), { fieldManager: 'plumbline' });
    const comparison = comparisonOf(await compare(deployment(namespace, { replicas: '-1' }), real.admin), 'Deployment/web');
    expect(comparison).toMatchObject({ verdict: 'unknown', reason: { code: 'rejected' } });
  });

  test('reads many objects of a kind by one list, with the same verdicts', async () => {
    const namespace = await real.freshNamespace();
    const objects = ['a', 'b', 'c', 'd', 'e', 'f'].map(
      (name) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: ${namespace} }\ndata: { key: ${name} }\n`,
    );
    for (const object of objects.slice(0, 5)) await real.server.client.apply(json(object), { fieldManager: 'plumbline' });
    await real.server.client.mergePatch(json(objects[1] as string), { data: { key: 'other' } });
    const read = vi.spyOn(real.admin, 'read');
    const list = vi.spyOn(real.admin, 'list');
    onTestFinished(() => void [read, list].map((spy) => spy.mockRestore()));
    const result = await compare(objects.join('---\n'), real.admin);
    expect(result.comparisons.map(({ verdict }) => verdict)).toEqual(['inSync', 'drifted', 'inSync', 'inSync', 'inSync', 'missing']);
    expect([read.mock.calls.length, list.mock.calls.length]).toEqual([0, 1]);
  });
});

describe('readers with fewer rights', () => {
  test('somebody who may only read gets the same answers from managedFields', async () => {
    const namespace = await real.freshNamespace();
    const yaml = `${deployment(namespace)}---\n${service(namespace)}`;
    for (const manifest of yaml.split('---\n')) await real.server.client.apply(json(manifest), { fieldManager: 'plumbline' });
    const inSync = await compare(yaml, real.viewer);
    expect(inSync.comparisons.map(({ verdict, method }) => [verdict, method])).toEqual([
      ['inSync', 'managedFields'],
      ['inSync', 'managedFields'],
    ]);
    await real.server.client.mergePatch(json(deployment(namespace)), { spec: { replicas: 8 } }, { fieldManager: 'somebody' });
    const edited = deployment(namespace, { image: 'ghcr.io/shop/web:2.0.0' }).replace('livenessProbe', 'readinessProbe');
    const asAdmin = comparisonOf(await compare(edited, real.admin), 'Deployment/web');
    const asViewer = comparisonOf(await compare(edited, real.viewer), 'Deployment/web');
    expect(changesOf(asViewer)).toContain('spec.replicas: 8 → 3');
    // The server fills in a new probe's defaults; without it only what Git says is known.
    const withoutProbe = (comparison: Comparison) => changesOf(comparison).filter((line) => !line.includes('readinessProbe'));
    expect(withoutProbe(asViewer)).toEqual(withoutProbe(asAdmin));
    expect(withoutProbe(asViewer)).toHaveLength(3);
  });

  test('to somebody who may not read everything is unknown, with the reason', async () => {
    const namespace = await real.freshNamespace();
    const result = await compare(deployment(namespace), real.nobody);
    expect(result.verdict).toBe('unknown');
    expect(comparisonOf(result, 'Deployment/web')).toMatchObject({ verdict: 'unknown', reason: { code: 'forbidden' } });
  });

  test('a server that never answers makes everything unknown, in time', async () => {
    const silent = await silentServer();
    const config = kubeconfigOf({ server: `http://127.0.0.1:${silent.port}` });
    onTestFinished(async () => {
      vi.stubEnv('KUBECONFIG', real.server.kubeconfig);
      config.remove();
      await silent.stop();
    });
    vi.stubEnv('KUBECONFIG', config.file);
    const result = await compare(service('shop'), await openReader('test', 300));
    expect(comparisonOf(result, 'Service/web')).toMatchObject({ verdict: 'unknown', reason: { code: 'timeout' } });
  });

  test('cancelling ends a comparison by throwing, and only that does', async () => {
    const abort = new AbortController();
    abort.abort();
    await expect(compare(service('shop'), real.admin, appOf(), abort.signal)).rejects.toBeInstanceOf(CancelledError);
  });
});

describe('Secrets', () => {
  test('no value of either side is in any part of an answer, and equal values look equal', async () => {
    const namespace = await real.freshNamespace();
    const secret = (password: string) =>
      `apiVersion: v1\nkind: Secret\nmetadata: { name: db, namespace: ${namespace} }\nstringData:\n  password: ${password}\n  user: shop-user\n`;
    await real.server.client.apply(json(secret('live-password')), { fieldManager: 'plumbline' });
    await real.server.client.mergePatch(json(secret('')), {
      metadata: {
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"kind":"Secret","stringData":{"password":"older-password"}}' },
      },
    });
    for (const reader of [real.admin, real.viewer]) {
      const result = await compare(secret('git-password'), reader);
      const comparison = comparisonOf(result, 'Secret/db');
      expect(comparison.verdict).toBe('drifted');
      expect(comparison.changes.map(({ path }) => path.join('.'))).toEqual(['data.password']);
      expect(comparison.changes[0]?.origin).toMatchObject({ line: 5 });
      const [live, desired] = [comparison.live, comparison.desired].map((side) => side?.data as Record<string, string>);
      expect(live?.user).toMatch(/^•{8} \([a-z2-7]{4}\)$/);
      expect([live?.user === desired?.user, live?.password === desired?.password]).toEqual([true, false]);
      const everything = JSON.stringify(result);
      const values = ['live-password', 'git-password', 'older-password', 'shop-user'];
      for (const value of values) expect(everything).not.toContain(value);
      for (const value of values) expect(everything).not.toContain(btoa(value));
    }
  });

  test('a server that repeats a value in its error repeats it to nobody', async () => {
    const namespace = await real.freshNamespace();
    const secret = (type: string) =>
      `apiVersion: v1\nkind: Secret\nmetadata: { name: key, namespace: ${namespace} }\ntype: ${type}\nstringData: { token: fifty-pounds }\n`;
    await real.server.client.apply(json(secret('Opaque')), { fieldManager: 'plumbline' });
    const result = await compare(secret('fifty-pounds'), real.admin);
    expect(comparisonOf(result, 'Secret/key').reason).toMatchObject({ code: 'rejected' });
    expect(JSON.stringify(comparisonOf(result, 'Secret/key').reason)).not.toContain('fifty-pounds');
  });
});

describe('owners whose way of applying is not built', () => {
  test.each(['HelmRelease', 'Application'] as const)('%s: unknown, never a wrong method', async (kind) => {
    const owner = { kind, apiVersion: 'v1', namespace: 'apps', name: 'shop' };
    const result = await compare(service('default'), real.admin, appOf({ owner }));
    expect(result.verdict).toBe('unknown');
    expect(comparisonOf(result, 'Service/web')).toMatchObject({ verdict: 'unknown', method: 'none', reason: { code: 'unsupported' } });
  });
});
