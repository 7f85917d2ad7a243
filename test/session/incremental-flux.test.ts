// After each of many random edits of what Flux Kustomizations share, each of them is rendered as by somebody without any memory.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts hold variables that Flux substitutes.

// The seed is printed with what failed; PLUMBLINE_SEED sets another, PLUMBLINE_EDITS sets how many edits there are.
import { test } from 'vitest';
import { fluxKustomization, kustomization } from '../engine/discover/trees';
import { CLONE, expectBuildsKeepUp, expectSessionKeepsUp, type States } from '../support/kept-and-cold';

const SEED = Number(process.env.PLUMBLINE_SEED ?? 20_261_126);
const EDITS = Number(process.env.PLUMBLINE_EDITS ?? 400);

const config = (name: string, value: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  value: ${value}\n`;
const gitRepository = (name: string, spec: string) =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: ${name}, namespace: flux-system}\nspec:\n  ${spec}\n`;
const source = (ignore: string) => gitRepository('flux-system', `url: https://example.com/fleet\n  ignore: "${ignore}"`);
const patching = (replicas: number) =>
  `patches:\n    - target: {kind: Kustomization}\n      patch: |\n        - {op: add, path: /spec/commonMetadata, value: {labels: {edited: "${replicas}"}}}`;
const child = (name: string, suffix: string) =>
  fluxKustomization(
    name,
    `./apps/${name}/inner`,
    `nameSuffix: -${suffix}\n  postBuild: {substituteFrom: [{kind: ConfigMap, name: settings}, {kind: ConfigMap, name: defaults}]}`,
  );
const taggedBy = (tag: string) =>
  `patches:\n    - target: {kind: OCIRepository}\n      patch: |\n        - {op: replace, path: /spec/ref/tag, value: "${tag}"}`;
const chart = (tag: string) =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: shop}\nspec: {url: "oci://example.com/shop", ref: {tag: "${tag}"}}\n`;
const SHOP =
  'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: shop}\nspec:\n  chartRef: {kind: OCIRepository, name: shop}\n';
const RELEASE =
  'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web}\nspec:\n  chartRef: {kind: GitRepository, name: flux-system}\n  values: {a: "${value}"}\n';

const STATES: States = {
  'clusters/dev/apps.yaml': [patching(1), patching(2), 'prune: true', taggedBy('2.0.0'), taggedBy('3.0.0')].map((spec) =>
    fluxKustomization('apps', './apps', spec),
  ),
  'clusters/dev/source.yaml': [source(''), source('extra.yaml'), undefined],
  'clusters/dev/platform.yaml': [
    `${gitRepository('platform', 'url: https://example.com/platform')}---\n${fluxKustomization('platform', './base').replace('name: flux-system\n    kind', 'name: platform\n    kind')}`,
  ],
  'apps/web/ks.yaml': [
    child('web/inner', 'a').replace('name: web/inner', 'name: web'),
    child('web/inner', 'b').replace('name: web/inner', 'name: web'),
  ],
  'apps/api/ks.yaml': [child('api', 'a'), undefined, 'kind: [\n'],
  'apps/api/kustomization.yaml': [kustomization('resources: [ks.yaml]'), undefined],
  'apps/web/kustomization.yaml': [kustomization('resources: [ks.yaml]'), kustomization('resources: []')],
  'apps/settings.yaml': [config('settings', 'one'), `# moved\n${config('settings', 'one')}`, config('settings', 'two'), undefined],
  'apps/generated/kustomization.yaml': [
    kustomization('configMapGenerator: [{name: defaults, envs: [defaults.env], options: {disableNameSuffixHash: true}}]'),
  ],
  'apps/generated/defaults.env': ['fallback=1\n', 'fallback=2\nvalue=three\n', 'no: env\n', undefined],
  'apps/shop.yaml': [chart('1.0.0'), chart('1.1.0'), chart('${fallback}'), undefined],
  'apps/release.yaml': [SHOP],
  'apps/extra.yaml': [config('extra', 'x'), config('settings', 'three'), undefined],
  'apps/web/inner/web.yaml': [config('web', '${value}${fallback}'), config('web', '${value}-2')],
  'apps/web/inner/release.yaml': [RELEASE, undefined],
  'apps/api/inner/api.yaml': [config('api', '${value}')],
  'apps/api/inner/extra.yaml': [undefined, config('more', 'y')],
  '.sourceignore': [undefined, 'extra.yaml\n', 'settings.yaml\n', '/apps/api/\n'],
  'apps/.sourceignore': [undefined, '!extra.yaml\n'],
  'apps/web/.sourceignore': [undefined, 'web.yaml\n'],
  [`${CLONE}/base/one.yaml`]: [config('one', '1'), config('one', '2')],
  [`${CLONE}/base/two.yaml`]: [undefined, config('two', '2')],
  [`${CLONE}/.sourceignore`]: [undefined, 'two.yaml\n'],
};

test(`a session, ${EDITS} edits (seed ${SEED})`, { timeout: 120_000 + EDITS * 100 }, () => {
  expectSessionKeepsUp(STATES, { seed: SEED, edits: EDITS });
});

test(`apps as they were discovered at first, ${EDITS} edits (seed ${SEED})`, { timeout: 120_000 + EDITS * 100 }, () => {
  expectBuildsKeepUp(STATES, { seed: SEED, edits: EDITS }, ['api', 'apps', 'helmrelease/web', 'platform', 'shop', 'web']);
});
