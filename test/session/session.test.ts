// A session over files in memory: what it renders and keeps, and what a change drops.
import { describe, expect, test } from 'vitest';
import type { Preview } from '../../src/session/api';
import { kustomization, stage } from './shop';

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
  test('a preview that is written in steps is the same, a step for each object; after that it is there at once', () => {
    const [{ session, app }, { session: other }] = [stage(), stage()];
    const expected = other.preview('production', app);
    const steps = (): readonly [count: number, preview: Preview] => {
      const taken = session.previewSteps('production', app);
      for (let count = 0, step = taken.next(); ; count++, step = taken.next()) if (step.done) return [count, step.value];
    };
    const [count, preview] = steps();
    expect(count).toBe(expected.refs.length);
    expect(preview).toEqual(expected);
    expect(steps()).toEqual([0, preview]);
    expect(session.preview('production', app)).toBe(preview);
  });

  test('what one caller left half written, the next one goes on with', () => {
    const [{ session, app }, { session: other }] = [stage(), stage()];
    const left = session.previewSteps('production', app);
    left.next();
    const [first, second] = [session.previewSteps('production', app), session.previewSteps('production', app)];
    first.next();
    const preview = second.next().value;
    expect(preview).toEqual(other.preview('production', app));
    expect(first.next()).toEqual({ done: true, value: preview });
    expect(left.next()).toEqual({ done: true, value: preview });
  });

  test('of an environment is put together once', () => {
    const { tree: content, session } = stage();
    content['apps/other/overlays/production/kustomization.yaml'] = 'configMapGenerator: [{name: other, literals: [a=1]}]\n';
    session.sourcesChanged(['apps/other/overlays/production/kustomization.yaml']);
    const preview = session.preview('production');
    expect(session.preview('production')).toBe(preview);
    content['apps/other/overlays/production/kustomization.yaml'] = 'configMapGenerator: [{name: other, literals: [a=2]}]\n';
    session.sourcesChanged(['apps/other/overlays/production/kustomization.yaml']);
    expect(session.preview('production').text).toMatch(/^ {2}a: "2"$/m);
    expect(session.preview('production').text).not.toBe(preview.text);
  });

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

test('a preview of an environment names the files that may hold more apps, and one of an app does not', () => {
  const { tree: content, session } = stage();
  content['clusters/qa/plain.yaml'] =
    'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: plain, namespace: flux-system}\n' +
    'spec: {path: ./plain, sourceRef: {kind: GitRepository, name: flux-system}}\n';
  content['clusters/qa/more.yaml'] = 'kind: [Kustomization\n';
  content['plain/config.yaml'] = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: plain}\n';
  session.sourcesChanged(['clusters/qa/plain.yaml', 'clusters/qa/more.yaml', 'plain/config.yaml']);
  const all = session.preview('qa');
  expect(all.rendered.failures).toMatchObject([{ code: 'notYaml', file: 'clusters/qa/more.yaml' }]);
  const one = session.preview('qa', 'plain');
  expect({ text: all.text, refs: all.refs }).toEqual({ text: one.text, refs: one.refs });
  expect(one.rendered.failures).toEqual([]);
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
    const image = ['spec', 'template', 'spec', 'containers', '0', 'nothing'];
    expect(session.why('production', shop, image)).toMatchObject({
      kind: 'failed',
      reason: { code: 'itemByName', detail: 'spec.template.spec.containers[0].nothing' },
    });
    expect(session.why('production', { ...shop, name: 'ship' }, ['spec'])).toMatchObject({
      kind: 'failed',
      reason: { code: 'noSuchObject' },
    });
    expect(session.why('production', { ...shop, name: 'sho' }, ['spec'])).toMatchObject({ reason: { detail: 'there is shop' } });
    expect(session.why('moon', shop, ['spec'])).toEqual({ kind: 'failed', reason: { code: 'noSuchEnvironment', subject: 'moon' } });
  });
});

test('findings name the plain Secret, and are looked up again after its change', () => {
  const { tree: content, session } = stage();
  expect(session.findings()).toMatchObject([{ code: 'plainSecret', file: 'apps/shop/base/secret.yaml' }]);
  content['apps/shop/base/secret.yaml'] = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\n';
  session.sourcesChanged(['apps/shop/base/secret.yaml']);
  expect(session.findings()).toEqual([]);
});

test('a promotion is planned over the tree as it is', async () => {
  const { session, app } = stage();
  const plan = await session.planPromotion({ app, from: 'staging', to: 'production' });
  expect(plan).toMatchObject({
    kind: 'answer',
    value: { versions: [{ name: 'shop', before: '1.0', after: '2.0' }], effects: [{ ref: { kind: 'Deployment' } }] },
  });
  expect(session.preview('production', app).text).toContain('image: shop:1.0');
});
