// Compares 1,000 objects with a real API server, and has a bare client send the same requests. Prints JSON.
import { performance } from 'node:perf_hooks';
import { kubeClient, type Manifest } from '../../scripts/kube.mjs';
import { openCluster } from '../../src/adapters/contexts';
import { createClock } from '../../src/adapters/clock';
import { createGit } from '../../src/adapters/git';
import { createNodeFiles } from '../../src/adapters/node-files';
import { createPins } from '../../src/adapters/pins';
import type { JsonObject } from '../../src/engine/model';
import { toJson } from '../../src/engine/yaml/json';
import { createSession, type Session } from '../../src/session/session';

interface Server {
  readonly url: string;
  readonly ca: string;
  readonly token: string;
  readonly context: string;
}

const ROUNDS = 3;
/** As many requests at once as a comparison sends: four apps, four objects of each. */
const AT_ONCE = 16;
const ENVIRONMENT = 'dev';

const [root = '.', serverText = '{}'] = process.argv.slice(2);
const server = JSON.parse(serverText) as Server;
const client = kubeClient(server);
const manifests = manifestsOf(openSession());
await apply();
const before = await requestsSoFar();
const rounds = [];
for (let round = 0; round < ROUNDS; round++) rounds.push({ ...(await compare()), bare: await sendBare() });
const sent = (await requestsSoFar()) - before;
const bareRequests = manifests.length + listPaths().length;

process.stdout.write(
  JSON.stringify({
    objects: manifests.length,
    ours: median(rounds.map(({ all }) => all)),
    first: median(rounds.map(({ first }) => first)),
    bare: median(rounds.map(({ bare }) => bare)),
    requests: { ours: Math.round(sent / ROUNDS) - bareRequests, bare: bareRequests },
  }),
);

function openSession(): Session {
  const [files, git, pins] = [createNodeFiles(root), createGit(root), createPins(root)];
  return createSession({ files, git, pins, clock: createClock(), randomKey: new Uint8Array(32).fill(7) });
}

/** As they are rendered: what the comparison sends. */
function manifestsOf(session: Session): readonly Manifest[] {
  const apps = session.discovery().environments.find(({ name }) => name === ENVIRONMENT)?.apps ?? [];
  return apps.flatMap(({ app }) => session.render(ENVIRONMENT, app).objects.map(({ node }) => toJson(node) as unknown as Manifest));
}

async function apply(): Promise<void> {
  await client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: ENVIRONMENT } });
  await severally(manifests, async (manifest) => void (await client.apply(manifest, { fieldManager: 'plumbline' })));
}

/** A new session and a new connection each time, so that nothing is remembered. Seconds. */
async function compare(): Promise<{ readonly all: number; readonly first: number }> {
  const opened = await openCluster(server.context);
  if (opened.kind === 'failed') throw new Error(`the cluster cannot be opened: ${JSON.stringify(opened.reason)}`);
  const session = openSession();
  const start = performance.now();
  let first = 0;
  const onComparison = () => {
    if (first === 0) first = performance.now() - start;
  };
  const request = { environment: ENVIRONMENT, cluster: opened.value, signal: new AbortController().signal, withoutPin: true, onComparison };
  const compared = await session.compare(request);
  const all = performance.now() - start;
  const verdicts = compared.flatMap(({ comparisons }) => comparisons.map(({ verdict }) => verdict));
  const inSync = verdicts.filter((verdict) => verdict === 'inSync').length;
  if (inSync !== manifests.length) throw new Error(`${inSync} of ${manifests.length} objects are in sync, and all were just applied`);
  return { all: all / 1000, first: first / 1000 };
}

/** A list of each kind, and a dry run of each object. Seconds. */
async function sendBare(): Promise<number> {
  const start = performance.now();
  await severally(listPaths(), async (path) => must(await client.request('GET', path)));
  const query = '?dryRun=All&fieldManager=plumbline&force=true';
  await severally(manifests, async (manifest) =>
    must(
      await client.request('PATCH', `${listPath(manifest)}/${manifest.metadata.name}${query}`, manifest, 'application/apply-patch+yaml'),
    ),
  );
  return (performance.now() - start) / 1000;
}

function listPaths(): readonly string[] {
  return [...new Set(manifests.map(listPath))];
}

/** All kinds of the fleet are namespaced, and have plain plurals. */
function listPath({ apiVersion, kind, metadata }: Manifest): string {
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${group}/namespaces/${metadata.namespace ?? 'default'}/${kind.toLowerCase()}s`;
}

function must({ status, body }: { readonly status: number; readonly body: JsonObject }): void {
  if (status !== 200) throw new Error(`the server answered ${status}: ${String(body.message)}`);
}

/** What the server itself has counted since it started, but for its own watches and this question. */
async function requestsSoFar(): Promise<number> {
  const { body } = await client.request('GET', '/metrics');
  const lines = String(body).matchAll(/^apiserver_request_total\{([^}]*)\} ([\d.e+]+)$/gm);
  const counted = /resource="(?:configmaps|secrets|services|serviceaccounts|deployments|roles|rolebindings|selfsubjectaccessreviews)"/;
  return [...lines].reduce(
    (sum, [, labels = '', count]) => (counted.test(labels) && !/verb="WATCH"/.test(labels) ? sum + Number(count) : sum),
    0,
  );
}

async function severally<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.slice();
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}
