// A session over files in memory: what it keeps, what a change drops, and what it refuses.
import { describe, expect, test } from 'vitest';
import { createGit } from '../../src/adapters/git';
import { openSnapshot } from '../../src/adapters/snapshot';
import { createClock } from '../../src/adapters/clock';
import type { Cluster, ClusterIdentity, Files, Pin, Pins } from '../../src/engine/ports';
import { createSession, type SessionEvent } from '../../src/session/session';
import { memoryFiles } from '../support/memory-files';

const kustomization = (tag: string) => `resources: [../../base]
namespace: web
images:
  - name: shop
    newTag: "${tag}"
`;

function tree(): Record<string, string> {
  return {
    'apps/shop/base/kustomization.yaml': 'resources: [deployment.yaml, secret.yaml]\n',
    'apps/shop/base/deployment.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\n  annotations:\n    a.b/c: x\nspec:\n  replicas: 1\n' +
      '  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop}\n    spec:\n      containers:\n' +
      '        - name: shop\n          image: shop:0\n',
    'apps/shop/base/secret.yaml': 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: shop\nstringData:\n  password: correct-horse\n',
    'apps/shop/overlays/staging/kustomization.yaml': kustomization('2.0'),
    'apps/shop/overlays/production/kustomization.yaml': `${kustomization('1.0')}patches:\n  - path: replicas.yaml\n`,
    'apps/shop/overlays/production/replicas.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 5\n',
    'dump/namespaces.yaml':
      'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: kube-system\n  uid: 11111111-1111-1111-1111-111111111111\n',
    'dump/deployments.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\n  namespace: web\n  uid: u1\nspec:\n  replicas: 3\n',
  };
}

interface Stage {
  readonly tree: Record<string, string>;
  readonly session: ReturnType<typeof createSession>;
  readonly cluster: Cluster;
  readonly pins: Map<string, Pin>;
  readonly app: string;
}

function stage(): Stage {
  const content = tree();
  // Looks the tree up anew at each call, so that a test can edit it.
  const files: Files = { read: (path) => memoryFiles(content).read(path), list: (path) => memoryFiles(content).list(path) };
  const pins = new Map<string, Pin>();
  const session = createSession({
    files,
    git: createGit('/'),
    pins: pinsOver(pins),
    clock: createClock(),
    randomKey: new Uint8Array(32).fill(5),
  });
  const opened = openSnapshot('dump', files);
  if (opened.kind === 'failed') throw new Error(JSON.stringify(opened.reason));
  const app = session.discovery().environments.find(({ name }) => name === 'production')?.apps[0]?.app ?? '';
  return { tree: content, session, cluster: opened.value, pins, app };
}

