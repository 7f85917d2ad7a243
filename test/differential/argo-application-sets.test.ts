// The Applications of ApplicationSets against Argo CD's own generators and templates, object by object.
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { createDiscoveryCache } from '../../src/engine/discover/discover';
import type { Json } from '../../src/engine/model';
import { discoverFleet, walkFleet } from '../../src/engine/pipeline';
import { toJson } from '../../src/engine/yaml/json';
import { type ArgoAnswer, type ArgoObject, askArgo } from '../support/argocd';
import { corpus } from '../support/corpus';
import { type GitRepo, gitRepo } from '../support/git-repo';
import { memoryFiles } from '../support/memory-files';
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

function readTree(root: string): Readonly<Record<string, string>> {
  const paths = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    paths.map(({ parentPath, name }) => [join(parentPath, name).slice(root.length + 1), readFileSync(join(parentPath, name), 'utf8')]),
  );
}

function differenceOf(set: object, { objects, error }: ArgoAnswer, around = tree): object | undefined {
  const files = memoryFiles({ ...around, 'set.yaml': stringify(set) });
  const apps = discoverFleet(files, createDiscoveryCache(), walkFleet(files)).environments.flatMap((environment) => environment.apps);
  const failures = apps
    .flatMap(({ kind, unresolved }) => (kind.startsWith('argo') ? unresolved : []))
    .filter(({ code, detail }) => {
      // Those are of what an Application leads to; and Argo CD refuses a repeated name only after this.
      if (code === 'duplicateObject' || detail === 'its generators give no Application') return false;
      return code !== 'unresolvedSource' || detail?.includes('is not worked out');
    });
  if (error !== undefined) return failures.length > 0 ? undefined : { refused: error };
  if (
    failures.some(
      ({ detail }) =>
        detail !== 'no generator gives it a value' && detail !== 'its tag does not end' && !detail?.includes('is not worked out'),
    )
  )
    return { failures };
  const ours = apps.flatMap(({ definition }) => (definition === undefined ? [] : [toJson(definition) as ArgoObject]));
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

function sorted(objects: readonly ArgoObject[]): readonly unknown[] {
  return objects
    .map(({ apiVersion: _, kind: __, ...object }) => filled(object as Json))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** Go's types leave out what is empty, and have fields that are empty; values of Helm are as they are. */
function filled(value: Json | undefined): Json | undefined {
  if (value === null || value === '' || value === false) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((item) => filled(item) ?? null);
  if (typeof value !== 'object' || value === undefined) return value;
  const entries = Object.entries(value).flatMap(([key, inner]) => {
    const kept = key === 'valuesObject' ? inner : filled(inner);
    return kept === undefined ? [] : [[key, kept] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** As the API server keeps it. */
function storedSecret(secret: { data?: Record<string, string>; stringData?: Record<string, string> }): object {
  const { stringData, ...rest } = secret;
  const plain = Object.entries(stringData ?? {}).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  return { ...rest, data: { ...secret.data, ...Object.fromEntries(plain) } };
}
