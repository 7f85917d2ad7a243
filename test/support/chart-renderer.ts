// The real Helm in the place of an engine for charts: what kustomize does around it can so be compared by itself.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MapNode, RenderedObject } from '../../src/engine/model';
import type { ChartRender, RenderChart } from '../../src/engine/render/kustomize/helm-charts/chart-render';
import type { HelmRequest } from '../../src/engine/render/helm/request';
import { objectsOf } from '../../src/engine/render/kustomize/objects';
import { child, text } from '../../src/engine/yaml/access';
import { emitDocuments } from '../../src/engine/yaml/emit';
import { readDocuments } from '../../src/engine/yaml/read';

/** @param locate the folder or file on disk that the Files port knows by a path. */
export function realChartRenderer(helm: string, locate: (path: string) => string): RenderChart {
  return (request) => {
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-helm-'));
    try {
      const output = execFileSync(helm, template(request, folder, locate), { encoding: 'utf8', env: { HOME: folder } });
      return taken(output.split(/^---\n/m).filter((piece) => piece.trim() !== ''));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

function template(request: HelmRequest, folder: string, locate: (path: string) => string): string[] {
  const { chart, release, values, kubeVersion, apiVersions = [] } = request;
  const files = values.map((source, index) => {
    if (source.kind === 'file') return locate(source.path);
    if (source.kind !== 'node') throw new Error(`kustomize gives no values by ${source.kind}`);
    const file = join(folder, `values-${index}.yaml`);
    writeFileSync(file, emitDocuments([source.node]).text);
    return file;
  });
  return [
    'template',
    release.name,
    locate(chart.path),
    ...['--namespace', release.namespace],
    ...files.flatMap((file) => ['-f', file]),
    ...apiVersions.flatMap((version) => ['--api-versions', version]),
    ...(kubeVersion === undefined ? [] : ['--kube-version', kubeVersion]),
    ...(request.includeCrds ? ['--include-crds'] : []),
    ...(request.skipTests ? ['--skip-tests'] : []),
  ];
}

function taken(pieces: readonly string[]): ChartRender {
  const manifests = pieces.map((piece) => {
    const [node] = readDocuments(piece, 'helm').documents as MapNode[];
    return { start: 0, text: piece, file: 'helm', kind: '', node };
  });
  const isHook = ({ node }: { node: MapNode | undefined }) =>
    text(child(child(child(node, 'metadata'), 'annotations'), 'helm.sh/hook')) !== undefined;
  const hooks = manifests.filter(isHook).map((hook) => ({ ...hook, events: [] }));
  const others = manifests.filter((manifest) => !isHook(manifest));
  const objects = (all: readonly { node: MapNode | undefined }[]): RenderedObject[] =>
    objectsOf(all.flatMap(({ node }) => node ?? [])).map((node) => ({ ref: { apiVersion: '', kind: '', name: '' }, node }));
  const printed = { crds: [], manifests: others, hooks };
  return { printed, objects: objects(others), hooks: objects(hooks), failures: [], warnings: [], needs: [], reads: [] };
}
