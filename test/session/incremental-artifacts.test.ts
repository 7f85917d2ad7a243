// After each of many random edits of what artifacts are made of, and of their copy rules, what is rendered of them is what somebody without any memory renders.

// The seed is printed with what failed; PLUMBLINE_SEED sets another, PLUMBLINE_EDITS sets how many edits there are.
import { expect, test } from 'vitest';
import { discover } from '../../src/engine/discover/discover';
import { renderApp } from '../../src/engine/pipeline';
import { createBuildCache } from '../../src/engine/render/kustomize/build';
import { release } from '../engine/render/flux/helm-trees';
import { fluxKustomization, kustomization } from '../engine/discover/trees';
import { CLONE, expectBuildsKeepUp, expectSessionKeepsUp, filesAt, type States } from '../support/kept-and-cold';

const SEED = Number(process.env.PLUMBLINE_SEED ?? 20_261_126);
const EDITS = Number(process.env.PLUMBLINE_EDITS ?? 300);

const config = (name: string, value: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  value: ${value}\n`;
const source = (name: string, spec: string) =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: ${name}, namespace: flux-system}\nspec:\n  ${spec}\n`;
const applied = (name: string, artifact: string, path: string) =>
  fluxKustomization(name, path).replace('name: flux-system\n    kind: GitRepository', `name: ${artifact}\n    kind: ExternalArtifact`);
const generator = (web: string, packed: string) => `apiVersion: source.extensions.fluxcd.io/v1beta1
kind: ArtifactGenerator
metadata: {name: parts, namespace: flux-system}
spec:
  sources:
    - {alias: fleet, kind: GitRepository, name: flux-system}
    - {alias: platform, kind: GitRepository, name: platform}
    - {alias: other, kind: Bucket, name: other}
    - {alias: inner, kind: ExternalArtifact, name: inner}
  artifacts:
    - {name: web, copy: [${web}]}
    - {name: packed, copy: [${packed}]}
    - {name: inner, copy: [{from: "@fleet/apps/**", to: "@artifact/x/"}, {from: "@platform/base/two.yaml", to: "@artifact/x/web/", optional: true}]}
`;
const WEB = [
  '{from: "@fleet/apps/web", to: "@artifact/moved/"}, {from: "@platform/base/**", to: "@artifact/moved/web/base/"}',
  '{from: "@fleet/apps/**", to: "@artifact/moved/"}, {from: "@platform/base/one.yaml", to: "@artifact/moved/web/web.yaml", strategy: Merge}',
  '{from: "@fleet/apps/web/*.yaml", to: "@artifact/moved/"}, {from: "@fleet/apps/web/**", to: "@artifact/moved/web/", exclude: ["extra.yaml"]}',
  '{from: "@inner/x/**", to: "@artifact/moved/"}',
  '{from: "@fleet/apps/web/**", to: "@artifact/moved/web/"}, {from: "@other/**", to: "@artifact/other/"}',
];
const PACKED = [
  '{from: "@fleet/charts/show", to: "@artifact/"}, {from: "@fleet/apps/values.yaml", to: "@artifact/show/values.yaml", strategy: Merge}',
  '{from: "@fleet/charts/**", to: "@artifact/"}, {from: "@fleet/apps/values.yaml", to: "@artifact/show/values.yaml"}',
];

const STATES: States = {
  'clusters/dev/artifacts.yaml': [
    ...WEB.map((web) => generator(web, PACKED[0] as string)),
    generator(WEB[0] as string, PACKED[1] as string),
    undefined,
  ],
  'clusters/dev/web.yaml': [applied('web', 'web', './moved/web'), applied('web', 'web', './moved')],
  'clusters/dev/sources.yaml': [
    `${source('platform', 'url: https://example.com/platform')}---\n${source('flux-system', 'url: https://example.com/fleet')}`,
    `${source('platform', 'url: https://example.com/platform')}---\n${source('flux-system', 'url: https://example.com/fleet\n  ignore: extra.yaml')}`,
  ],
  'apps/web/kustomization.yaml': [
    kustomization('resources: [web.yaml, release.yaml]'),
    kustomization('resources: [web.yaml, base]'),
    undefined,
  ],
  'apps/web/web.yaml': [config('web', 'one'), `# moved\n${config('web', 'one')}`, config('web', 'two'), config('web', 'three')],
  'apps/web/extra.yaml': [undefined, config('extra', 'x')],
  'apps/web/base/three.yaml': [config('three', '3'), config('three', '4'), undefined],
  'apps/web/base/kustomization.yaml': [kustomization('resources: [three.yaml]'), kustomization('resources: [three.yaml]\nnameSuffix: -x')],
  'apps/web/release.yaml': [
    release('values: {a: 1}').replace(/ {2}chart:\n( {4}.*\n)+/, '  chartRef: {kind: ExternalArtifact, name: packed}\n'),
  ],
  'apps/values.yaml': ['size: large\n', '# larger\nsize: large\nlist: [1, 2]\n', 'size: [\n', undefined],
  'charts/show/Chart.yaml': ['apiVersion: v2\nname: show\nversion: 1.0.0\n'],
  'charts/show/values.yaml': ['size: small\nother: {a: 1}\n', 'size: small\n', undefined],
  'charts/show/templates/show.yaml': [
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  values: {{ toJson .Values | quote }}\n',
  ],
  '.sourceignore': [undefined, 'extra.yaml\n', '/apps/web/base/\n'],
  [`${CLONE}/base/one.yaml`]: [config('one', '1'), config('web', '1\n  more: two')],
  [`${CLONE}/base/two.yaml`]: [undefined, config('two', '2')],
  [`${CLONE}/.sourceignore`]: [undefined, 'two.yaml\n'],
};

test(`a session, ${EDITS} edits (seed ${SEED})`, { timeout: 120_000 + EDITS * 100 }, () => {
  expectSessionKeepsUp(STATES, { seed: SEED, edits: EDITS });
});

test(`apps as they were discovered at first, ${EDITS} edits (seed ${SEED})`, { timeout: 120_000 + EDITS * 100 }, () => {
  expectBuildsKeepUp(STATES, { seed: SEED, edits: EDITS }, ['helmrelease/web', 'web']);
});

test('without any one of its files, and with any of its rules, the tree is still discovered and rendered, and every position is in a file that is there', () => {
  const paths = Object.keys(STATES);
  for (const generated of (STATES['clusters/dev/artifacts.yaml'] ?? []).keys()) {
    for (const gone of [undefined, ...paths]) {
      const states = gone === undefined ? STATES : { ...STATES, [gone]: [undefined] };
      const files = filesAt(states, { 'clusters/dev/artifacts.yaml': gone === 'clusters/dev/artifacts.yaml' ? 0 : generated });
      for (const app of discover(files).environments.flatMap(({ apps }) => apps)) {
        const { objects, failures, reads } = renderApp(app, files, createBuildCache());
        const said = JSON.stringify([objects, failures]);
        for (const [, file = ''] of said.matchAll(/"file":"([^"]*)"/g)) {
          // The generator and the release may be the file that is gone.
          expect(files.read(file).kind === 'file' || file === gone, `${file}, without ${gone}`).toBe(true);
        }
        expect(reads.filter((path) => path.includes('@artifact') && !path.endsWith('/'))).toEqual([]);
      }
    }
  }
});
