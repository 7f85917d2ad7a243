// What Applications of Argo CD apply, against Argo CD's own repo server and controller code, object by object.
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { GitRepo } from '../support/git-repo';
import { type RandomApplication, randomApplication } from './argo-applications';
import { argoRepository, compareApplications, expectFleetToAgree, manifestOf, urlOf } from './compare-applications';

/** The seed is printed; PLUMBLINE_SEED sets another, PLUMBLINE_APPLICATIONS how many are drawn. */
const SEED = Number(process.env.PLUMBLINE_SEED ?? 20_261_125);
const APPLICATIONS = Number(process.env.PLUMBLINE_APPLICATIONS ?? 120);

let repository: GitRepo;
let url: string;
beforeAll(() => {
  repository = argoRepository();
  url = urlOf(repository);
});
afterAll(() => repository.remove());

it(`agrees on ${APPLICATIONS} random Applications (seed ${SEED})`, async () => {
  const drawn = fc.sample(randomApplication(url), { seed: SEED, numRuns: APPLICATIONS });
  const { counts, differences } = await compareApplications(repository, drawn.map(manifestOf));
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
    const { differences } = await compareApplications(repository, applications, {
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
  await expectFleetToAgree();
}, 60_000);
