// Makes examples/fleet/snapshots again, with a real API server: what each cluster of the sample fleet held on one afternoon.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { fluxCrdFiles, partPath } from './parts.mjs';
import { makeDrift } from './snapshots/drift.mjs';
import { CRDS, crdsFrom, KINDS } from './snapshots/kinds.mjs';
import { startServer } from './snapshots/server.mjs';
import { writeStatus } from './snapshots/status.mjs';

const FLEET = resolve(import.meta.dirname, '../examples/fleet');
/** YAML 1.1 quotes what that version would take for a time or a truth value, as kubectl does. */
const AS_KUBECTL = { schema: 'yaml-1.1', lineWidth: 0, indentSeq: false, sortMapEntries: true, aliasDuplicateObjects: false };
const CONTROLLER = 'kustomize-controller';
const program = await partPath('flux-render');

for (const environment of ['dev', 'staging', 'production']) {
  const server = await startServer();
  try {
    await fill(server, environment);
    await dump(server, environment);
    console.log(`${environment}: written`);
  } finally {
    await server.stop();
  }
}

async function fill(server, environment) {
  for (const crd of [...crdsFrom(await fluxCrdFiles()), ...CRDS]) await server.apply(crd, 'flux');
  await server.established();
  const inventories = new Map();
  for (const kustomization of fluxKustomizations(environment)) {
    const objects = render(kustomization, environment);
    for (const object of sortForApply(objects)) await server.apply(object, CONTROLLER);
    inventories.set(kustomization.metadata.name, objects);
  }
  await writeStatus(server, environment, inventories);
  await makeDrift(server, environment);
}

function fluxKustomizations(environment) {
  const folder = join(FLEET, 'clusters', environment);
  const files = ['flux-system/gotk-sync.yaml', 'infrastructure.yaml', 'apps.yaml'].map((name) => join(folder, name));
  return files.flatMap(documents).filter((object) => object.kind === 'Kustomization');
}

/** As kustomize-controller does: build and substitute with Flux's own library, decrypt, label. What SOPS encrypted is stood in for, the key being gone. */
function render(kustomization, environment) {
  const { name, namespace } = kustomization.metadata;
  const { postBuild } = kustomization.spec;
  if (postBuild !== undefined) {
    const settings = documents(join(FLEET, 'clusters', environment, 'cluster-settings.yaml'))[0].data;
    kustomization.spec.postBuild = { substitute: { ...settings, ...postBuild.substitute } };
  }
  const objects = parse(build(kustomization));
  for (const object of objects) {
    if (object.sops !== undefined) {
      delete object.sops;
      for (const key of Object.keys(object.stringData)) object.stringData[key] = `decrypted-${environment}-${key}`;
    }
    if (object.kind === 'Secret' && object.stringData !== undefined) {
      object.data = Object.fromEntries(
        Object.entries(object.stringData).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
      );
      delete object.stringData;
    }
    const owner = { 'kustomize.toolkit.fluxcd.io/name': name, 'kustomize.toolkit.fluxcd.io/namespace': namespace };
    object.metadata.labels = { ...object.metadata.labels, ...owner };
  }
  return objects;
}

function build(kustomization) {
  const request = JSON.stringify({ root: FLEET, path: kustomization.spec.path, kustomization });
  const { yaml, error } = JSON.parse(execFileSync(program, { input: `${request}\n`, encoding: 'utf8' }));
  if (error !== undefined) throw new Error(`${kustomization.metadata.name}: ${error}`);
  return yaml;
}

function sortForApply(objects) {
  const rank = (object) => (object.kind === 'Namespace' ? 0 : object.kind === 'ConfigMap' || object.kind === 'Secret' ? 1 : 2);
  return objects.toSorted((a, b) => rank(a) - rank(b));
}

async function dump(server, environment) {
  const folder = join(FLEET, 'snapshots', environment);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  let addresses = 10;
  for (const [kind, { apiVersion, file }] of Object.entries(KINDS)) {
    const items = (await server.list(kind)).map((item) => ({ apiVersion, kind, ...item })).filter((item) => !isApiServersOwn(item));
    if (items.length === 0) continue;
    items.sort((a, b) => (key(a) < key(b) ? -1 : 1));
    for (const item of items) {
      settle(item, environment);
      if (kind === 'Service' && item.spec.clusterIP !== 'None') {
        item.spec.clusterIP = `10.0.0.${addresses++}`;
        item.spec.clusterIPs = [item.spec.clusterIP];
      }
    }
    writeFileSync(join(folder, file), stringify({ apiVersion: 'v1', kind: 'List', items, metadata: { resourceVersion: '' } }, AS_KUBECTL));
  }
}

/** The service `kubernetes`, whose address follows from the machine. */
function isApiServersOwn({ kind, metadata }) {
  return kind === 'Service' && metadata.namespace === 'default';
}

/** Takes chance out of an object: identifiers follow from its name, times from who wrote. */
function settle(item, environment) {
  const digest = createHash('sha256')
    .update(`${environment}/${item.kind}/${key(item)}`)
    .digest('hex');
  const uid = [digest.slice(0, 8), digest.slice(8, 12), `4${digest.slice(13, 16)}`, `a${digest.slice(17, 20)}`, digest.slice(20, 32)].join(
    '-',
  );
  item.metadata.uid = uid;
  item.metadata.resourceVersion = String(10_000 + (Number.parseInt(digest.slice(32, 38), 16) % 80_000));
  item.metadata.creationTimestamp = '2026-09-01T08:00:00Z';
  // The API server's own conditions have the time of this run; the others were written with a fixed one.
  if (item.kind === 'CustomResourceDefinition') {
    for (const condition of item.status.conditions) condition.lastTransitionTime = item.metadata.creationTimestamp;
  }
  for (const entry of item.metadata.managedFields ?? []) entry.time = timeOf(entry);
}

function timeOf({ manager }) {
  if (manager.startsWith('kubectl')) return '2026-11-20T14:06:41Z';
  return manager === CONTROLLER ? '2026-11-20T14:00:10Z' : '2026-11-20T14:07:30Z';
}

function key(item) {
  return `${item.metadata.namespace ?? ''}/${item.metadata.name}`;
}

function documents(file) {
  return parse(readFileSync(file, 'utf8'));
}

function parse(text) {
  return parseAllDocuments(text)
    .map((document) => document.toJS())
    .filter((object) => object !== null);
}
