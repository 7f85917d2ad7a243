// Applications in a repository, rendered by the engine and by Argo CD, compared object by object.
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
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
import type { RandomApplication } from './argo-applications';

const FLEET = new URL('../../examples/fleet', import.meta.url).pathname;
const FIXTURE = new URL('../fixtures/argo/repository', import.meta.url).pathname;

/** With what the random Applications lead to. */
export function argoRepository(): GitRepo {
  const repository = gitRepo();
  cpSync(FIXTURE, repository.root, { recursive: true });
  return repository;
}

export function urlOf({ root }: GitRepo): string {
  return `file://${encodeURI(root)}`;
}

export function manifestOf({ namespace, spec }: RandomApplication, index: number): object {
  const name = `app-${index}`;
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name, namespace }, spec };
}

/** Each as a file of its own, so that a mistake in one is not one of the others. @param repoServer the address of a real one */
export async function compareApplications(
  repository: GitRepo,
  applications: readonly object[],
  settings: ArgoSettings = {},
  repoServer?: string,
) {
  rmSync(join(repository.root, 'argocd'), { recursive: true, force: true });
  for (const [index, application] of applications.entries()) repository.write(`argocd/app-${index}.yaml`, stringify(application));
  repository.git('add', '-A');
  repository.git('commit', '-q', '-m', 'Applications');
  const files = createNodeFiles(repository.root, { check: 'forget' });
  const apps = discover(files).environments.flatMap((environment) => environment.apps);
  const answers = await askArgo(
    applications.map((application) => ({ application, settings: { clusterScoped: ['Widget.example.test'], ...settings } })),
    repoServer,
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

/** The sample's Application through Argo CD's own code, or through a repo server. */
export async function expectFleetToAgree(repoServer?: string): Promise<void> {
  const fleet = gitRepo();
  cpSync(FLEET, fleet.root, { recursive: true });
  fleet.git('add', '-A');
  fleet.git('commit', '-q', '-m', 'Start');
  const files = createNodeFiles(fleet.root, { check: 'forget' });
  const [app, ...others] = discover(files).environments.flatMap(({ apps }) => apps.filter(({ kind }) => kind === 'argoApplication'));
  expect(others).toEqual([]);
  const application = parse(readFileSync(join(fleet.root, (app as App).source.file), 'utf8'));
  application.spec.source.repoURL = urlOf(fleet);
  const [answer] = await askArgo([{ application }], repoServer);
  const { objects, ...rendered } = renderArgoApplication(app as App, files, createBuildCache());
  // The namespace that Argo CD makes itself, before it applies what the repo server answers.
  const [namespace, ...asked] = objects;
  expect(namespace?.ref).toEqual({ apiVersion: 'v1', kind: 'Namespace', name: 'docs' });
  expect(differenceOf({ ...rendered, objects: asked }, answer as ArgoAnswer)).toBeUndefined();
  expect(asked.length).toBeGreaterThan(1);
  fleet.remove();
}

function differenceOf({ objects, failures }: Rendered, { objects: real, error }: ArgoAnswer): object | undefined {
  if (error !== undefined) return failures.length > 0 ? undefined : { refused: error };
  if (failures.length > 0) return { failures };
  const [ours, theirs] = [byKey(objects.map(({ node }) => readAgain(emitDocuments([node]).text))), byKey(real ?? [])];
  try {
    expect(ours).toEqual(theirs);
    return undefined;
  } catch {
    const differing = [...new Set([...ours.keys(), ...theirs.keys()])].filter((key) => !isDeepStrictEqual(ours.get(key), theirs.get(key)));
    return { difference: differing.slice(0, 3).map((key) => ({ key, ours: ours.get(key), theirs: theirs.get(key) })) };
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
