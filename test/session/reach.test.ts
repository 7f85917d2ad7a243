// What a source line reaches in every environment, with nothing rendered anew for it.
import { describe, expect, test } from 'vitest';
import { formatPath } from '../../src/engine/model/field-path';
import { previewLine } from '../../src/session/reach';
import type { Session } from '../../src/session/session';
import { sessionOver } from '../support/session-over';

const BASE = 'apps/shop/base/deployment.yaml';
const PRODUCTION = 'apps/shop/overlays/production/kustomization.yaml';

/** `environment: Kind/name path = value (how, step)`, and what won over what is overridden. */
function reached(session: Session, file: string, line: number, column?: number): string[] {
  const { apps } = session.reach({ file, line, ...(column === undefined ? {} : { column }) });
  return apps.flatMap(({ environment, fields }) =>
    fields.map(({ ref, path, value, how, step, origin }) => {
      const won = how === 'overridden' ? ` by ${origin.file}:${origin.line}` : '';
      return `${environment}: ${ref.kind}/${ref.name} ${formatPath(path)}${value === undefined ? '' : ` = ${value}`} (${how}, ${step}${won})`;
    }),
  );
}

function tree(): Record<string, string> {
  return {
    'apps/shop/base/kustomization.yaml': 'resources: [deployment.yaml, secret.yaml]\n',
    [BASE]:
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 1\n  template:\n    spec:\n      containers:\n' +
      '        - name: shop\n          image: shop:0\n          args: [one, two]\n',
    'apps/shop/base/secret.yaml': 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: shop\nstringData:\n  password: correct-horse\n',
    'apps/shop/overlays/staging/kustomization.yaml': 'resources: [../../base]\n',
    [PRODUCTION]: 'resources: [../../base]\nimages:\n  - name: shop\n    newTag: "1.0"\npatches:\n  - path: replicas.yaml\n',
    'apps/shop/overlays/production/replicas.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 5\n',
  };
}

