// Comparison with a dumped cluster: three ways, with what managedFields say, and `unknown` where they say nothing.
import { describe, expect, test } from 'vitest';
import { openSnapshot } from '../../../src/adapters/snapshot';
import { compareApp } from '../../../src/engine/compare/compare';
import { healthOf } from '../../../src/engine/decide/health';
import type { App, AppComparison, Comparison, Failure, MapNode, Node, Rendered } from '../../../src/engine/model';
import { createMask } from '../../../src/engine/normalise/mask';
import { memoryFiles } from '../../support/memory-files';
import { appOf, comparisonOf, fluxAppOf, renderedOf } from '../../support/rendered';

async function compare(git: string | Rendered, dump: string, app: App = fluxAppOf()): Promise<AppComparison> {
  const snapshot = openSnapshot('dump', memoryFiles({ 'dump/objects.yaml': dump }));
  if (snapshot.kind === 'failed') throw new Error(JSON.stringify(snapshot.reason));
  const options = { mask: createMask(new Uint8Array(32).fill(7)), healthOf, concurrency: 2, signal: new AbortController().signal };
  return compareApp('production', app, typeof git === 'string' ? renderedOf(git) : git, snapshot.value, options);
}

/** Managed fields of a ConfigMap or Secret: which manager owns which keys of `data`. */
function managedFields(owners: Readonly<Record<string, readonly string[]>>, operation = 'Apply'): string {
  const entries = Object.entries(owners).map(([manager, keys]) => {
    const fields = JSON.stringify({ 'f:data': Object.fromEntries(keys.map((key) => [`f:${key}`, {}])) });
    return `  - { manager: ${manager}, operation: ${manager.startsWith('kubectl') ? 'Update' : operation}, apiVersion: v1, fieldsType: FieldsV1, time: "2026-09-01T08:00:00Z", fieldsV1: ${fields} }`;
  });
  return `  managedFields:\n${entries.join('\n')}\n`;
}

const LABELS = '  labels: { kustomize.toolkit.fluxcd.io/name: shop, kustomize.toolkit.fluxcd.io/namespace: flux-system }\n';