describe('renders', () => {
  test('are kept until a source that they read changes, and only those', () => {
    const { tree: content, session, app } = stage();
    const [staging, production] = [session.render('staging', app), session.render('production', app)];
    expect(staging.failures).toEqual([]);
    expect(session.render('production', app)).toBe(production);
    content['apps/shop/overlays/production/replicas.yaml'] = content['apps/shop/overlays/production/replicas.yaml']!.replace('5', '7');
    session.sourcesChanged(['apps/shop/overlays/production/replicas.yaml']);
    expect(session.render('staging', app)).toBe(staging);
    expect(session.preview('production', app).text).toContain('replicas: 7');
  });

  test('a save without a change drops nothing; a change of a base drops both', () => {
    const { tree: content, session, app } = stage();
    const [staging, production] = [session.render('staging', app), session.render('production', app)];
    session.sourcesChanged(['apps/shop/base/deployment.yaml']);
    expect(session.render('staging', app)).toBe(staging);
    content['apps/shop/base/deployment.yaml'] = content['apps/shop/base/deployment.yaml']!.replace('a.b/c: x', 'a.b/c: y');
    session.sourcesChanged(['apps/shop/base/deployment.yaml']);
    expect(session.render('staging', app)).not.toBe(staging);
    expect(session.render('production', app)).not.toBe(production);
  });

  test('a file that was missing and appears is noticed', () => {
    const { tree: content, session, app } = stage();
    const patch = content['apps/shop/overlays/production/replicas.yaml']!;
    delete content['apps/shop/overlays/production/replicas.yaml'];
    session.sourcesChanged(['apps/shop/overlays/production/replicas.yaml']);
    expect(session.render('production', app).failures.length).toBeGreaterThan(0);
    content['apps/shop/overlays/production/replicas.yaml'] = patch;
    session.sourcesChanged(['apps/shop/overlays/production/replicas.yaml']);
    expect(session.render('production', app).failures).toEqual([]);
  });

  test('a base outside of the opened folder, where nobody watches, is looked at each time', async () => {
    const { tree: content, session, cluster, app } = stage();
    content['apps/shop/overlays/staging/kustomization.yaml'] += 'components: [../../../../../shared]\n';
    content['../shared/kustomization.yaml'] =
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nreplicas:\n  - {name: shop, count: 8}\n';
    session.sourcesChanged(['apps/shop/overlays/staging/kustomization.yaml']);
    expect(session.preview('staging', app).text).toContain('replicas: 8');
    const { signal } = new AbortController();
    await session.pin('staging', cluster, signal);
    await session.compare({ environment: 'staging', cluster, signal });
    expect(session.comparison('staging', app)).not.toBe(undefined);
    content['../shared/kustomization.yaml'] = content['../shared/kustomization.yaml'].replace('count: 8', 'count: 9');
    expect(session.comparison('staging', app)).toBe(undefined);
    expect(session.preview('staging', app).text).toContain('replicas: 9');
  });

  test('a new environment is discovered', () => {
    const { tree: content, session } = stage();
    content['apps/shop/overlays/qa/kustomization.yaml'] = kustomization('3.0');
    session.sourcesChanged(['apps/shop/overlays/qa/kustomization.yaml']);
    expect(session.discovery().environments.map(({ name }) => name)).toEqual(['qa', 'staging', 'production']);
  });

  test('names that do not exist are failures', () => {
    const { session } = stage();
    expect(session.render('moon', 'x').failures).toEqual([{ code: 'noSuchEnvironment', subject: 'moon' }]);
    expect(session.preview('production', 'x').rendered.failures).toMatchObject([{ code: 'noSuchApp', subject: 'x' }]);
  });
});

describe('preview', () => {
  test('is masked, and each line knows its origin', () => {
    const { session, app } = stage();
    const { text, lines, refs } = session.preview('production', app);
    expect(text).not.toContain('correct-horse');
    expect(text).toContain('password: ••••••••');
    const row = text.split('\n').findIndex((line) => line.includes('replicas: 5'));
    expect(lines[row]).toMatchObject({
      path: ['spec', 'replicas'],
      origin: { file: 'apps/shop/overlays/production/replicas.yaml', line: 6, step: 'patch' },
    });
    expect(refs[lines[row]!.object]?.kind).toBe('Deployment');
  });

  test('of an environment holds all its apps, lines and objects in step', () => {
    const { tree: content, session } = stage();
    content['apps/other/overlays/production/kustomization.yaml'] = 'resources: [config.yaml]\n';
    content['apps/other/overlays/production/config.yaml'] = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: other\ndata:\n  k: v\n';
    session.sourcesChanged(['apps/other/overlays/production/kustomization.yaml']);
    const { text, lines, refs } = session.preview('production');
    const rows = text.split('\n');
    expect(refs).toHaveLength(3);
    for (const [index, line] of lines.entries()) {
      const name = line?.path.length === 1 && line.path[0] === 'kind' ? refs[line.object]?.kind : undefined;
      if (name !== undefined) expect(rows[index]).toBe(`kind: ${name}`);
    }
    expect(rows.filter((row) => row === '---')).toHaveLength(2);
  });
});

