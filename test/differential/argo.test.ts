// What Applications of Argo CD apply, against Argo CD's own repo server and controller code, object by object.
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { createNodeFiles } from '../../src/adapters/node-files';
import { discover } from '../../src/engine/discover/discover';
import type { App, Rendered } from '../../src/engine/model';
import { renderArgoApplication } from '../../src/engine/render/argo/application';
import { createBuildCache } from '../../src/engine/render/kustomize/build';
import { emitDocuments } from '../../src/engine/yaml/emit';
import { toJson } from '../../src/engine/yaml/json';
import { readDocuments } from '../../src/engine/yaml/read';
import { type ArgoAnswer, type ArgoObject, type ArgoSettings, askArgo } from '../support/argocd';
import { type GitRepo, gitRepo } from '../support/git-repo';
import { type RandomApplication, randomApplication } from './argo-applications';

const FLEET = new URL('../../examples/fleet', import.meta.url).pathname;
const FIXTURE = new URL('../fixtures/argo/repository', import.meta.url).pathname;
/** The seed is printed; PLUMBLINE_SEED sets another, PLUMBLINE_APPLICATIONS how many are drawn. */
const SEED = Number(process.env.PLUMBLINE_SEED ?? 20_261_125);
const APPLICATIONS = Number(process.env.PLUMBLINE_APPLICATIONS ?? 120);

let repository: GitRepo;
let url: string;
beforeAll(() => {
  repository = gitRepo();
  cpSync(FIXTURE, repository.root, { recursive: true });
  url = `file://${encodeURI(repository.root)}`;
});
afterAll(() => repository.remove());

it(`agrees on ${APPLICATIONS} random Applications (seed ${SEED})`, async () => {
  const drawn = fc.sample(randomApplication(url), { seed: SEED, numRuns: APPLICATIONS });
  const { counts, differences } = await compareAll(drawn.map(manifestOf));
  console.log(`of ${APPLICATIONS} Applications (seed ${SEED}) Argo CD rendered ${counts.rendered} and refused ${counts.refused}`);
  expect(differences).toEqual([]);
  expect(counts.rendered, 'many must be ones that Argo CD renders').toBeGreaterThan(APPLICATIONS / 3);
}, 600_000);

it.each([
  ['label', { 'application.resourceTrackingMethod': 'label', 'application.instanceLabelKey': 'example.test/app' }],
  ['label and annotation', { 'application.resourceTrackingMethod': 'annotation+label', installationID: 'first' }],
  ['flags of kustomize', { 'kustomize.buildOptions': '--enable-helm --load-restrictor LoadRestrictionsNone', installationID: '' }],
])(
  'agrees where argocd-cm sets the tracking: %s',
  async (_, data: Readonly<Record<string, string>>) => {
    repository.write('settings/argocd-cm.yaml', stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-cm' }, data }));
    const drawn = fc.sample(randomApplication(url), { seed: SEED, numRuns: 12 });
    const long = 'an-application-with-a-name-that-is-longer-than-any-label-may-be-01';
    const [first] = drawn as [RandomApplication];
    const applications = [...drawn.map(manifestOf), { ...manifestOf(first, 0), metadata: { name: long, namespace: 'argocd' } }];
    const { differences } = await compareAll(applications, {
      appLabelKey: data['application.instanceLabelKey'] ?? 'app.kubernetes.io/instance',
      trackingMethod: data['application.resourceTrackingMethod'] ?? 'annotation',
      installationID: data.installationID ?? '',
      buildOptions: data['kustomize.buildOptions'] ?? '',
    });
    expect(differences).toEqual([]);
    repository.git('rm', '-q', '-r', 'settings');
  },
  120_000,
);

it('agrees on the sample fleet', async () => {
  const fleet = gitRepo();
  cpSync(FLEET, fleet.root, { recursive: true });
  fleet.git('add', '-A');
  fleet.git('commit', '-q', '-m', 'Start');
  const files = createNodeFiles(fleet.root, { check: 'forget' });
  const [app, ...others] = discover(files).environments.flatMap(({ apps }) => apps.filter(({ kind }) => kind === 'argoApplication'));
  expect(others).toEqual([]);
  const application = parse(readFileSync(join(fleet.root, (app as App).source.file), 'utf8'));
  application.spec.source.repoURL = `file://${encodeURI(fleet.root)}`;
  const [answer] = await askArgo([{ application }]);
  const { objects, ...rendered } = renderArgoApplication(app as App, files, createBuildCache());
  // The namespace that Argo CD makes itself, before it applies what the repo server answers.
  const [namespace, ...asked] = objects;
  expect(namespace?.ref).toEqual({ apiVersion: 'v1', kind: 'Namespace', name: 'docs' });
  expect(differenceOf({ ...rendered, objects: asked }, answer as ArgoAnswer)).toBeUndefined();
  expect(asked.length).toBeGreaterThan(1);
  fleet.remove();
}, 60_000);

function manifestOf({ namespace, spec }: RandomApplication, index: number): object {
  const name = `app-${index}`;
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name, namespace }, spec };
}

/** Each as a file of its own, so that a mistake in one is not one of the others. */
async function compareAll(applications: readonly object[], settings: ArgoSettings = {}) {
  rmSync(join(repository.root, 'argocd'), { recursive: true, force: true });
  for (const [index, application] of applications.entries()) repository.write(`argocd/app-${index}.yaml`, stringify(application));
  repository.git('add', '-A');
  repository.git('commit', '-q', '-m', 'Applications');
  const files = createNodeFiles(repository.root, { check: 'forget' });
  const apps = discover(files).environments.flatMap((environment) => environment.apps);
  const answers = await askArgo(
    applications.map((application) => ({ application, settings: { clusterScoped: ['Widget.example.test'], ...settings } })),
  );
  const cache = createBuildCache();
  const counts = { rendered: 0, refused: 0 };
  const differences: unknown[] = [];
  for (const [index, application] of applications.entries()) {
    const app = apps.find(({ source, kind }) => kind === 'argoApplication' && source.file === `argocd/app-${index}.yaml`) as App;
    const answer = answers[index] as ArgoAnswer;
    counts[answer.error === undefined ? 'rendered' : 'refused']++;
    const difference = differenceOf(renderArgoApplication(app, files, cache), answer);
    if (difference !== undefined) differences.push({ application: (application as { spec: unknown }).spec, ...difference });
  }
  return { counts, differences: differences.slice(0, 5) };
}

function differenceOf({ objects, failures }: Rendered, { objects: real, error }: ArgoAnswer): object | undefined {
  if (error !== undefined) return failures.length > 0 ? undefined : { refused: error };
  if (failures.length > 0) return { failures };
  const [ours, theirs] = [byKey(objects.map(({ node }) => readAgain(emitDocuments([node]).text))), byKey(real ?? [])];
  try {
    expect(ours).toEqual(theirs);
    return undefined;
  } catch (difference) {
    return { difference: String(difference).slice(0, 3000), count: [ours.size, theirs.size] };
  }
}

function readAgain(text: string): ArgoObject {
  const { documents, failures } = readDocuments(text, 'rendered.yaml', { typing: 'v2' });
  expect(failures).toEqual([]);
  return toJson(documents[0] as never) as ArgoObject;
}

function byKey(objects: readonly ArgoObject[]): Map<string, ArgoObject> {
  const keyed = objects.map(
    (object) => [`${object.apiVersion} ${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`, object] as const,
  );
  return new Map(keyed.sort(([a], [b]) => (a < b ? -1 : 1)));
}
