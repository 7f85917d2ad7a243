// Rendering of Flux Kustomizations against Flux's own library, object for object, over the sample fleet and real repositories.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts hold variables that Flux substitutes.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { createNodeFiles } from '../../../../src/adapters/node-files';
import { discover } from '../../../../src/engine/discover/discover';
import type { App } from '../../../../src/engine/model';
import type { Files } from '../../../../src/engine/ports';
import { renderFluxKustomization } from '../../../../src/engine/render/flux/build';
import { substitute } from '../../../../src/engine/render/flux/envsubst';
import { findOwner, variablesOf } from '../../../../src/engine/render/flux/owner';
import { createBuildCache } from '../../../../src/engine/render/kustomize/build';
import { emitDocuments } from '../../../../src/engine/yaml/emit';
import { toJson } from '../../../../src/engine/yaml/json';
import { corpus } from '../../../support/corpus';
import { askFlux, type FluxAnswer } from '../../../support/flux-render';

const FLEET = new URL('../../../../examples/fleet', import.meta.url).pathname;
const GROUP = 'kustomize.toolkit.fluxcd.io';
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flux-render-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function requestFor(app: App, root: string, files: Files): unknown {
  const owner = findOwner(app, files, createBuildCache());
  if (owner === undefined) throw new Error(`${app.app} has no owner`);
  const kustomization = toJson(owner.object) as { spec: { postBuild?: object } };
  const { values } = variablesOf(owner.object, app, files, createBuildCache());
  if (kustomization.spec.postBuild === undefined) return { root, path: app.path, kustomization };
  const variables = Object.fromEntries([...values].map(([name, { text }]) => [name, text]));
  return {
    root,
    path: app.path,
    kustomization: { ...kustomization, spec: { ...kustomization.spec, postBuild: { substitute: variables } } },
  };
}

type Manifest = { metadata: { labels?: Record<string, string> } };

/** The controller labels objects after its library has rendered them. */
function withoutOwnerLabels(manifest: Manifest): Manifest {
  const { [`${GROUP}/name`]: name, [`${GROUP}/namespace`]: namespace, ...labels } = manifest.metadata.labels ?? {};
  expect(name).toBeDefined();
  expect(namespace).toBeDefined();
  const { labels: _, ...metadata } = manifest.metadata;
  return { ...manifest, metadata: Object.keys(labels).length === 0 ? metadata : { ...metadata, labels } };
}

function parse(text: string): Manifest[] {
  return parseAllDocuments(text, { version: '1.2' }).map((document) => document.toJS());
}

async function compareAll(repository: string, except: readonly string[] = []): Promise<number> {
  const root = join(folder, repository.replaceAll('/', '_'));
  cpSync(repository, root, { recursive: true, filter: (path) => !path.endsWith('/snapshots') });
  const files = createNodeFiles(root, { check: 'forget' });
  const cache = createBuildCache();
  const apps = discover(files).environments.flatMap((environment) => environment.apps);
  const rendered = apps.filter(({ kind, app }) => kind === 'fluxKustomization' && !except.includes(app));
  const answers = await askFlux(rendered.map((app) => requestFor(app, root, files)));
  for (const [index, app] of rendered.entries()) {
    const { objects, failures } = renderFluxKustomization(app, files, cache);
    expect(failures, app.app).toEqual([]);
    expect(answers[index]?.error, app.app).toBeUndefined();
    const text = emitDocuments(objects.map(({ node }) => node)).text;
    expect(parse(text).map(withoutOwnerLabels), app.app).toEqual(parse(answers[index]?.yaml ?? ''));
  }
  return rendered.length;
}

test('the sample fleet is rendered as Flux renders it', async () => {
  expect(await compareAll(FLEET)).toBe(24);
}, 120_000);

describe.skipIf(!corpus)('real repositories', () => {
  test('flux2-kustomize-helm-example is rendered as Flux renders it', async () => {
    expect(await compareAll(join(corpus as string, 'repos/flux2-kustomize-helm-example'))).toBe(6);
  }, 120_000);

  test('home-ops is rendered as Flux renders it, parents’ patches and substitutions included', async () => {
    // Its variables come from a Secret that only the cluster has.
    expect(await compareAll(join(corpus as string, 'repos/home-ops'), ['cloudflare-tunnel'])).toBe(78);
  }, 120_000);
});

describe('substitution', () => {
  const variables = { name: 'shop', empty: '', path: '/a/b/c.tar.gz', MIXED: 'aBc', n: '12345', _x1: 'ü' };
  const texts = [
    'plain $ text, $name and $$name, $${name} and $$$${name}',
    '${name}-${missing}-${empty}.',
    '${missing:=a}${missing:-b}${empty:=c}${name:=d}${missing=e}${missing:?f}${missing:+g}${name:+h}',
    '${missing:=${name}-x}${missing:=a ${empty:=b} c}${missing:=}',
    '${MIXED,}${MIXED,,}${MIXED^}${MIXED^^}${#path}${#missing}${#_x1}',
    '${n:2}${n:1:2}${n:-2}${n: -2}${n:1:-1}${n:9}${n:0:99}${n:x}${n:3:1}${n:4:-3}',
    '${path#*/}|${path##*/}|${path%.*}|${path%%.*}|${path#x}|${path##?[a-c]}|${path%/*}',
    '${path/a/X}|${path//\\//-}|${path/#\\/a/Y}|${path/%gz/zip}|${path/a/}|${path//c/${name}}',
    '${path#/[a-c]}|${path#/[^a]}|${path##[/-a]*[c]}|${path#/[}|${path%[z]}|${path#\\/a}|${path#*b*.}|${path##*a*r}',
    'line one ${name}\n  line two: "${n}"\n',
    '${',
    '${name',
    '${}',
    '${na me}',
    '${name-x}',
    '${a.b}',
    '${name:=',
    '${name/a',
    '${1}',
    '${ümlaut:=ok}',
  ];

  test('of every operator gives what Flux’s own library gives', async () => {
    const answers = await askFlux(texts.map((text) => ({ text, variables })));
    for (const [index, text] of texts.entries()) {
      const { yaml = '', error } = answers[index] as FluxAnswer;
      expect([text, substituted(text, variables)]).toEqual([text, error === undefined ? yaml : 'refused']);
    }
  });
});

function substituted(text: string, variables: Record<string, string>): string | undefined {
  try {
    return substitute(text, (name) => (variables[name] === undefined ? { kind: 'unset' } : { kind: 'value', text: variables[name] }));
  } catch (error) {
    expect(error).toMatchObject({ failure: { code: 'invalidField' } });
    return 'refused';
  }
}