describe('why', () => {
  test('the chain, the winner first', () => {
    const { session } = stage();
    expect(session.why('production', { kind: 'deployment', name: 'shop' }, ['spec', 'replicas'])).toMatchObject({
      kind: 'answer',
      value: {
        value: '5',
        steps: [
          { file: 'apps/shop/overlays/production/replicas.yaml', line: 6, column: 13, step: 'patch' },
          { file: 'apps/shop/base/deployment.yaml', line: 8, column: 13, step: 'resource' },
        ],
      },
    });
  });

  test('a secret value is masked; what is not there says so', () => {
    const { session } = stage();
    const secret = session.why('production', { kind: 'Secret', name: 'shop' }, ['stringData', 'password']);
    expect(secret).toMatchObject({ kind: 'answer', value: { value: expect.stringMatching(/^•{8}/) } });
    const shop = { kind: 'Deployment', name: 'shop' };
    expect(session.why('production', shop, ['spec', 'nothing'])).toMatchObject({ kind: 'failed', reason: { code: 'noSuchField' } });
    expect(session.why('production', { ...shop, name: 'ship' }, ['spec'])).toMatchObject({
      kind: 'failed',
      reason: { code: 'noSuchObject' },
    });
    expect(session.why('moon', shop, ['spec'])).toEqual({ kind: 'failed', reason: { code: 'noSuchEnvironment', subject: 'moon' } });
  });
});

describe('pins and comparisons', () => {
  const signal = new AbortController().signal;

  test('an environment that is not pinned is unknown, and nothing is held', async () => {
    const { session, cluster, app } = stage();
    const [result] = await session.compare({ environment: 'production', cluster, signal });
    expect(result).toMatchObject({ verdict: 'unknown', comparisons: [], failures: [{ code: 'notPinned', subject: 'production' }] });
    expect(session.comparison('production', app)).toBe(undefined);
  });

  test('one that is pinned elsewhere is refused, even where no pin is needed', async () => {
    const { session, cluster, pins } = stage();
    pins.set('production', { context: 'other', uid: 'another-uid' });
    const [result] = await session.compare({ environment: 'production', cluster, signal, withoutPin: true });
    expect(result).toMatchObject({ verdict: 'unknown', failures: [{ code: 'contextMismatch', subject: 'production' }] });
    expect(await session.checkPin('production', cluster, signal)).toMatchObject({ kind: 'refused', reason: { code: 'contextMismatch' } });
  });

  test('pinned, it is compared, held, told, and dropped by a change that reaches it', async () => {
    const { tree: content, session, cluster, app } = stage();
    const events: SessionEvent[] = [];
    const listener = session.onDidChange((event) => events.push(event));
    expect(await session.checkPin('production', cluster, signal)).toMatchObject({
      kind: 'unpinned',
      uid: '11111111-1111-1111-1111-111111111111',
    });
    expect(await session.pin('production', cluster, signal)).toEqual({ kind: 'answer', value: undefined });
    const [result] = await session.compare({ environment: 'production', cluster, signal });
    expect(result?.comparisons.map(({ ref }) => ref.kind).sort()).toEqual(['Deployment', 'Secret']);
    expect(result?.verdict).not.toBe('inSync');
    expect(session.comparison('production', app)).toBe(result);
    expect(events).toEqual([{ kind: 'comparisons', environment: 'production' }]);

    session.sourcesChanged(['apps/shop/overlays/staging/kustomization.yaml']);
    expect(session.comparison('production', app)).toBe(result);
    content['apps/shop/overlays/production/replicas.yaml'] = content['apps/shop/overlays/production/replicas.yaml']!.replace('5', '6');
    session.sourcesChanged(['apps/shop/overlays/production/replicas.yaml']);
    expect(session.comparison('production', app)).toBe(undefined);
    expect(events.slice(1).map(({ kind }) => kind)).toEqual(['sources', 'sources', 'comparisons']);
    listener.dispose();
    session.sourcesChanged(['x']);
    expect(events).toHaveLength(4);
  });

  test('a file that the render did not read drops the comparison, too, where it gives the app another source', async () => {
    const { tree: content, session, cluster } = stage();
    content['clusters/qa/plain.yaml'] =
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: plain\n  namespace: flux-system\nspec:\n  path: ./plain\n' +
      '  sourceRef: {kind: GitRepository, name: flux-system}\n  postBuild:\n    substituteFrom: [{kind: ConfigMap, name: variables, optional: true}]\n';
    content['plain/config.yaml'] = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: plain\ndata:\n  host: $' + '{host}\n';
    session.sourcesChanged(['clusters/qa/plain.yaml', 'plain/config.yaml']);
    await session.pin('qa', cluster, signal);
    await session.compare({ environment: 'qa', cluster, signal });
    const held = session.comparison('qa', 'plain');
    expect(held).not.toBe(undefined);
    session.sourcesChanged(['docs/readme.yaml']);
    expect(session.comparison('qa', 'plain')).toBe(held);
    content['variables/all.yaml'] =
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: variables\n  namespace: flux-system\ndata:\n  host: example.com\n';
    session.sourcesChanged(['variables/all.yaml']);
    expect(session.preview('qa', 'plain').text).toContain('host: example.com');
    expect(session.comparison('qa', 'plain')).toBe(undefined);
  });

  test('a pin that somebody else moved forgets what was compared, and what is under way', async () => {
    const { session, cluster, app } = stage();
    await session.pin('production', cluster, signal);
    await session.compare({ environment: 'production', cluster, signal });
    const events: SessionEvent[] = [];
    session.onDidChange((event) => events.push(event));
    session.pinChanged('production');
    expect(session.comparison('production', app)).toBe(undefined);
    expect(events).toEqual([{ kind: 'comparisons', environment: 'production' }]);
    const running = session.compare({ environment: 'production', cluster, signal });
    await new Promise((resolve) => setTimeout(resolve, 0));
    session.pinChanged('production');
    await running;
    expect(session.comparison('production', app)).toBe(undefined);
  });

  test('taking the pin off forgets what was compared', async () => {
    const { session, cluster, app, pins } = stage();
    await session.pin('production', cluster, signal);
    await session.compare({ environment: 'production', cluster, signal });
    await session.unpin('production');
    expect(pins.size).toBe(0);
    expect(session.comparison('production', app)).toBe(undefined);
  });

  test('an environment that does not exist is unknown, too', async () => {
    const { session, cluster } = stage();
    expect(await session.compare({ environment: 'moon', cluster, signal })).toMatchObject([
      { verdict: 'unknown', failures: [{ code: 'noSuchEnvironment' }] },
    ]);
  });

  test('reconcile writes nothing to a snapshot, and names apps that no controller owns', async () => {
    const { session, cluster, app } = stage();
    const answer = await session.reconcile('production', app, cluster, { signal, timeoutMilliseconds: 1000 });
    expect(answer).toMatchObject({ kind: 'failed', reason: { code: 'unsupported' } });
  });
});