function settings(data: string, managed = ''): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: shop\n${LABELS}${managed}data: ${data}\n`;
}

function changesOf(comparison: Comparison): readonly string[] {
  return comparison.changes.map(({ path, live, desired }) => `${path.join('.')}: ${JSON.stringify(live)} → ${JSON.stringify(desired)}`);
}

describe('a live field that Git lacks', () => {
  test('goes when the owner holds it, or somebody it takes over from', async () => {
    const dump = settings('{ a: "1", b: "2", c: "3" }', managedFields({ 'kustomize-controller': ['a', 'b'], 'kubectl-edit': ['c'] }));
    const comparison = comparisonOf(await compare(settings('{ a: "1" }'), dump), 'ConfigMap/settings');
    expect(comparison).toMatchObject({ verdict: 'drifted', method: 'managedFields' });
    expect(changesOf(comparison)).toEqual(['data.b: "2" → undefined', 'data.c: "3" → undefined']);
    expect(comparison.changes.map(({ manager }) => manager)).toEqual(['kustomize-controller', 'kubectl-edit']);
  });

  test('stays when another holds it as well, or alone', async () => {
    const dump = settings('{ a: "1", b: "2", c: "3" }', managedFields({ 'kustomize-controller': ['a', 'b'], tuner: ['b', 'c'] }));
    const comparison = comparisonOf(await compare(settings('{ a: "1" }'), dump), 'ConfigMap/settings');
    expect(comparison.verdict).toBe('inSync');
    expect(comparison.ignored).toEqual([
      { path: ['data', 'b'], rule: 'unmanagedAddition', detail: 'tuner' },
      { path: ['data', 'c'], rule: 'unmanagedAddition', detail: 'tuner' },
    ]);
  });

  test('is not taken from kubectl by an apply that has no controller', async () => {
    const dump = settings('{ a: "1", c: "3" }', managedFields({ 'kubectl-edit': ['a', 'c'] }));
    const comparison = comparisonOf(await compare(settings('{ a: "1" }'), dump, appOf()), 'ConfigMap/settings');
    expect(comparison).toMatchObject({
      verdict: 'inSync',
      ignored: [{ path: ['data', 'c'], rule: 'unmanagedAddition', detail: 'kubectl-edit' }],
    });
  });

  test('leaves the object unknown where the dump has no managedFields, unless something has drifted anyway', async () => {
    const unknown = comparisonOf(await compare(settings('{ a: "1" }'), settings('{ a: "1", b: "2" }')), 'ConfigMap/settings');
    expect(unknown).toMatchObject({ verdict: 'unknown', reason: { code: 'unknownOwnership', subject: 'data.b' }, changes: [] });
    const drifted = comparisonOf(await compare(settings('{ a: "9" }'), settings('{ a: "1", b: "2" }')), 'ConfigMap/settings');
    expect([drifted.verdict, changesOf(drifted)]).toEqual(['drifted', ['data.a: "1" → "9"']]);
    const same = comparisonOf(await compare(settings('{ a: "1" }'), settings('{ a: "1" }')), 'ConfigMap/settings');
    expect(same.verdict).toBe('inSync');
  });

  test('is no question where the server alone would have written it', async () => {
    const service = (spec: string) => `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  namespace: shop\n${LABELS}spec: ${spec}\n`;
    const git = service('{ selector: { app: web }, ports: [{ port: 80 }] }');
    const dump = (type: string) =>
      service(
        `{ selector: { app: web }, ports: [{ port: 80, protocol: TCP, targetPort: 80 }], clusterIP: 10.0.0.9, clusterIPs: [10.0.0.9], type: ${type}, sessionAffinity: None }`,
      );
    expect(comparisonOf(await compare(git, dump('ClusterIP')), 'Service/web').verdict).toBe('inSync');
    const other = comparisonOf(await compare(git, dump('NodePort')), 'Service/web');
    expect(other).toMatchObject({ verdict: 'unknown', reason: { subject: 'spec.type' } });
  });
});

describe('whether a difference goes away by itself', () => {
  const drifted = settings('{ a: "2" }', managedFields({ 'kubectl-edit': ['a'] }));
  const owner = (spec: string) =>
    `---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: shop, namespace: flux-system }\nspec: ${spec}\n`;
  const corrected = async (dump: string, app?: App) =>
    comparisonOf(await compare(settings('{ a: "1" }'), dump, app), 'ConfigMap/settings').corrected;

  test('follows the owner in the cluster', async () => {
    expect(await corrected(drifted + owner('{ prune: true }'))).toBe('yes');
    expect(await corrected(drifted + owner('{ prune: true, suspend: true }'))).toBe('no');
    expect(await corrected(drifted, appOf())).toBe('no');
  });

  test('is not known without the owner, and no question where nothing differs', async () => {
    expect(await corrected(drifted)).toBeUndefined();
    expect(await corrected(settings('{ a: "1" }', managedFields({ 'kustomize-controller': ['a'] })) + owner('{}'))).toBeUndefined();
  });

  test('holds for what is missing, and for what prune would delete', async () => {
    const stale = `${owner('{ prune: true }')}status: { inventory: { entries: [{ id: shop_old__ConfigMap, v: v1 }] } }\n`;
    const old = settings('{}').replace('name: settings', 'name: old');
    const result = await compare(settings('{ a: "1" }'), old + stale);
    expect(comparisonOf(result, 'ConfigMap/settings')).toMatchObject({ verdict: 'missing', corrected: 'yes' });
    expect(comparisonOf(result, 'ConfigMap/old')).toMatchObject({ verdict: 'extra', corrected: 'yes' });
  });
});

test('a namespace that kustomize added to a cluster-scoped object does not hide it', async () => {
  const gadget = (namespace: string) =>
    `apiVersion: example.com/v1\nkind: Gadget\nmetadata:\n  name: one\n${namespace}${LABELS}spec: { size: 1 }\n`;
  const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: gadgets.example.com }
spec: { group: example.com, scope: Cluster, names: { kind: Gadget, plural: gadgets }, versions: [{ name: v1 }] }
`;
  const result = await compare(gadget('  namespace: shop\n'), `${gadget('')}---\n${definition}`);
  expect(comparisonOf(result, 'Gadget/one')).toMatchObject({ verdict: 'inSync', ref: { name: 'one' } });
  expect(comparisonOf(result, 'Gadget/one').ref).not.toHaveProperty('namespace');
});

