// The Applications of ApplicationSets against Argo CD's own generators and templates, object by object.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { expansionOf, isRefused, readTree, sorted, storedSecret } from '../support/application-sets';
import { type ArgoAnswer, askArgo } from '../support/argocd';
import { corpus } from '../support/corpus';
import { type GitRepo, gitRepo } from '../support/git-repo';
import { randomApplicationSet } from './argo-application-sets';

const FIXTURE = new URL('../fixtures/argo/repository', import.meta.url).pathname;
/** The seed is printed; PLUMBLINE_SEED sets another, PLUMBLINE_SETS how many are drawn. */
const SEED = Number(process.env.PLUMBLINE_SEED ?? 20_261_126);
const SETS = Number(process.env.PLUMBLINE_SETS ?? 250);

let repository: GitRepo;
let tree: Readonly<Record<string, string>>;
let secrets: readonly object[];
beforeAll(() => {
  repository = gitRepo();
  cpSync(FIXTURE, repository.root, { recursive: true });
  repository.git('add', '-A');
  repository.git('commit', '-q', '-m', 'Start');
  tree = readTree(FIXTURE);
  secrets = parseAllDocuments(tree['clusters/secrets.yaml'] ?? '').map((document) => storedSecret(document.toJS()));
});
afterAll(() => repository.remove());

it(`agrees on ${SETS} random ApplicationSets (seed ${SEED})`, async () => {
  const url = `file://${encodeURI(repository.root)}`;
  const sets = fc.sample(randomApplicationSet(url), { seed: SEED, numRuns: SETS });
  const answers = await askArgo(sets.map((applicationSet) => ({ applicationSet, secrets })));
  const counts = { generated: 0, refused: 0, applications: 0 };
  const differences: unknown[] = [];
  for (const [index, set] of sets.entries()) {
    const answer = answers[index] as ArgoAnswer;
    counts[answer.error === undefined ? 'generated' : 'refused']++;
    counts.applications += answer.objects?.length ?? 0;
    const difference = differenceOf(set, answer);
    if (difference !== undefined) differences.push({ set: JSON.stringify((set as { spec: unknown }).spec), ...difference });
  }
  console.log(
    `of ${SETS} ApplicationSets (seed ${SEED}) Argo CD expanded ${counts.generated} to ${counts.applications} Applications, and refused ${counts.refused}`,
  );
  expect(differences.slice(0, 4)).toEqual([]);
  expect(counts.generated).toBeGreaterThan(SETS / 3);
}, 300_000);

test.each([
  ['', true],
  ['{}', true],
  ['null', true],
  ['{"TLSClientConfig": {"insecure": true, "caData": "YQ=="}, "Unknown": 1, "username": null}', true],
  ['{"execProviderConfig": {"command": "x", "args": ["a", null], "env": {"A": "b"}}}', true],
  ['{"tlsClientConfig": {"caData": [97, 98]}}', true],
  ['{"bearerToken": "correct-horse"', false],
  ['bearerToken: correct-horse', false],
  ['[]', false],
  ['"x"', false],
  ['{"bearerToken": 1}', false],
  ['{"tlsClientConfig": {"insecure": "true"}}', false],
  ['{"tlsclientconfig": {"CADATA": "not base64"}}', false],
  ['{"execProviderConfig": {"args": "a"}}', false],
  ['{"execProviderConfig": {"env": {"A": 1}}}', false],
  ['{"disableCompression": 0}', false],
])('clusters of which one signs in by %s are listed: %s', async (config, isListed) => {
  const metadata = { name: 'odd', namespace: 'argocd', labels: { 'argocd.argoproj.io/secret-type': 'cluster' } };
  const odd = { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { name: 'odd', server: 'https://odd.example', config } };
  const set = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { name: 'set', namespace: 'argocd' },
    spec: {
      generators: [{ clusters: {} }],
      template: {
        metadata: { name: 'x-{{name}}' },
        spec: { project: 'default', source: { repoURL: 'x', path: 'config' }, destination: { server: '{{server}}', namespace: 'x' } },
      },
    },
  };
  const [answer] = await askArgo([{ applicationSet: set, secrets: [storedSecret(odd)] }]);
  const { applications, failures } = expansionOf(set, { 'odd.yaml': stringify(odd) });
  expect([answer?.error === undefined, applications.length > 0]).toEqual([isListed, isListed]);
  expect(JSON.stringify(failures)).not.toContain('correct-horse');
  if (isListed) expect(sorted(applications)).toEqual(sorted(answer?.objects ?? []));
});

describe.skipIf(!corpus)('Argo CD’s own examples', () => {
  test('of generators that need no cluster and no Git host give the same Applications', async () => {
    const root = join(corpus as string, 'repos/argo-cd-applicationset-examples');
    const all = readTree(root);
    const examples = Object.entries(all).flatMap(([path, text]) =>
      /\.ya?ml$/.test(path) ? parseAllDocuments(text).flatMap((document) => setIn(document.toJS())) : [],
    );
    const files = Object.fromEntries(Object.entries(all).filter(([, text]) => !text.includes('kind: ApplicationSet')));
    const example = gitRepo(files);
    const url = `file://${encodeURI(example.root)}`;
    const sets = examples.map((set) => JSON.parse(JSON.stringify(set).replaceAll(/https:\/\/github.com\/[^"]*/g, url)));
    // Some belong to a project that Argo CD would have to know, or to none.
    for (const { spec } of sets) if (!String(spec.template.spec.project).includes('{{')) spec.template.spec.project = 'default';
    const answers = await askArgo(sets.map((applicationSet) => ({ applicationSet })));
    const differences = sets.map((set, index) => differenceOf(set, answers[index] as ArgoAnswer, files));
    example.remove();
    expect(differences.filter((difference) => difference !== undefined)).toEqual([]);
    expect(sets.length).toBeGreaterThan(8);
  }, 120_000);
});

/** An ApplicationSet that the repository alone expands. */
function setIn(object: { kind?: string; metadata?: { namespace?: string } } | null): object[] {
  if (object?.kind !== 'ApplicationSet') return [];
  const needsMore = /"(clusters|scmProvider|pullRequest|clusterDecisionResource|plugin)":/.test(JSON.stringify(object));
  return needsMore ? [] : [{ ...object, metadata: { namespace: 'argocd', ...object.metadata } }];
}

function differenceOf(set: object, { objects, error }: ArgoAnswer, around = tree): object | undefined {
  const { applications: ours, failures } = expansionOf(set, around);
  if (error !== undefined) return failures.length > 0 ? undefined : { refused: error };
  if (isRefused(failures)) return { failures };
  try {
    expect(sorted(ours)).toEqual(sorted(objects ?? []));
    return undefined;
  } catch (difference) {
    return {
      difference: String(difference).slice(0, 300),
      ours: JSON.stringify(sorted(ours)),
      theirs: JSON.stringify(sorted(objects ?? [])),
    };
  }
}
