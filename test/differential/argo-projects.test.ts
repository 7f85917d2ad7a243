// What projects refuse of Applications and their objects, against Argo CD's own checks, with what it adds of global projects and of Secrets.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { createDiscoveryCache } from '../../src/engine/discover/discover';
import { withoutCredentials } from '../../src/engine/discover/git-url';
import type { App } from '../../src/engine/model';
import { discoverFleet, renderApp, walkFleet } from '../../src/engine/pipeline';
import { createBuildCache } from '../../src/engine/render/kustomize/build';
import { type ArgoAnswer, askArgo } from '../support/argocd';
import { memoryFiles } from '../support/memory-files';
import { type ProjectCase, randomProjectCase } from './argo-projects';

/** The seed is printed; PLUMBLINE_SEED sets another, PLUMBLINE_PROJECTS how many are drawn. */
const SEED = Number(process.env.PLUMBLINE_SEED ?? 20_261_126);
const CASES = Number(process.env.PLUMBLINE_PROJECTS ?? 400);

test(`agrees on ${CASES} random projects (seed ${SEED})`, async () => {
  const cases = fc.sample(randomProjectCase, { seed: SEED, numRuns: CASES });
  const answers = await askArgo(cases.map((one) => ({ ...one, projects: withDefault(one.projects) })));
  const counts = { permitted: 0, refused: 0, objects: 0, undecided: 0 };
  const differences: unknown[] = [];
  for (const [index, one] of cases.entries()) {
    const theirs = saidBy(answers[index] as ArgoAnswer);
    const ours = found(one, one.secrets);
    counts[
      theirs.every((each) => each.startsWith('window'))
        ? 'permitted'
        : theirs.some((each) => each.startsWith('object'))
          ? 'objects'
          : 'refused'
    ]++;
    // Argo CD looks no further.
    if (theirs.includes('spec') && ours.said.includes('spec')) continue;
    if (ours.isUndecided && isOpenAnyway(one)) counts.undecided++;
    else if (JSON.stringify(ours.said) !== JSON.stringify(theirs))
      differences.push({
        ours: ours.said,
        theirs,
        spec: JSON.stringify(one.projects),
        app: JSON.stringify((one.application as { spec: object }).spec),
      });
    // Without the Secrets less is known: what is said all the same must be so.
    const bare = found(one, []);
    const isScoped = JSON.stringify(one.secrets).includes('project');
    if (bare.isUndecided) counts.undecided++;
    else if (!isScoped && JSON.stringify(bare.said) !== JSON.stringify(theirs))
      differences.push({
        withoutSecrets: bare.said,
        theirs,
        spec: JSON.stringify(one.projects),
        app: JSON.stringify((one.application as { spec: object }).spec),
      });
  }
  console.log(
    `of ${CASES} Applications (seed ${SEED}) Argo CD takes ${counts.permitted}, refuses ${counts.refused}, and objects of ${counts.objects}; without Secrets ${counts.undecided} are open`,
  );
  expect(differences.slice(0, 4)).toEqual([]);
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(CASES / 40);
}, 300_000);

/** Somebody may have changed the default project, and no Secret tells that the cluster of Argo CD is none of the project's. */
function isOpenAnyway({ application, projects }: ProjectCase): boolean {
  const { metadata, spec } = application as { metadata: { namespace: string }; spec: { project: string; destination: object } };
  const isDeclared = projects.some((project) => (project as { metadata: { name: string } }).metadata.name === spec.project);
  const isInCluster = /kubernetes\.default|in-cluster/.test(JSON.stringify(spec.destination));
  return (!isDeclared && metadata.namespace !== 'argocd') || (isInCluster && JSON.stringify(projects).includes('permitOnly'));
}

/** Argo CD makes it where nobody does. */
function withDefault(projects: readonly object[]): readonly object[] {
  const any = [{ group: '*', kind: '*' }];
  const spec = { sourceRepos: ['*'], destinations: [{ server: '*', namespace: '*' }], clusterResourceWhitelist: any };
  const isThere = projects.some((project) => (project as { metadata: { name: string } }).metadata.name === 'default');
  return isThere ? projects : [...projects, { metadata: { name: 'default', namespace: 'argocd' }, spec }];
}

function saidBy({ objects, error }: ArgoAnswer): readonly string[] {
  if (error !== undefined) throw new Error(error);
  return ((objects ?? []) as unknown as readonly string[])
    .map((text) => {
      const address = /application repo (.*) is not permitted/.exec(text)?.[1];
      if (address !== undefined) return `source ${withoutCredentials(address)}`;
      if (text.includes('do not match any of the allowed destinations')) return 'destination';
      if (text.includes('is not allowed to use project')) return 'namespace';
      if (/is required if|are required/.test(text)) return 'spec';
      return text;
    })
    .sort();
}

interface Found {
  readonly said: readonly string[];
  readonly isUndecided: boolean;
}

function found({ projects, application, configMap, objects }: ProjectCase, secrets: ProjectCase['secrets']): Found {
  const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-cm', namespace: 'argocd' }, data: configMap };
  const files = memoryFiles({
    'argocd/all.yaml': [settings, application, ...projects, ...secrets].map((one) => stringify(one)).join('---\n'),
    'shop/all.yaml': objects.map((one) => stringify(one)).join('---\n'),
  });
  const apps = discoverFleet(files, createDiscoveryCache(), walkFleet(files)).environments.flatMap((environment) => environment.apps);
  const app = apps.find(({ kind }) => kind === 'argoApplication') as App;
  const { failures, warnings, objects: rendered } = renderApp(app, files, createBuildCache());
  const wrong = failures.some(
    ({ code, subject }) => code === 'invalidField' || (code === 'objectInvalid' && subject?.startsWith('spec.source')),
  );
  const refused = app.unresolved.filter(({ code }) => code === 'projectRefuses').map(({ detail = '' }) => saidOf(detail));
  expect(rendered.length > 0).toBe(app.unresolved.length === 0 && !wrong);
  const ofObjects = failures.flatMap(({ code, subject = '', detail = '' }) => {
    if (code !== 'projectRefusesObject') return [];
    const why = detail.includes('does not permit the namespace ') ? 'namespace' : 'kind';
    return [...subject.matchAll(/o(\d)/g)].map(([, index]) => `object ${index}: ${why}`);
  });
  const isUndecided = app.project?.undecided !== undefined || warnings.some(({ code }) => code === 'projectUndecided');
  const isOfNobody = refused.includes('namespace');
  const windows = isOfNobody
    ? []
    : (app.project?.windows ?? []).map(({ schedule, duration }) => `window ${duration} ${schedule.slice(0, 1)}`);
  return { said: [...windows, ...refused, ...ofObjects, ...(wrong && !isOfNobody ? ['spec'] : [])].sort(), isUndecided };
}

function saidOf(detail: string): string {
  const address = /does not permit the source (.*?): (?:sourceRepos|no entry|its sourceRepos)/.exec(detail)?.[1];
  if (address !== undefined) return `source ${address}`;
  return detail.includes('does not permit Applications in the namespace') ? 'namespace' : 'destination';
}