describe('how values are written', () => {
  test('equivalents are no drift, and are listed', async () => {
    const quota = (hard: string) =>
      `apiVersion: v1\nkind: ResourceQuota\nmetadata:\n  name: pods\n  namespace: shop\n${LABELS}spec: { hard: ${hard} }\n`;
    const comparison = comparisonOf(
      await compare(quota('{ pods: 1000, memory: 1024Mi }'), quota('{ pods: "1k", memory: 1Gi }')),
      'ResourceQuota/pods',
    );
    expect(comparison.verdict).toBe('inSync');
    expect(comparison.ignored.map(({ rule, path }) => [rule, path.join('.')])).toEqual([
      ['equivalent', 'spec.hard.pods'],
      ['equivalent', 'spec.hard.memory'],
    ]);
  });

  test('a selector is replaced as a whole', async () => {
    const service = (selector: string) =>
      `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  namespace: shop\n${LABELS}  managedFields: [{ manager: tuner, operation: Update, fieldsV1: { "f:spec": { "f:selector": {} } } }]\nspec: { selector: ${selector} }\n`;
    const comparison = comparisonOf(await compare(service('{ app: web }'), service('{ app: web, canary: "no" }')), 'Service/web');
    expect(changesOf(comparison)).toEqual(['spec.selector.canary: "no" → undefined']);
  });
});

