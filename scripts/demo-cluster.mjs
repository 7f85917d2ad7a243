// Real API servers for the demo, one for each environment of the sample fleet, filled with what its snapshot holds.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { startApiServer } from './cluster.mjs';
import { root, say } from './setup.mjs';

const SNAPSHOTS = join(root, 'examples/fleet/snapshots');
/** What the server sets itself, and refuses or ignores from us. */
const SERVER_FIELDS = ['uid', 'resourceVersion', 'creationTimestamp', 'generation', 'managedFields', 'selfLink'];
const LOADERS = 8;

/**
 * Start a cluster for each environment that has a snapshot. Ready in about ten seconds.
 * @param {{ kubeconfig: string }} options where the kubeconfig with all of their contexts goes
 */
export async function startDemoClusters({ kubeconfig }) {
  const environments = readdirSync(SNAPSHOTS).sort();
  const started = await Promise.allSettled(environments.map((environment) => startOne(environment)));
  const clusters = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async () => {
    await Promise.all(clusters.map(({ server }) => server.stop()));
  };
  const failed = started.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  writeFileSync(kubeconfig, JSON.stringify(kubeconfigOf(clusters), undefined, 2), { mode: 0o600 });
  return { kubeconfig, clusters, stop };
}

/** Contexts are named as the fleet names its clusters. */
async function startOne(environment) {
  const context = `shop-${environment}`;
  const server = await startApiServer({ context, log: say });
  try {
    const count = await loadSnapshot(server.client, join(SNAPSHOTS, environment));
    say(`  ${context}: ${server.url}, ${count} objects`);
    return { environment, context, server };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Replays the objects of a snapshot: content, status, and who owns which field. */
async function loadSnapshot(client, folder) {
  const objects = readdirSync(folder).flatMap((file) =>
    parseAllDocuments(readFileSync(join(folder, file), 'utf8')).flatMap((document) => document.toJS().items),
  );
  const [namespaces, definitions, others] = [
    objects.filter(({ kind }) => kind === 'Namespace'),
    objects.filter(({ kind }) => kind === 'CustomResourceDefinition'),
    objects.filter(({ kind }) => kind !== 'Namespace' && kind !== 'CustomResourceDefinition'),
  ];
  await inParallel([...namespaces, ...definitions], (object) => replay(client, object));
  await inParallel(definitions, (definition) => established(client, definition));
  await inParallel(others, (object) => replay(client, object));
  return objects.length;
}

async function replay(client, object) {
  const { status, ...content } = object;
  const metadata = Object.fromEntries(Object.entries(object.metadata).filter(([field]) => !SERVER_FIELDS.includes(field)));
  const applied = await client.apply({ ...content, metadata }, { fieldManager: 'demo' });
  if (status !== undefined && !['Namespace', 'CustomResourceDefinition'].includes(object.kind)) {
    const settled = atGeneration(status, object.metadata.generation, applied.metadata.generation);
    await client.mergePatch(object, { status: settled }, { fieldManager: 'demo', subresource: 'status' });
  }
  // Last, so that our own writes leave no trace: drift depends on who owns a field.
  if (object.metadata.managedFields !== undefined) {
    await client.mergePatch(object, { metadata: { managedFields: object.metadata.managedFields } }, { fieldManager: 'demo' });
  }
}

/** Generations start again here; a status that was up to date must stay so, or the object would seem to be in progress. */
function atGeneration(status, before, now) {
  const moved = (value) => (value.observedGeneration === before && before !== undefined ? { ...value, observedGeneration: now } : value);
  const conditions = status.conditions?.map(moved);
  return conditions === undefined ? moved(status) : { ...moved(status), conditions };
}

async function established(client, definition) {
  for (let attempt = 0; attempt < 100; attempt++) {
    const conditions = (await client.read(definition))?.status?.conditions ?? [];
    if (conditions.some(({ type, status }) => type === 'Established' && status === 'True')) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${definition.metadata.name} was not established within 5 s`);
}

async function inParallel(items, work) {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: LOADERS }, worker));
}

function kubeconfigOf(clusters) {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': clusters.find(({ environment }) => environment === 'production')?.context ?? clusters[0]?.context,
    clusters: clusters.map(({ context, server }) => ({
      name: context,
      cluster: { server: server.url, 'certificate-authority-data': Buffer.from(server.ca).toString('base64') },
    })),
    users: clusters.map(({ context, server }) => ({ name: context, user: { token: server.adminToken } })),
    contexts: clusters.map(({ context }) => ({ name: context, context: { cluster: context, user: context } })),
  };
}
