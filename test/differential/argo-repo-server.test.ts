// What Applications of Argo CD apply, against a real repo server with the kustomize and Helm that Argo CD comes with, object by object.
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RepoServer, startRepoServer } from '../../scripts/argocd.mjs';
import type { GitRepo } from '../support/git-repo';
import { randomApplication } from './argo-applications';
import { argoRepository, compareApplications, expectFleetToAgree, manifestOf, urlOf } from './compare-applications';

/** The seed is printed; PLUMBLINE_SEED sets another, PLUMBLINE_APPLICATIONS how many are drawn. */
const SEED = Number(process.env.PLUMBLINE_SEED ?? 20_261_127);
const APPLICATIONS = Number(process.env.PLUMBLINE_APPLICATIONS ?? 80);

let repoServer: RepoServer;
let repository: GitRepo;
beforeAll(async () => {
  repository = argoRepository();
  repoServer = await startRepoServer();
}, 900_000);
afterAll(async () => {
  repository.remove();
  await repoServer.stop();
});

it(`agrees on ${APPLICATIONS} random Applications (seed ${SEED})`, async () => {
  const drawn = fc.sample(randomApplication(urlOf(repository)), { seed: SEED, numRuns: APPLICATIONS });
  const { counts, differences } = await compareApplications(repository, drawn.map(manifestOf), {}, repoServer.address);
  console.log(`of ${APPLICATIONS} Applications (seed ${SEED}) the repo server rendered ${counts.rendered} and refused ${counts.refused}`);
  expect(differences).toEqual([]);
  expect(counts.rendered, 'many must be ones that it renders').toBeGreaterThan(APPLICATIONS / 3);
}, 120_000);

it('agrees on the sample fleet', async () => {
  await expectFleetToAgree(repoServer.address);
}, 60_000);

/** A chart that needs `lib`, of which the folder beside it has the version 1.2.0. */
function lockedChart(name: string, range: string, lock?: { readonly version: string; readonly of: string }): Record<string, string> {
  const dependency = (version: string) => ({ name: 'lib', version, repository: 'file://../lib' });
  const digest = (version: string) =>
    createHash('sha256')
      .update(JSON.stringify([[dependency(version)], [dependency(lock?.version ?? '')]]))
      .digest('hex');
  return {
    [`locks/${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 1.0.0\ndependencies:\n- ${JSON.stringify(dependency(range))}\n`,
    ...(lock && {
      [`locks/${name}/Chart.lock`]: `dependencies:\n- ${JSON.stringify(dependency(lock.version))}\ndigest: sha256:${digest(lock.of)}\ngenerated: "2026-11-26T00:00:00Z"\n`,
    }),
  };
}

it('agrees on which lock files belong to the dependencies of a chart', async () => {
  const lib = (folder: string) => ({
    [`${folder}/Chart.yaml`]: 'apiVersion: v2\nname: lib\nversion: 1.2.0\n',
    [`${folder}/templates/map.yaml`]: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: of-lib}\n',
  });
  const charts: readonly (readonly [name: string, isRendered: boolean, files: Record<string, string>])[] = [
    ['in-step', true, lockedChart('in-step', '1.x', { version: '1.2.0', of: '1.x' })],
    ['unlocked', true, lockedChart('unlocked', '1.x')],
    ['complete', true, { ...lockedChart('complete', '1.x', { version: '1.2.0', of: '2.x' }), ...lib('locks/complete/charts/lib') }],
    ['out-of-step', false, lockedChart('out-of-step', '1.x', { version: '1.2.0', of: '2.x' })],
    ['moved-on', false, lockedChart('moved-on', '1.x', { version: '1.1.0', of: '1.x' })],
    ['unfit', false, lockedChart('unfit', '2.x')],
  ];
  for (const files of [lib('locks/lib'), ...charts.map(([, , each]) => each)])
    for (const [path, text] of Object.entries(files)) repository.write(path, text);
  const destination = { namespace: 'shop', server: 'https://kubernetes.default.svc' };
  for (const [name, isRendered] of charts) {
    const spec = { project: 'default', source: { repoURL: urlOf(repository), path: `locks/${name}` }, destination };
    const application = manifestOf({ namespace: 'argocd', spec } as never, 0);
    const { counts, differences } = await compareApplications(repository, [application], {}, repoServer.address);
    expect([name, counts, differences]).toEqual([name, isRendered ? { rendered: 1, refused: 0 } : { rendered: 0, refused: 1 }, []]);
  }
}, 120_000);