describe('secrets', () => {
  test('a value that derives from a Secret is masked on both sides, at the item it belongs to', async () => {
    const deployment = (env: string) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: shop\n${LABELS}spec:\n  template:\n    spec:\n      containers:\n        - name: web\n          env: [${env}]\n`;
    const git = renderedOf(deployment('{ name: TOKEN, value: git-token-1 }, { name: COLOUR, value: green }'));
    const marked = JSON.parse(JSON.stringify(git), (_, value) =>
      value?.text === 'git-token-1' ? { ...value, secret: true } : value,
    ) as Rendered;
    const result = await compare(marked, deployment('{ name: COLOUR, value: green }, { name: TOKEN, value: live-token-2 }'));
    const comparison = comparisonOf(result, 'Deployment/web');
    expect(comparison.changes.map(({ path }) => path.join('.'))).toEqual([
      'spec.template.spec.containers.[name=web].env.[name=TOKEN].value',
    ]);
    for (const value of ['git-token-1', 'live-token-2']) expect(JSON.stringify(result)).not.toContain(value);
    expect(JSON.stringify(comparison.live)).toContain('green');
  });

  test('what SOPS encrypted is unknown, the rest of the object is compared, and nothing is shown', async () => {
    const secret = (fields: string) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: key\n  namespace: shop\n${LABELS}${fields}`;
    const git = (user: string) =>
      secret(
        `stringData: { key: "ENC[AES256_GCM,data:q1w2,type:str]", user: ${user} }\nsops: { mac: "ENC[AES256_GCM,data:m,type:str]", version: 3.13.3 }\n`,
      );
    const owned = managedFields({ 'kustomize-controller': ['key', 'user'] });
    const dump = secret(`${owned}data: { key: ${btoa('live-key-value')}, user: ${btoa('shop')} }\n`);
    const same = comparisonOf(await compare(git('shop'), dump), 'Secret/key');
    expect(same).toMatchObject({ verdict: 'unknown', reason: { code: 'notDecrypted', subject: 'data.key' } });
    const other = comparisonOf(await compare(git('admin'), dump), 'Secret/key');
    expect([other.verdict, other.changes.map(({ path }) => path.join('.'))]).toEqual(['drifted', ['data.user']]);
    expect(JSON.stringify([same, other])).not.toMatch(/live-key-value|ENC\[/);
    const gone = comparisonOf(await compare(git('shop'), dump.replace(/key: [^,]+, /, '')), 'Secret/key');
    expect([gone.verdict, gone.changes.map(({ path }) => path.join('.'))]).toEqual(['drifted', ['data.key']]);
  });

  test('a Secret that was generated from an encrypted file is unknown, and not missing', async () => {
    const file = 'KEY=ENC[AES256_GCM,data:q1w2,type:str]\nsops_mac=ENC[AES256_GCM,data:m,type:str]\n';
    const generated = `apiVersion: v1\nkind: Secret\nmetadata: { name: key-5g8h, namespace: shop }\ndata: { file: ${btoa(file)} }\n`;
    const comparison = comparisonOf(await compare(generated, settings('{ a: "1" }')), 'Secret/key-5g8h');
    expect(comparison).toMatchObject({ verdict: 'unknown', reason: { code: 'notDecrypted', subject: 'data.file' } });
  });
});

describe('what keeps an app from being in sync', () => {
  test('a failure of its render, with every object in sync', async () => {
    const failure: Failure = { code: 'notFound', file: 'app/kustomization.yaml', line: 3, column: 5, subject: 'missing.yaml' };
    const dump = settings('{ a: "1" }', managedFields({ 'kustomize-controller': ['a'] }));
    const result = await compare(renderedOf(settings('{ a: "1" }'), [failure]), dump);
    expect([result.verdict, result.failures, comparisonOf(result, 'ConfigMap/settings').verdict]).toEqual(['unknown', [failure], 'inSync']);
  });

  test('an input that is not there yet', async () => {
    const rendered: Rendered = {
      ...renderedOf(settings('{ a: "1" }')),
      needs: [
        { kind: 'chart', path: 'github.com/a/b', chart: { repository: 'https://charts.example.com', name: 'web', version: '1.0.0' } },
      ],
    };
    expect(await compare(rendered, settings('{ a: "1" }'))).toMatchObject({
      verdict: 'unknown',
      failures: [{ code: 'unread', file: 'github.com/a/b' }],
    });
  });
});

describe('the inventory of the owner', () => {
  const inventory = (ids: readonly string[], prune = true) =>
    `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: shop, namespace: flux-system }\nspec: { prune: ${prune} }\nstatus: { inventory: { entries: [${ids.map((id) => `{ id: "${id}", v: v1 }`).join(', ')}] } }\n`;
  const old = settings('{ a: "1" }').replace('name: settings', 'name: old');
  const ids = ['shop_settings__ConfigMap', 'shop_old__ConfigMap', 'shop_gone__ConfigMap'];
  const git = settings('{ a: "1" }');
  const cluster = (...documents: string[]) => [git, ...documents].join('---\n');

  test('what Git no longer renders is extra; what is gone is nothing', async () => {
    const result = await compare(git, cluster(old, inventory(ids)));
    expect(result.comparisons.map(({ ref, verdict }) => [ref.name, verdict])).toEqual([
      ['settings', 'inSync'],
      ['old', 'extra'],
    ]);
  });

  test('nothing is extra where the owner does not prune, or the render failed', async () => {
    expect((await compare(git, cluster(old, inventory(ids, false)))).comparisons).toHaveLength(1);
    const broken = renderedOf(git, [{ code: 'notYaml', file: 'app/old.yaml' }]);
    expect((await compare(broken, cluster(old, inventory(ids)))).comparisons).toHaveLength(1);
  });

  test('what would not be deleted is listed with the reason', async () => {
    const disabled = old.replace('namespace: shop\n', 'namespace: shop\n  annotations: { kustomize.toolkit.fluxcd.io/prune: disabled }\n');
    const kept = comparisonOf(await compare(git, cluster(disabled, inventory(ids))), 'ConfigMap/old');
    expect(kept).toMatchObject({
      verdict: 'inSync',
      ignored: [{ rule: 'ignoreRule', detail: 'kustomize.toolkit.fluxcd.io/prune: disabled' }],
    });
    const others = old.replace('/name: shop', '/name: another');
    expect(comparisonOf(await compare(git, cluster(others, inventory(ids))), 'ConfigMap/old').verdict).toBe('inSync');
  });

  test('colons in names of RBAC objects are read back', async () => {
    const role = 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: "shop:reader" }\n';
    const ids = inventory(['_shop__reader_rbac.authorization.k8s.io_ClusterRole']);
    expect((await compare(role, `${role}---\n${ids}`)).comparisons.map(({ ref }) => ref.name)).toEqual(['shop:reader']);
  });
});

