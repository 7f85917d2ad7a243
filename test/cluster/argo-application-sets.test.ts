// ApplicationSets through the real ApplicationSet controller, with the real repo server behind it: the Applications that it creates equal the engine's.
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { ARGO_NAMESPACE, installArgo, startApplicationSetController, startRepoServer } from '../../scripts/argocd.mjs';
import { type ApiServer, startApiServer } from '../../scripts/cluster.mjs';
import type { Manifest } from '../../scripts/kube.mjs';
import { waitUntil } from '../../scripts/processes.mjs';
import { openCluster } from '../../src/adapters/contexts';
import { createArgoClusters } from '../../src/session/argo-clusters';
import { randomApplicationSet } from '../differential/argo-application-sets';
import { expansionOf, isRefused, readTree, sorted, storedSecret } from '../support/application-sets';
import type { ArgoObject } from '../support/argocd';
import { gitRepo } from '../support/git-repo';

const FIXTURES = new URL('../fixtures/argo', import.meta.url).pathname;
/** A cluster whose address ends in a slash is one for which the controller makes no Application: it looks for it without. */
const TREE = Object.fromEntries(
  Object.entries(readTree(`${FIXTURES}/repository`)).map(([path, text]) => [path, text.replace('//eu.example.test/', '//eu.example.test')]),
);
/** The seed is printed; PLUMBLINE_SEED sets another, PLUMBLINE_SETS how many are drawn. */
const SEED = Number(process.env.PLUMBLINE_SEED ?? 20_261_128);
const SETS = Number(process.env.PLUMBLINE_SETS ?? 150);

let server: ApiServer;
let url: string;
let controllerOutput: () => string;
const ends: (() => Promise<void> | void)[] = [];
beforeAll(async () => {
  const repository = gitRepo();
  ends.push(repository.remove);
  cpSync(`${FIXTURES}/repository`, repository.root, { recursive: true });
  repository.git('add', '-A');
  repository.git('commit', '-q', '-m', 'Start');
  url = `file://${encodeURI(repository.root)}`;
  const repoServer = await startRepoServer();
  ends.push(repoServer.stop);
  server = await startApiServer();
  ends.push(server.stop);
  await installArgo(server.client);
  const secrets = parseAllDocuments(TREE['clusters/secrets.yaml'] ?? '');
  for (const secret of secrets) await server.client.apply(storedSecret(secret.toJS()) as Manifest);
  const controller = await startApplicationSetController(server, repoServer);
  ends.push(controller.stop);
  controllerOutput = controller.output;
}, 900_000);
afterEach(() => vi.unstubAllEnvs());
afterAll(async () => {
  for (const end of ends.toReversed()) await end();
});

it('creates the Applications that the engine expects of each generator', async () => {
  const { created, refused } = await expectToAgree(fixtureSets());
  expect(refused).toEqual(['a-key-that-is-missing']);
  expect(created).toBeGreaterThan(15);
}, 120_000);

it('has told the engine the same where no file of the repository has the Secrets of clusters', async () => {
  const without = { ...TREE, 'clusters/secrets.yaml': '' };
  vi.stubEnv('KUBECONFIG', server.kubeconfig);
  const opened = await openCluster(server.contexts.admin);
  if (opened.kind === 'failed') throw new Error(JSON.stringify(opened.reason));
  const clusters = createArgoClusters();
  const expand = () => fixtureSets().map((set) => expansionOf(set, without, clusters.over));
  const unknown = expand().flatMap(({ failures }) => failures.filter(({ clusterQuestion }) => clusterQuestion !== undefined));
  expect(unknown.length).toBeGreaterThan(2);
  const { signal } = new AbortController();
  const told = await clusters.ask({ cluster: opened.value, at: new Date(), signal, rediscover: expand });
  expect(told.refused).toEqual([]);
  const applications = ({ made }: { made: readonly ArgoObject[] }) => sorted(made);
  expect(expand().map(applications)).toEqual(fixtureSets().map((set) => applications(expansionOf(set, TREE))));
});

it(`creates the Applications that the engine expects of ${SETS} random ApplicationSets (seed ${SEED})`, async () => {
  const drawn = fc.sample(
    randomApplicationSet(url).filter((set) => (set as Drawn).spec.goTemplate === true),
    { seed: SEED, numRuns: SETS },
  );
  const sets = drawn.map((set, index) => acceptable(set as Drawn, index));
  const { created, refused } = await expectToAgree(sets);
  console.log(
    `of ${SETS} ApplicationSets (seed ${SEED}) the controller refused ${refused.length}, and created ${created} Applications of the others`,
  );
  expect(refused.length, 'most must be ones that it expands').toBeLessThan((SETS * 2) / 3);
}, 180_000);

function fixtureSets(): readonly Manifest[] {
  const names = readdirSync(`${FIXTURES}/application-sets`).sort();
  return names.map((name) => parse(readFileSync(`${FIXTURES}/application-sets/${name}`, 'utf8').replaceAll('REPOSITORY', url)));
}

