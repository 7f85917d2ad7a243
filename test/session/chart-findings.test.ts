// Values of HelmReleases that no template reads, on lines that several releases may share.
import { describe, expect, test } from 'vitest';
import { fluxKustomization } from '../engine/discover/trees';
import { configMap, release } from '../engine/render/flux/helm-trees';
import { sessionOver } from '../support/session-over';

const object = (body: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  x: ${body}\n`;

const chart = (name: string, body: string) => ({
  [`charts/${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`,
  [`charts/${name}/templates/x.yaml`]: object(body),
});

const from = (name: string) => `chart: charts/${name}\nsourceRef: {kind: GitRepository, name: flux-system}`;

function said(tree: Record<string, string>): string[] {
  return saidOf({ 'clusters/dev/ks.yaml': fluxKustomization('apps', './app'), ...tree });
}

function saidOf(tree: Record<string, string>): string[] {
  const found = sessionOver(tree).findings();
  return found.map(({ severity, code, subject, detail, file, line }) => `${severity} ${code} ${subject} of ${detail} ${file}:${line}`);
}

describe('values that no template reads', () => {
  const show = chart('show', '{{ .Values.image.tag | quote }}');

  test('in spec.values, and in what valuesFrom names', () => {
    const tree = {
      ...show,
      'app/release.yaml': release('valuesFrom: [{kind: ConfigMap, name: a}]\nvalues:\n  image: {tagg: "2"}'),
      'app/a.yaml': configMap('a', 'values.yaml: |\n  image: {tag: "1"}\n  replicas: 2'),
    };
    expect(said(tree)).toEqual([
      'warning valueUnread replicas of show app/a.yaml:9',
      'warning valueUnread image.tagg of show app/release.yaml:14',
    ]);
  });

  test('not where another release that takes them reads them', () => {
    const shared = {
      ...show,
      ...chart('other', '{{ .Values.replicas }}'),
      'app/a.yaml': configMap('a', 'values.yaml: |\n  image: {tag: "1"}\n  replicas: 2\n  other: 3'),
      'app/release.yaml': release('valuesFrom: [{kind: ConfigMap, name: a}]'),
      'app/second.yaml': release('valuesFrom: [{kind: ConfigMap, name: a}]', from('other')).replace('name: web', 'name: second'),
    };
    expect(said(shared)).toEqual(['warning valueUnread other of other app/a.yaml:10']);
  });

  test('defaults of a chart of the repository are a hint', () => {
    const tree = { ...show, 'charts/show/values.yaml': 'image: {tag: a}\nsize: 1\n', 'app/release.yaml': release('values: {}') };
    expect(said(tree)).toEqual(['information valueUnread size of show charts/show/values.yaml:2']);
  });

  test('in values files, values and parameters of an Argo CD Application, and not where another one reads them', () => {
    const application = (name: string, path: string, helm: string) =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: ${name}, namespace: argocd}\nspec:\n  destination: {name: dev, namespace: shop}\n  source:\n    repoURL: https://example.com/fleet\n    path: ${path}\n    helm:\n${helm.replace(/^/gm, '      ')}\n`;
    const tree = {
      ...show,
      ...chart('other', '{{ .Values.replicas }}'),
      'values.yaml': 'image: {tag: "1"}\nreplicas: 2\nsize: 3\n',
      'argocd/shop.yaml': application(
        'shop',
        'charts/show',
        'valueFiles: [/values.yaml]\nvaluesObject:\n  tagg: 1\nparameters:\n- {name: image.tag, value: "2"}\n- name: image.pull\n  value: always',
      ),
      'argocd/other.yaml': application('other', 'charts/other', 'valueFiles: [/values.yaml]'),
    };
    expect(saidOf(tree)).toEqual([
      'warning valueUnread tagg of show argocd/shop.yaml:12',
      'warning valueUnread image.pull of show argocd/shop.yaml:16',
      'warning valueUnread size of other values.yaml:3',
    ]);
  });

  test('in the values of a bundle of Fleet', () => {
    const inside = Object.fromEntries(Object.entries(show).map(([path, text]) => [path.replace('charts/show', 'web'), text]));
    const bundle = 'namespace: web\nhelm:\n  values:\n    image: {tag: "1"}\n    tagg: 2\n';
    expect(saidOf({ ...inside, 'web/fleet.yaml': bundle })).toEqual(['warning valueUnread tagg of show web/fleet.yaml:5']);
  });

  test('nothing is said of a release that could not be rendered', () => {
    const tree = { ...chart('show', '{{ fail "no" }}'), 'app/release.yaml': release('values: {size: 1}') };
    expect(said(tree)).toEqual([]);
  });

  test('and in valuesInline of helmCharts', () => {
    const inside = Object.entries({ ...show, 'charts/show/values.yaml': 'image: {tag: b}\n' });
    const charts = Object.fromEntries(inside.map(([path, text]) => [`overlays/staging/${path}`, text]));
    const entry = '- name: show\n  releaseName: a\n  valuesInline:\n    image: {tag: a}\n    size: 2\n';
    expect(saidOf({ ...charts, 'overlays/staging/kustomization.yaml': `helmCharts:\n${entry}` })).toEqual([
      'warning valueUnread size of show overlays/staging/kustomization.yaml:6',
    ]);
  });
});

describe('findings on values stand', () => {
  const columns = (tree: Record<string, string>) =>
    sessionOver({ 'clusters/dev/ks.yaml': fluxKustomization('apps', './app'), ...tree })
      .findings()
      .map(({ subject, file, line, column }) => `${subject} ${file}:${line}:${column}`);

  test('at the key, however the value is written', () => {
    const values = [
      'known: 1',
      'wide:    2',
      'map:',
      '  inner: 3',
      'flow: {known: 4, "other key" : 5}',
      'block: |',
      '  text',
      'next:',
      '  6',
      'tag: !!str 7',
    ];
    const tree = {
      ...chart('show', '{{ .Values.known }}{{ .Values.flow.known }}'),
      'charts/show/values.yaml': `${values.join('\n')}\n`,
      'app/release.yaml': release('values: {}'),
    };
    const file = 'charts/show/values.yaml';
    expect(columns(tree)).toEqual([
      `wide ${file}:2:1`,
      `map ${file}:3:1`,
      `flow["other key"] ${file}:5:18`,
      `block ${file}:6:1`,
      `next ${file}:8:1`,
      `tag ${file}:10:1`,
    ]);
  });

  test('at the field of the template that reads what nothing sets', () => {
    const tree = { ...chart('show', '{{ printf "%s-%s" .Release.Name .Values.none }}'), 'app/release.yaml': release('values: {}') };
    expect(columns(tree)).toEqual(['none charts/show/templates/x.yaml:6:45']);
  });
});