test('findings name the plain Secret, and are looked up again after its change', () => {
  const { tree: content, session } = stage();
  expect(session.findings()).toMatchObject([{ code: 'plainSecret', file: 'apps/shop/base/secret.yaml' }]);
  content['apps/shop/base/secret.yaml'] = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\n';
  session.sourcesChanged(['apps/shop/base/secret.yaml']);
  expect(session.findings()).toEqual([]);
});

test('a text is scrubbed of a secret that stands in a render only as a part of another value', () => {
  const { tree: content, session } = stage();
  content['clusters/qa/plain.yaml'] =
    'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: plain\n  namespace: flux-system\nspec:\n  path: ./plain\n' +
    '  sourceRef: {kind: GitRepository, name: flux-system}\n  postBuild:\n    substituteFrom: [{kind: Secret, name: variables}]\n' +
    '---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: variables\n  namespace: flux-system\nstringData:\n  PASSWORD: battery-staple\n';
  content['plain/config.yaml'] =
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: plain\ndata:\n  url: postgres://u:$' + '{PASSWORD}@h\n';
  session.sourcesChanged(['clusters/qa/plain.yaml', 'plain/config.yaml']);
  expect(session.preview('qa', 'plain').text).toMatch(/ {2}url: •{8}/);
  expect(session.mask.scrub('refused: battery-staple and YmF0dGVyeS1zdGFwbGU=')).toMatch(/^refused: •{8} \((\w+)\) and •{8} \(\1\)$/);
});

