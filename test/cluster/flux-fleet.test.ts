// The sample fleet through the real kustomize-controller: every Kustomization of every cluster, and every object that it applied, equals the preview.
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type ApiServer, startApiServer } from '../../scripts/cluster.mjs';
import { installFlux, startFluxController, startSourceServer } from '../../scripts/flux.mjs';
import type { Manifest } from '../../scripts/kube.mjs';
import { waitUntil } from '../../scripts/processes.mjs';
import { CRDS } from '../../scripts/snapshots/kinds.mjs';
import { createNodeFiles } from '../../src/adapters/node-files';
import type { App, RenderedObject } from '../../src/engine/model';
import { toJson } from '../../src/engine/yaml/json';
import { treeOf } from '../engine/discover/trees';
import { gitRepo } from '../support/git-repo';
import { sessionOver } from '../support/session-over';

const FLEET = resolve(import.meta.dirname, '../../examples/fleet');
const CONTROLLER = 'kustomize-controller';

test.each(['dev', 'staging', 'production'])('what the controller applies of %s is its preview, object for object', {
  timeout: 240_000,
}, async (environment) => {
  const tree = fleetForTest();
  const repo = gitRepo(tree);
  const server = await startApiServer();
  const ends: (() => Promise<void> | void)[] = [repo.remove, server.stop];
  try {
    await installFlux(server.client);
    for (const crd of CRDS as readonly Manifest[]) await server.client.apply(crd);
    const source = await startSourceServer(server.client);
    ends.push(source.stop);
    const controller = await startFluxController(server);
    ends.push(controller.stop);
    const sync = manifestsIn(tree[`clusters/${environment}/flux-system/gotk-sync.yaml`] ?? '');
    const revision = await source.publish('flux-system', repo.root);
    for (const object of sync.filter(({ kind }) => kind === 'Kustomization')) await server.client.apply(object);

    const session = sessionOver(tree);
    const { apps = [] } = session.discovery().environments.find(({ name }) => name === environment) ?? {};
    const kustomizations = apps.filter(({ kind }) => kind === 'fluxKustomization');
    expect(kustomizations.length).toBeGreaterThan(5);
    const ready = () => allReady(server, kustomizations, revision);
    await waitUntil(`every Kustomization of ${environment} should be applied`, ready, { milliseconds: 90_000 }).catch((error) => {
      throw new Error(`${error}\n${controller.output().slice(-3000)}`);
    });
    let compared = 0;
    for (const app of kustomizations) {
      const { objects, failures } = session.render(environment, app.app);
      expect([app.app, failures]).toEqual([app.app, []]);
      expect(await inventoryOf(server, app), app.app).toEqual(objects.map(inventoryId).sort());
      for (const object of objects) await expectApplied(server, object);
      compared += objects.length;
    }
    console.log(`${environment}: ${kustomizations.length} Kustomizations, ${compared} objects`);
    expect(compared).toBeGreaterThan(40);
  } finally {
    for (const end of ends.toReversed()) await end();
  }
});

/** Nothing becomes healthy where nothing runs, and the key of what SOPS encrypted is gone: both sides see a fleet without the two. */
function fleetForTest(): Record<string, string> {
  const tree = treeOf(createNodeFiles(FLEET, { check: 'forget' }));
  for (const [path, text] of Object.entries(tree)) {
    if (path.startsWith('clusters/')) {
      tree[path] = text.replaceAll('wait: true', 'wait: false').replace(/^ {2}decryption:\n(?: {4}.*\n)+/gm, '');
    }
    if (path.endsWith('.sops.yaml') && !path.startsWith('.'))
      tree[path] = text.replace(/^sops:[\s\S]*$/m, '').replace(/ENC\[[^\]]*\]/g, 'stand-in');
  }
  return tree;
}

function manifestsIn(text: string): readonly Manifest[] {
  return parseAllDocuments(text).map((document) => document.toJS());
}

interface Status {
  readonly lastAppliedRevision?: string;
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  readonly inventory?: { readonly entries: readonly { readonly id: string; readonly v: string }[] };
}

async function statusOf({ client }: ApiServer, { owner }: App): Promise<Status | undefined> {
  const { apiVersion, kind, namespace, name } = owner as NonNullable<App['owner']>;
  return (await client.read({ apiVersion, kind, metadata: { namespace, name } }))?.status;
}

async function allReady(server: ApiServer, apps: readonly App[], revision: string): Promise<boolean> {
  for (const app of apps) {
    const status = await statusOf(server, app);
    const isReady = status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true;
    if (!isReady || status?.lastAppliedRevision !== revision) return false;
  }
  return true;
}

/** `<namespace>_<name>_<group>_<kind> <version>` of each object that the controller says it applied. */
async function inventoryOf(server: ApiServer, app: App): Promise<readonly string[]> {
  const { entries = [] } = (await statusOf(server, app))?.inventory ?? {};
  return entries.map(({ id, v }) => `${id} ${v}`).sort();
}

function inventoryId({ ref: { apiVersion, kind, namespace = '', name } }: RenderedObject): string {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  return `${namespace}_${name.replaceAll(':', '__')}_${group}_${kind} ${version}`;
}

/**
 * An apply of the preview in the controller's name, tried without being carried out, leaves the object as it is, with all that the server defaults and
 * with who owns what: a field more or less would change the one or the other.
 */
async function expectApplied({ client }: ApiServer, object: RenderedObject): Promise<void> {
  const manifest = asApplied(toJson(object.node) as unknown as Manifest);
  const live = await client.read(manifest);
  expect(live, `${object.ref.kind} ${object.ref.name} is in the cluster`).toBeDefined();
  expect(live.metadata.managedFields.map(({ manager }: { manager: string }) => manager)).toContain(CONTROLLER);
  const tried = await client.apply(manifest, { fieldManager: CONTROLLER, dryRun: true });
  expect(settled(tried)).toEqual(settled(live));
}

/** The controller sends the texts of a Secret as data. */
function asApplied(manifest: Manifest): Manifest {
  const { stringData, ...rest } = manifest as Manifest & { stringData?: Record<string, string>; data?: Record<string, string> };
  if (manifest.kind !== 'Secret' || stringData === undefined) return manifest;
  const encoded = Object.entries(stringData).map(([key, text]) => [key, Buffer.from(String(text)).toString('base64')]);
  return { ...rest, data: { ...rest.data, ...Object.fromEntries(encoded) } };
}

/** What the controller owns besides, because it sends native kinds as their Go types have them: structs that nobody filled, and the default protocol of ports. */
const OF_TYPES = new Set(['spec', 'status', 'resources', 'strategy', 'updateStrategy', 'metadata', 'protocol'].map((name) => `f:${name}`));

function withoutTypes(fields: unknown): unknown {
  if (typeof fields !== 'object' || fields === null) return fields;
  const kept = Object.entries(fields).filter(([name, inner]) => !(OF_TYPES.has(name) && Object.keys(inner).length === 0));
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutTypes(inner)]));
}

/** Without the times of writes. */
function settled({ metadata: { managedFields, resourceVersion: _, ...metadata }, ...object }: Manifest): unknown {
  const fields = managedFields as readonly { readonly time?: string; readonly fieldsV1?: unknown }[];
  return {
    ...object,
    metadata: {
      ...metadata,
      managedFields: fields.map(({ time: __, fieldsV1, ...entry }) => ({ ...entry, fieldsV1: withoutTypes(fieldsV1) })),
    },
  };
}
