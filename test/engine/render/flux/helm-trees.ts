// Trees with a HelmRelease, a chart of the repository and what else the release refers to.
import { discover } from '../../../../src/engine/discover/discover';
import type { Rendered } from '../../../../src/engine/model';
import { renderApp } from '../../../../src/engine/pipeline';
import type { Files } from '../../../../src/engine/ports';
import { createBuildCache } from '../../../../src/engine/render/kustomize/build';
import { emitDocuments } from '../../../../src/engine/yaml/emit';
import { memoryFiles } from '../../../support/memory-files';
import { fluxKustomization } from '../../discover/trees';

/** Shows every value that it is given. */
export const CHART: Readonly<Record<string, string>> = {
  'charts/show/Chart.yaml': 'apiVersion: v2\nname: show\nversion: 1.0.0\n',
  'charts/show/values.yaml': 'size: small\n',
  'charts/show/templates/show.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  values: {{ toJson .Values | quote }}\n',
};

/** @param spec lines of the release's spec, not indented. */
export function release(spec: string, chart = 'chart: charts/show\nsourceRef: {kind: GitRepository, name: flux-system}'): string {
  const indented = (text: string, by: number) => text.replace(/^/gm, ' '.repeat(by));
  return `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: web
  namespace: shop
spec:
  interval: 5m
  chart:
    spec:
${indented(chart, 6)}
${indented(spec, 2)}
`;
}

export function configMap(name: string, data: string, namespace = 'shop'): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\ndata:\n${data.replace(/^/gm, '  ')}\n`;
}

export function secret(name: string, data: string): string {
  return configMap(name, data).replace('kind: ConfigMap', 'kind: Secret').replace('\ndata:', '\nstringData:');
}

/** Renders the release `web` that a Flux Kustomization of the folder `app` applies. */
export function renderTree(tree: Readonly<Record<string, string>>, over: (files: Files) => Files = (files) => files): Rendered {
  const files = over(memoryFiles({ 'clusters/dev/ks.yaml': fluxKustomization('apps', './app'), ...CHART, ...tree }));
  const app = discover(files)
    .environments.flatMap(({ apps }) => apps)
    .find(({ kind, owner }) => kind === 'helmRelease' && owner?.name === 'web');
  if (app === undefined) throw new Error('no release');
  return renderApp(app, files, createBuildCache());
}

export function textOf({ objects }: Rendered): string {
  return emitDocuments(objects.map(({ node }) => node)).text;
}
