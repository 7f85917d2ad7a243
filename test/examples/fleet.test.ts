// The sample fleet is what its README says: promotable, warned about where it should be, and drifted in the ways that are listed.
import { describe, expect, test } from 'vitest';
import { createNodeFiles } from '../../src/adapters/node-files';
import { openSnapshot } from '../../src/adapters/snapshot';
import { findPlainSecrets } from '../../src/engine/check/secrets';
import { compareApp } from '../../src/engine/compare/compare';
import { healthOf } from '../../src/engine/decide/health';
import { discover } from '../../src/engine/discover/discover';
import type { AppComparison, Environment } from '../../src/engine/model';
import { createMask } from '../../src/engine/normalise/mask';
import { renderApp } from '../../src/engine/pipeline';
import type { Files } from '../../src/engine/ports';
import { createBuildCache } from '../../src/engine/render/kustomize/build';

const files = createNodeFiles(new URL('../../examples/fleet', import.meta.url).pathname, { check: 'forget' });
const cache = createBuildCache();
const { environments, failures } = discover(files);
const clusters = environments.slice(0, 3);

function yamlFiles(tree: Files, folder = '.'): string[] {
  const answer = tree.list(folder);
  if (answer.kind !== 'directory') return [];
  return answer.entries.flatMap(({ name, kind }) => {
    const path = folder === '.' ? name : `${folder}/${name}`;
    return kind === 'directory' ? yamlFiles(tree, path) : /\.ya?ml$/.test(name) ? [path] : [];
  });
}

function tags(environment: Environment): Record<string, string | undefined> {
  return Object.fromEntries(environment.apps.map(({ app, versions }) => [app, versions[0]?.tag]));
}

describe('the sample fleet', () => {
  test('has three clusters in promotion order, and an Application and an ApplicationSet beside them', () => {
    expect(environments.map(({ name }) => name)).toEqual(['dev', 'staging', 'production', 'in-cluster']);
    expect(failures).toEqual([]);
    expect(environments[3]?.apps).toMatchObject([
      { app: 'docs', kind: 'argoApplication' },
      {
        app: 'storefront-previews',
        kind: 'argoApplicationSet',
        unresolved: [{ subject: 'What the generator pullRequest gives', file: 'argocd/previews.yaml', line: 11 }],
      },
    ]);
    const apps = ['cart', 'catalog', 'flux-system', 'infra-configs', 'infra-controllers', 'notifications', 'payments', 'storefront'];
    for (const { apps: found } of clusters) {
      expect(found.filter(({ kind }) => kind === 'fluxKustomization').map(({ app }) => app)).toEqual(apps);
      expect(found.filter(({ kind }) => kind === 'fluxKustomization').flatMap(({ unresolved }) => unresolved)).toEqual([]);
    }
  });

  test('renders every app without a failure', () => {
    for (const app of clusters.flatMap(({ apps }) => apps).filter(({ kind }) => kind === 'fluxKustomization')) {
      const rendered = renderApp(app, files, cache);
      expect([app.path, rendered.failures]).toEqual([app.path, []]);
      expect(rendered.objects.length).toBeGreaterThan(0);
    }
  });

  test('runs newer versions the earlier the environment, so that there is something to promote', () => {
    const [dev, staging, production] = clusters.map(tags);
    for (const app of ['cart', 'catalog', 'notifications', 'payments', 'storefront']) {
      const versions = [dev?.[app], staging?.[app], production?.[app]];
      expect(versions.every((version) => version !== undefined)).toBe(true);
      expect([...versions].sort()).toEqual([...versions].reverse());
      expect(new Set(versions).size).toBe(3);
    }
  });

  test('warns of the plain Secrets, and of none that is encrypted or sealed', () => {
    const sources = yamlFiles(files).filter((path) => !path.startsWith('snapshots/'));
    expect(
      findPlainSecrets(files, sources)
        .map(({ file, subject }) => `${file} ${subject}`)
        .sort(),
    ).toEqual(['dev', 'production', 'staging'].map((name) => `apps/payments/overlays/${name}/database.yaml payments/payments-db`));
  });
});

/** `app: Kind/name verdict, path (manager)…` of every object that is not in sync. */
async function drift(environment: string): Promise<string[]> {
  const snapshot = openSnapshot(`snapshots/${environment}`, files);
  if (snapshot.kind === 'failed') throw new Error(JSON.stringify(snapshot.reason));
  const options = { mask: createMask(new Uint8Array(32).fill(7)), healthOf, concurrency: 4, signal: new AbortController().signal };
  const apps = clusters.find(({ name }) => name === environment)?.apps.filter(({ kind }) => kind === 'fluxKustomization') ?? [];
  const compared: AppComparison[] = [];
  for (const app of apps) compared.push(await compareApp(environment, app, renderApp(app, files, cache), snapshot.value, options));
  return compared.flatMap(({ app, comparisons }) =>
    comparisons
      .filter(({ verdict }) => verdict !== 'inSync')
      .map(({ ref, verdict, changes }) => {
        const fields = changes.map(({ path, manager }) => ` ${path.join('.')} (${manager})`);
        return `${app}: ${ref.kind}/${ref.name} ${verdict}${fields.join('')}`;
      }),
  );
}

describe('its snapshots', () => {
  const encrypted = 'payments: Secret/payments-provider unknown';

  test('of dev is in sync, but for what is encrypted', async () => {
    expect(await drift('dev')).toEqual([encrypted]);
  });

  test('of staging has one log level raised by hand', async () => {
    expect(await drift('staging')).toEqual([
      encrypted,
      expect.stringMatching(/^storefront: ConfigMap\/storefront-settings-\w+ drifted data\.LOG_LEVEL \(kubectl-edit\)$/),
    ]);
  });

  test('of production has the drift that the README lists, and the autoscaler’s replicas are none', async () => {
    expect((await drift('production')).sort()).toEqual(
      [
        'cart: Deployment/cart drifted spec.template.spec.containers.[name=cart].image (kubectl-set)',
        'catalog: PodDisruptionBudget/catalog missing',
        'payments: Deployment/payments drifted spec.template.spec.containers.[name=payments].env.[name=HTTP_PROXY] (kubectl-edit)',
        'payments: Secret/payments-db drifted data.password (kubectl-patch)',
        encrypted,
        'storefront: Deployment/storefront drifted spec.replicas (kubectl)',
      ].sort(),
    );
  });

  test('are of three different clusters', async () => {
    const uids = clusters.map(async ({ name }) => {
      const snapshot = openSnapshot(`snapshots/${name}`, files);
      const identity = snapshot.kind === 'answer' ? await snapshot.value.identity(new AbortController().signal) : snapshot;
      return identity.kind === 'answer' && 'uid' in identity.value ? identity.value.uid : undefined;
    });
    const found = await Promise.all(uids);
    expect(found.every((uid) => uid !== undefined)).toBe(true);
    expect(new Set(found).size).toBe(3);
  });
});
