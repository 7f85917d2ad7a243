// What Applications of Argo CD apply, against a real repo server with the kustomize and Helm that Argo CD comes with, object by object.
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