test('a name that derives from a Secret is masked where refs are shown, and one that stands in clear is not', () => {
  const { tree: content, session } = stage();
  content['clusters/qa/plain.yaml'] =
    'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: plain\n  namespace: flux-system\nspec:\n  path: ./plain\n' +
    '  sourceRef: {kind: GitRepository, name: flux-system}\n  postBuild:\n    substituteFrom: [{kind: Secret, name: variables}]\n' +
    '---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: variables\n  namespace: flux-system\nstringData:\n  DOMAIN: battery-staple\n';
  content['plain/config.yaml'] =
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: $' +
    '{DOMAIN}-tls\n  namespace: plain\n---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: plain\n';
  session.sourcesChanged(['clusters/qa/plain.yaml', 'plain/config.yaml']);
  const refs = session.render('qa', 'plain').objects.map(({ ref }) => session.mask.ref(ref));
  expect(refs.map(({ name }) => name)).toEqual([expect.stringMatching(/^•{8} /), 'plain']);
  expect(refs[0]?.namespace).toBe('plain');
  expect(session.preview('qa', 'plain').text).toContain(`name: ${refs[0]?.name}`);
});

test('a promotion is planned over the tree as it is', () => {
  const { session, app } = stage();
  const plan = session.planPromotion({ app, from: 'staging', to: 'production' });
  expect(plan).toMatchObject({
    kind: 'answer',
    value: { versions: [{ name: 'shop', before: '1.0', after: '2.0' }], effects: [{ ref: { kind: 'Deployment' } }] },
  });
  expect(session.preview('production', app).text).toContain('image: shop:1.0');
});

function pinsOver(held: Map<string, Pin>): Pins {
  return {
    read: async (environment) => ({ kind: 'answer', value: held.get(environment) }),
    write: async (environment, pin) => {
      held.set(environment, pin);
      return { kind: 'answer', value: undefined };
    },
    remove: async (environment) => {
      held.delete(environment);
      return { kind: 'answer', value: undefined };
    },
  };
}

describe('what comes late', () => {
  const signal = new AbortController().signal;

  /** A cluster whose objects arrive when they are let through. */
  function slow(cluster: Cluster): { readonly cluster: Cluster; readonly letThrough: () => void } {
    let letThrough: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      letThrough = resolve;
    });
    return { cluster: { ...cluster, read: (ref, own) => gate.then(() => cluster.read(ref, own)) }, letThrough };
  }

  test('a comparison that is overtaken by a newer one does not replace it', async () => {
    const { session, cluster, app } = stage();
    await session.pin('production', cluster, signal);
    const { cluster: late, letThrough } = slow(cluster);
    const older = session.compare({ environment: 'production', cluster: late, signal });
    const [newer] = await session.compare({ environment: 'production', cluster, signal });
    letThrough();
    await older;
    expect(session.comparison('production', app)).toBe(newer);
  });

  test('a comparison that ends after its pin was taken off, or moved, is not held', async () => {
    const { session, cluster, app } = stage();
    await session.pin('production', cluster, signal);
    const { cluster: late, letThrough } = slow(cluster);
    const running = session.compare({ environment: 'production', cluster: late, signal });
    await new Promise((resolve) => setTimeout(resolve, 0));
    await session.unpin('production');
    await session.pin('production', { ...cluster, identity: answering({ uid: 'another', server: 'elsewhere' }) }, signal);
    letThrough();
    await running;
    expect(session.comparison('production', app)).toBe(undefined);
  });

  test('where the pinned cluster gives no answer, what it said before is not shown as if it still held', async () => {
    const { session, cluster, app } = stage();
    await session.pin('production', cluster, signal);
    await session.compare({ environment: 'production', cluster, signal });
    const elsewhere: Cluster = { ...cluster, identity: answering({ uid: 'another', server: 'elsewhere' }) };
    await session.compare({ environment: 'production', cluster: elsewhere, signal });
    expect(session.comparison('production', app)).not.toBe(undefined);
    const gone: Cluster = { ...cluster, identity: async () => ({ kind: 'failed', reason: { code: 'unreachable' } }) };
    const events: SessionEvent[] = [];
    session.onDidChange((event) => events.push(event));
    expect(await session.compare({ environment: 'production', cluster: gone, signal })).toMatchObject([{ verdict: 'unknown' }]);
    expect(session.comparison('production', app)).toBe(undefined);
    expect(events).toEqual([{ kind: 'comparisons', environment: 'production' }]);
  });

  test('a cluster that is known only by its server is the pinned one under the same context only', async () => {
    const { session, cluster, pins } = stage();
    const restricted: Cluster = { ...cluster, context: 'production', identity: answering({ uid: 'server:abc', server: 'https://gate' }) };
    await session.pin('production', restricted, signal);
    expect(pins.get('production')).toEqual({ context: 'production', uid: 'server:abc' });
    expect(await session.checkPin('production', restricted, signal)).toEqual({ kind: 'pinned' });
    expect(await session.checkPin('production', { ...restricted, context: 'dev' }, signal)).toMatchObject({ kind: 'refused' });
    expect(await session.checkPin('production', cluster, signal)).toMatchObject({
      kind: 'refused',
      reason: { code: 'contextMismatch', detail: expect.stringContaining('kube-system') },
    });
  });

  function answering(identity: ClusterIdentity): Cluster['identity'] {
    return async () => ({ kind: 'answer', value: identity });
  }
});