test('an entry of the inventory that cannot be read leaves the app unknown', async () => {
  const owner = (id: string) =>
    `---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: shop\n  namespace: flux-system\nspec: { prune: true }\n` +
    `status: { inventory: { entries: [{ id: "${id}", v: v1 }] } }\n`;
  const git = settings('{ a: "1" }');
  const app = fluxAppOf();
  expect(await compare(git, git + owner('shop_settings__ConfigMap'), app)).toMatchObject({ verdict: 'inSync', failures: [] });
  expect(await compare(git, git + owner('nonsense'), app)).toMatchObject({
    verdict: 'unknown',
    failures: [{ code: 'unsupported', detail: 'nonsense' }],
  });
});

describe('secrets outside of Secrets', () => {
  test('what the cluster has in the place of a SOPS value is never shown, whatever the kind and the owner', async () => {
    const git = `${settings('{ password: "ENC[AES256_GCM,data:abc,iv:def,tag:ghi,type:str]", colour: blue }')}sops: { mac: x }\n`;
    const dump = settings('{ password: correct-horse, colour: green }', managedFields({ plumbline: ['password', 'colour'] }));
    for (const app of [appOf(), fluxAppOf()]) {
      const result = await compare(git, dump, app);
      expect(comparisonOf(result, 'ConfigMap/settings').live).toMatchObject({
        data: { colour: 'green', password: expect.stringMatching(/^•{8}/) },
      });
      expect(JSON.stringify(result)).not.toContain('correct-horse');
    }
  });

  test('a value that Git has moved elsewhere is masked where the cluster still has it', async () => {
    const secret =
      'apiVersion: v1\nkind: Secret\nmetadata:\n  name: login\n  namespace: shop\nstringData:\n  password: correct-horse\n  user: blue\n---\n';
    const git = withSecret(renderedOf(`${secret}${settings('{ new: "db://correct-horse@db", colour: blue }')}`), 'db://correct-horse@db');
    const dump = settings(
      '{ old: "db://u:correct-horse@db/x", colour: blue, tone: dark-blue }',
      managedFields({ 'kustomize-controller': ['old', 'colour', 'tone'] }),
    );
    const result = await compare(git, dump);
    const comparison = comparisonOf(result, 'ConfigMap/settings');
    expect(comparison).toMatchObject({ verdict: 'drifted', live: { metadata: { name: 'settings' }, data: { colour: 'blue' } } });
    expect(comparison.live).toMatchObject({ data: { old: expect.stringMatching(/^db:\/\/u:•{8} \([a-z2-7]+\)@db\/x$/) } });
    expect(JSON.stringify(result)).not.toContain('correct-horse');
  });

  test('of several live items with one name, each is masked', async () => {
    const pod = (env: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: shop\n${LABELS}spec:\n  containers:\n    - name: web\n      image: web:1\n      env: ${env}\n`;
    const rendered = renderedOf(pod('[{ name: PASSWORD, value: correct-horse }]'));
    const secret = withSecret(rendered, 'correct-horse');
    const result = await compare(secret, pod('[{ name: PASSWORD, value: old-horse }, { name: PASSWORD, value: older-horse }]'));
    expect(comparisonOf(result, 'Pod/web').verdict).not.toBe('inSync');
    expect(JSON.stringify(result)).not.toMatch(/horse/);
  });
});

/** The same render, with the scalars of this text marked as secret, as a substitution marks them. */
function withSecret(rendered: Rendered, text: string): Rendered {
  const mark = (node: Node): Node => {
    if (node.kind === 'scalar') return node.text === text ? { ...node, secret: true } : node;
    if (node.kind === 'list') return { ...node, items: node.items.map(mark) };
    return { ...node, entries: node.entries.map(({ key, value }) => ({ key, value: mark(value) })) };
  };
  return { ...rendered, objects: rendered.objects.map((object) => ({ ...object, node: mark(object.node) as MapNode })) };
}

describe('an inventory that is out of reach', () => {
  const owner = (fields: string) =>
    `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: shop, namespace: flux-system }\n${fields}\n`;
  const clean = settings('{ a: "1" }', managedFields({ 'kustomize-controller': ['a'] }));
  const empty = 'spec: { prune: true }\nstatus: { inventory: { entries: [] } }';

  test('without one in the dump, what prune would delete is unknown, though every object is in sync', async () => {
    expect(await compare(settings('{ a: "1" }'), `${clean}---\n${owner(empty)}`)).toMatchObject({ verdict: 'inSync', failures: [] });
    const result = await compare(settings('{ a: "1" }'), clean);
    expect(result.comparisons.map(({ verdict }) => verdict)).toEqual(['inSync']);
    expect(result).toMatchObject({ verdict: 'unknown', failures: [{ code: 'noSuchKind' }] });
  });

  test('an entry of a kind that the dump does not know is unknown, and not gone', async () => {
    const entries = 'spec: { prune: true }\nstatus: { inventory: { entries: [{ id: shop_old_example.com_Widget, v: v1 }] } }';
    const result = await compare(settings('{ a: "1" }'), `${clean}---\n${owner(entries)}`);
    expect(comparisonOf(result, 'Widget/old')).toMatchObject({ verdict: 'unknown', reason: { code: 'noSuchKind' } });
    expect(result.verdict).toBe('unknown');
  });

  test('an entry that was dumped in another version is unknown, and not gone', async () => {
    const entries =
      'spec: { prune: true }\nstatus: { inventory: { entries: [{ id: shop_old_autoscaling_HorizontalPodAutoscaler, v: v2 }] } }';
    const old = 'apiVersion: autoscaling/v1\nkind: HorizontalPodAutoscaler\nmetadata: { name: old, namespace: shop }\n';
    const result = await compare(settings('{ a: "1" }'), `${clean}---\n${owner(entries)}---\n${old}`);
    const detail = expect.stringContaining('dump/objects.yaml holds old as autoscaling/v1'.replace('/objects.yaml', ''));
    expect(comparisonOf(result, 'HorizontalPodAutoscaler/old')).toMatchObject({
      verdict: 'unknown',
      reason: { code: 'unsupported', detail },
    });
  });

  test('an owner that was applied and lists nothing leaves the app unknown', async () => {
    const applied = owner('spec: { prune: true }\nstatus: { lastAppliedRevision: main@sha1:1 }');
    const result = await compare(settings('{ a: "1" }'), `${clean}---\n${applied}`);
    expect(result).toMatchObject({ verdict: 'unknown', failures: [{ code: 'unsupported' }] });
    const fresh = owner('spec: { prune: true }');
    expect(await compare(settings('{ a: "1" }'), `${clean}---\n${fresh}`)).toMatchObject({ verdict: 'inSync' });
  });

  test('an owner that applies to another cluster is not compared with the one that it lives in', async () => {
    const remote = { ...fluxAppOf(), otherCluster: { file: 'ks.yaml', line: 9, column: 3 } };
    const beside = await compare(settings('{ a: "1" }'), `${clean}---\n${owner(empty)}`, remote);
    expect(comparisonOf(beside, 'ConfigMap/settings').verdict).toBe('unknown');
    expect(beside).toMatchObject({ verdict: 'unknown', failures: [{ code: 'unsupported', file: 'ks.yaml', line: 9 }] });
    const fluxHere = 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: own, namespace: flux-system }\n';
    const there = await compare(settings('{ a: "1" }'), `${clean}---\n${fluxHere}`, remote);
    expect(comparisonOf(there, 'ConfigMap/settings').verdict).toBe('inSync');
    expect(there).toMatchObject({ verdict: 'unknown', failures: [{ file: 'ks.yaml' }] });
  });
});