interface Drawn {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly goTemplate?: boolean;
    readonly template: Template;
    readonly templatePatch?: string;
    readonly generators: readonly object[];
  };
}

interface Template {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: object;
}

/** With names that no other set gives, and texts only where the API server takes any. */
function acceptable(set: Drawn, index: number): Manifest {
  const { template, templatePatch } = set.spec;
  const name = `{{ printf "s${index}-%v-%v" (.name | default "none") (dig "path" "basename" "none" .) | normalize }}`;
  const metadata = { name, annotations: { label: Object.values(template.metadata.labels)[0] } };
  const patch = templatePatch
    ?.replace('labels', 'annotations')
    .replace('[other]', '[example.test/other]')
    .replace('name": "there', 'server": "https://dev.example.test');
  const generators = set.spec.generators.map(withWholeTemplate);
  const spec = { ...set.spec, generators, template: { ...template, metadata }, ...(patch === undefined ? {} : { templatePatch: patch }) };
  return { ...set, metadata: { ...set.metadata, name: `s${index}` }, spec } as unknown as Manifest;
}

/** A template of a generator has to have the fields that a whole one has. */
function withWholeTemplate(generator: object): object {
  return Object.fromEntries(
    Object.entries(generator).map(([kind, one]) => {
      if (one.template === undefined) return [kind, one];
      return [kind, { ...one, template: { metadata: {}, ...one.template, spec: { project: '', destination: {}, ...one.template.spec } } }];
    }),
  );
}

/** @returns how many Applications there are, and the names of the sets of which the controller made none, as the engine has it. */
async function expectToAgree(sets: readonly Manifest[]): Promise<{ readonly created: number; readonly refused: readonly string[] }> {
  for (const set of sets) await server.client.apply(set);
  const expected = sets.map((set) => ({ set, ...expansionOf(set, TREE) }));
  let open = expected.map((one) => ({ ...one, live: undefined as unknown }));
  const settle = async (): Promise<boolean> => {
    const [existing, outcomes] = [await list('applications'), await list('applicationsets')];
    open = open.flatMap((one) => {
      const { set, applications, made: ours, failures } = one;
      const live = existing.filter(({ metadata }) => ownerOf(metadata) === set.metadata.name).map(asMade);
      const outcome = conditionsOf(outcomes.find(({ metadata }) => metadata.name === set.metadata.name));
      const agrees = isRefused(failures)
        ? (outcome.ErrorOccurred === 'True' || hasCrashed(set.metadata.name)) && live.length === 0
        : outcome.ResourcesUpToDate === (ours.length === applications.length ? 'True' : 'False') &&
          isDeepStrictEqual(sorted(live), sorted(ours));
      return agrees ? [] : [{ ...one, live: { live: sorted(live), outcome } }];
    });
    return open.length === 0;
  };
  await waitUntil('each set should have been carried out as the engine expects', settle, {
    milliseconds: 60_000,
  }).catch((error) => {
    const [first] = open;
    const difference = first && { set: first.set.spec, ours: sorted(first.made), failures: first.failures, theirs: first.live };
    throw new Error(
      `${open.length} of ${sets.length} sets differ: ${JSON.stringify(difference, undefined, 1)}\n${error}\n${controllerOutput().slice(-3000)}`,
    );
  });
  const refused = expected.filter(({ failures }) => isRefused(failures)).map(({ set }) => set.metadata.name);
  const counts = expected.filter(({ failures }) => !isRefused(failures)).map(({ made }) => made.length);
  return { created: counts.reduce((sum, count) => sum + count, 0), refused };
}

/** Over some sets the controller panics, says so, and tries again later. */
function hasCrashed(name: string): boolean {
  return controllerOutput().includes(`{"ApplicationSet":{"name":"${name}","namespace":"${ARGO_NAMESPACE}"},"controller":"applicationset"`);
}

type Listed = Manifest & {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message: string }[] };
};

async function list(resources: string): Promise<readonly Listed[]> {
  const { status, body } = await server.client.request('GET', `/apis/argoproj.io/v1alpha1/namespaces/${ARGO_NAMESPACE}/${resources}`);
  expect(status).toBe(200);
  return body.items;
}

function ownerOf({ ownerReferences }: Manifest['metadata']): string | undefined {
  return (ownerReferences as readonly { readonly name: string }[] | undefined)?.[0]?.name;
}

function conditionsOf(set: Listed | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (set?.status?.conditions ?? []).flatMap(({ type, status, message }) => [
      [type, status],
      [`${type} message`, message],
    ]),
  );
}

/** Without what the API server notes of every object. */
function asMade({ apiVersion, kind, metadata: { name, namespace, labels, annotations, finalizers }, spec }: Listed): ArgoObject {
  return { apiVersion, kind, metadata: { name, namespace, labels, annotations, finalizers }, spec };
}