describe('reach', () => {
  test('a line that one environment takes and another overrides, with the line that won', () => {
    expect(reached(sessionOver(tree()), BASE, 6)).toEqual([
      'staging: Deployment/shop spec.replicas = 1 (sets, resource)',
      'production: Deployment/shop spec.replicas = 5 (overridden, resource by apps/shop/overlays/production/replicas.yaml:6)',
    ]);
  });

  test('a line of an overlay is known in that environment alone', () => {
    expect(reached(sessionOver(tree()), PRODUCTION, 4)).toEqual([
      'production: Deployment/shop spec.template.spec.containers[0].image = shop:1.0 (sets, image)',
    ]);
  });

  test('a column chooses among the values of a line', () => {
    const session = sessionOver(tree());
    const value = (name: string, index: number) => `${name}: Deployment/shop spec.template.spec.containers[0].args[${index}]`;
    expect(reached(session, BASE, 12)).toHaveLength(4);
    expect(reached(session, BASE, 12, 18)).toEqual([
      `${value('staging', 0)} = one (sets, resource)`,
      `${value('production', 0)} = one (sets, resource)`,
    ]);
    expect(reached(session, BASE, 12, 23)).toEqual([
      `${value('staging', 1)} = two (sets, resource)`,
      `${value('production', 1)} = two (sets, resource)`,
    ]);
  });

  test('the namespace of a generator that merges decides which object it joins', () => {
    const files = tree();
    const settings = (further: string) => `- name: settings\n  namespace: shop\n${further}  literals: [a=b]\n`;
    files['apps/shop/base/kustomization.yaml'] = `configMapGenerator:\n${settings('')}generatorOptions: {disableNameSuffixHash: true}\n`;
    files[PRODUCTION] = `resources: [../../base]\nconfigMapGenerator:\n${settings('  behavior: merge\n')}`;
    expect(reached(sessionOver(files), PRODUCTION, 4)).toEqual(['production: ConfigMap/settings  (controls, generator)']);
  });

  test('what a template makes of values that it takes whole is reached from every line of them', () => {
    const chart = 'apps/web/overlays/production/charts/chart';
    const values = 'web:\n  deep:\n    - port: 80\n      name: http\n  other: {a: 1, b: 2}\nalone: 1\n# nothing\n';
    const session = sessionOver({
      [`${chart}/Chart.yaml`]: 'apiVersion: v2\nname: chart\nversion: 1.0.0\n',
      [`${chart}/values.yaml`]: values,
      [`${chart}/templates/a.yaml`]:
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  hash: {{ toJson .Values.web | sha256sum }}\n' +
        '  deep: {{ (first .Values.web.deep).port | quote }}\n  b: {{ .Values.web.other.b | quote }}\n',
      'apps/web/base/kustomization.yaml': 'resources: []\n',
      'apps/web/overlays/production/kustomization.yaml': 'helmCharts:\n  - name: chart\n    releaseName: web\n',
    });
    const fields = (line: number, column?: number) =>
      reached(session, `${chart}/values.yaml`, line, column).map((one) => one.replace(/ = [0-9a-f]{64}/, ''));
    const hash = 'production: ConfigMap/web data.hash (contributes, values)';
    expect(fields(2)).toEqual([hash]);
    expect(fields(3)).toEqual([hash, 'production: ConfigMap/web data.deep = 80 (sets, values)']);
    expect(fields(4)).toEqual([hash]);
    expect(fields(5, 15)).toEqual([hash]);
    expect(fields(5, 21)).toEqual([hash, 'production: ConfigMap/web data.b = 2 (sets, values)']);
    expect(fields(6)).toEqual([]);
    expect(fields(7)).toEqual([]);
  });

  test('what lies below a map that ends in an alias is found', () => {
    const chart = 'apps/web/overlays/production/charts/chart';
    const values = ['base: &base', '  x: 1', 'web:', '  image: nginx', '  extra: *base', ''].join('\n');
    const session = sessionOver({
      [`${chart}/Chart.yaml`]: 'apiVersion: v2\nname: chart\nversion: 1.0.0\n',
      [`${chart}/values.yaml`]: values,
      [`${chart}/templates/a.yaml`]:
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  hash: {{ toJson .Values.web | sha256sum }}\n',
      'apps/web/base/kustomization.yaml': 'resources: []\n',
      'apps/web/overlays/production/kustomization.yaml': 'helmCharts:\n  - name: chart\n    releaseName: web\n',
    });
    const fields = (line: number) => reached(session, `${chart}/values.yaml`, line).map((one) => one.replace(/ = [0-9a-f]{64}/, ''));
    expect(fields(4)).toEqual(['production: ConfigMap/web data.hash (contributes, values)']);
    expect(fields(5)).toEqual(['production: ConfigMap/web data.hash (contributes, values)']);
  });

  test('a line that only merges a map, or takes an item from elsewhere, is reached where the map or list that it is in is taken whole', () => {
    const chart = 'apps/web/overlays/production/charts/chart';
    const values = ['base: &base', '  x: &x 1', 'web:', '  <<: *base', '  image: nginx', '  list:', '    - *x', '    - 2', ''].join('\n');
    const session = sessionOver({
      [`${chart}/Chart.yaml`]: 'apiVersion: v2\nname: chart\nversion: 1.0.0\n',
      [`${chart}/values.yaml`]: values,
      [`${chart}/templates/a.yaml`]:
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  web: {{ toJson .Values.web | sha256sum }}\n' +
        '  list: {{ toJson .Values.web.list | sha256sum }}\n',
      'apps/web/base/kustomization.yaml': 'resources: []\n',
      'apps/web/overlays/production/kustomization.yaml': 'helmCharts:\n  - name: chart\n    releaseName: web\n',
    });
    const fields = (line: number) =>
      session.reach({ file: `${chart}/values.yaml`, line }).apps.flatMap((app) => app.fields.map((one) => formatPath(one.path)));
    expect(fields(4)).toEqual(['data.web']);
    expect(fields(7)).toEqual(['data.web', 'data.list']);
    expect(fields(8)).toEqual(['data.web', 'data.list']);
  });

  test('where a chart makes a field of more values than its origin names, it is said of the lines that give the others', () => {
    const keys = 2500;
    const chart = 'apps/web/overlays/production/charts/chart';
    const values = Array.from({ length: keys }, (_, index) => `key${index}: value ${index}\n`).join('');
    const session = sessionOver({
      [`${chart}/Chart.yaml`]: 'apiVersion: v2\nname: chart\nversion: 1.0.0\n',
      [`${chart}/values.yaml`]: `# of the chart\n${values}`,
      [`${chart}/templates/a.yaml`]:
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n' +
        '  {{- $all := "" }}{{ range $key, $value := .Values }}{{ if kindIs "string" $value }}{{ $all = printf "%s %s" $all $value | sha256sum }}{{ end }}{{ end }}\n' +
        '  all: {{ $all }}\n  one: {{ .Values.key3 }}\n',
      'apps/web/base/kustomization.yaml': 'resources: []\n',
      'apps/web/overlays/production/kustomization.yaml': 'helmCharts:\n  - name: chart\n    releaseName: web\n',
    });
    const told = (file: string, line: number): string[] => {
      const { apps, undecided } = session.reach({ file: `${chart}/${file}`, line });
      const known = apps.flatMap(({ fields }) => fields.map(({ path, how }) => `${formatPath(path)} ${how}`));
      return [
        ...known,
        ...undecided.flatMap(({ app, fields }) => fields.map(({ ref, path }) => `${app}: ${ref.name} ${formatPath(path)} ?`)),
      ];
    };
    // The order in which the template reads them.
    const inOrder = Array.from({ length: keys }, (_, index) => index).sort((a, b) => (`key${a}` < `key${b}` ? -1 : 1));
    const lineOf = (nth: number): number => (inOrder[nth] ?? 0) + 2;
    for (const nth of [0, 1000, 1999]) expect(told('values.yaml', lineOf(nth))).toEqual(['data.all contributes']);
    for (const nth of [2000, 2300, 2499]) expect(told('values.yaml', lineOf(nth))).toEqual(['web: web data.all ?']);
    expect(told('values.yaml', 5)).toEqual(['data.all contributes', 'data.one sets']);
    expect(told('values.yaml', 1)).toEqual([]);
    expect(told('templates/a.yaml', 1).filter((one) => one.endsWith('?'))).toEqual([]);
  });

  test('a Secret keeps its value to itself', () => {
    const session = sessionOver(tree());
    const lines = reached(session, 'apps/shop/base/secret.yaml', 6);
    expect(lines).toHaveLength(2);
    expect(lines.join()).not.toContain('correct-horse');
  });

  test('nothing is rendered anew for it, and an edit is seen', () => {
    const content = tree();
    const session = sessionOver(content);
    session.reach({ file: BASE, line: 6 });
    const renders = ['staging', 'production'].map((environment) => session.render(environment, 'shop'));
    session.reach({ file: PRODUCTION, line: 4 });
    expect(['staging', 'production'].map((environment) => session.render(environment, 'shop'))).toEqual(renders);
    renders.forEach((rendered, index) => {
      expect(session.render(['staging', 'production'][index] ?? '', 'shop')).toBe(rendered);
    });
    content[PRODUCTION] = content[PRODUCTION]!.replace('patches:\n  - path: replicas.yaml\n', '');
    session.sourcesChanged([PRODUCTION]);
    expect(reached(session, BASE, 6)[1]).toBe('production: Deployment/shop spec.replicas = 1 (sets, resource)');
  });

  test('the scope narrows it to one environment', () => {
    const { apps } = sessionOver(tree()).reach({ file: BASE, line: 6 }, { environment: 'staging' });
    expect(apps.map(({ environment }) => environment)).toEqual(['staging']);
  });

  test('an app that did not render as a whole is named', () => {
    const session = sessionOver({ ...tree(), [PRODUCTION]: 'resources: [../../base, missing.yaml]\n' });
    const { incomplete } = session.reach({ file: BASE, line: 6 });
    expect(incomplete.map(({ environment, failures }) => [environment, failures[0]?.code])).toEqual([['production', 'notFound']]);
  });

  test('a field is found in the preview of its app', () => {
    const session = sessionOver(tree());
    const [staging] = session.reach({ file: BASE, line: 6 }).apps;
    const preview = session.preview('staging', 'shop');
    const line = previewLine(preview, staging!.fields[0]!);
    expect(preview.text.split('\n')[line ?? -1]).toBe('  replicas: 1');
  });
});