describe('secrets that nobody has looked at yet', () => {
  const signal = new AbortController().signal;

  test('are taken out of what is said about a render', () => {
    const { session, app } = stage();
    session.render('production', app);
    expect(session.mask.scrub('Invalid value: "correct-horse"')).toMatch(/^Invalid value: "•{8} \([a-z2-7]+\)"$/);
  });

  test('are taken out of what is said about a promotion', () => {
    const { session, app } = stage();
    expect(session.planPromotion({ app, from: 'staging', to: 'production' }).kind).toBe('answer');
    expect(session.mask.scrub('remote: correct-horse is not allowed')).not.toContain('correct-horse');
  });

  test('are taken out of the words of a controller, whatever comes of the request', async () => {
    const { tree: content, session, cluster } = stage();
    content['clusters/production/shop.yaml'] =
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: shop\n  namespace: flux-system\nspec:\n' +
      '  interval: 1h\n  path: ./apps/shop/overlays/production\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n';
    session.sourcesChanged(['clusters/production/shop.yaml']);
    const environment = session.discovery().environments.find(({ apps }) => apps.some(({ owner }) => owner !== undefined));
    const app = environment?.apps.find(({ owner }) => owner !== undefined)?.app ?? '';
    const name = environment?.name ?? '';
    const said: string[] = [];
    const run = async (handles: boolean) => {
      const controller = stubborn(cluster, 'Secret/shop is invalid: "correct-horse"', handles);
      await session.pin(name, controller, signal);
      return session.reconcile(name, app, controller, {
        signal,
        timeoutMilliseconds: 150,
        onProgress: (progress) => said.push(JSON.stringify(progress)),
      });
    };
    const failed = await run(true);
    expect(failed).toMatchObject({ kind: 'answer', value: { ready: false, message: expect.stringContaining('Secret/shop is invalid') } });
    const late = await run(false);
    expect(late).toMatchObject({ kind: 'failed', reason: { code: 'timeout', detail: expect.stringContaining('Secret/shop is invalid') } });
    expect(said.join()).toContain('Secret/shop is invalid');
    expect(JSON.stringify([failed, late, said])).not.toContain('correct-horse');
  });

  /** A live cluster whose controller says `message`: of its failure where it handles the request, of its work where it never ends. */
  function stubborn(cluster: Cluster, message: string, handles: boolean): Cluster {
    let asked = '';
    const conditions = () => [
      handles ? { type: 'Ready', status: 'False', reason: 'Failed', message } : { type: 'Reconciling', status: 'True', message },
    ];
    return {
      ...cluster,
      kind: 'live',
      read: async () => ({
        kind: 'answer',
        value: {
          metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': asked } },
          status: { conditions: conditions(), ...(handles ? { lastHandledReconcileAt: asked } : {}) },
        },
      }),
      async mergePatch(_ref, patch) {
        asked = JSON.stringify(patch).match(/\d{4}-[^"]+/)?.[0] ?? '';
        return { kind: 'answer', value: {} };
      },
    };
  }
});
