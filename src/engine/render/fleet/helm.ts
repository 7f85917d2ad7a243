// A bundle that is a chart, of its own folder or from elsewhere, with the values of fleet.yaml.
import { helmField } from '../../discover/fleet/options';
import { join } from '../../discover/paths';
import type { MapNode, Node } from '../../model';
import { child, items, text } from '../../yaml/access';
import { renderChart } from '../helm/render-chart';
import type { ValuesSource } from '../helm/values/user-values';
import { followChart } from '../kustomize/remote/follow';
import { read } from '../kustomize/scope';
import { markSecrets } from '../kustomize/secret';
import { absorb, refuse, type World } from './world';

export function isHelm(world: World): boolean {
  return (text(helmField(world.options, 'chart')) ?? '') !== '' || hasFile(world, world.bundle.folder, 'Chart.yaml');
}

export function hasFile(world: World, folder: string, name: string): boolean {
  return read(world, join(folder, name)).kind === 'file';
}

/** Hooks, which Helm runs and which do not stay, are left out. Fleet deploys with Helm 3. */
export function helmBundle(world: World): readonly MapNode[] {
  const { options, app, files, cache } = world;
  const path = chartPath(world);
  const values = valuesOf(world);
  if (path === undefined) return [];
  const namespace = app.namespace ?? 'default';
  const rendered = renderChart(
    {
      chart: { kind: 'path', path },
      release: { name: releaseName(world), namespace },
      values,
      helm: 3,
      includeCrds: true,
      skipSchemaValidation: text(helmField(options, 'skipSchemaValidation')) === 'true',
    },
    files,
    cache.helm,
  );
  absorb(world, rendered);
  return rendered.objects.map(({ node }) => markSecrets(node));
}

const LONGEST_RELEASE = 53;

/** Helm allows no longer name; Fleet then cuts its own and puts a hash at the end, which is not worked out. */
function releaseName(world: World): string {
  const { app, options, file } = world;
  const named = text(helmField(options, 'releaseName'));
  if (named !== undefined && named !== '') return named;
  const bundle = app.owner?.name ?? app.app;
  if (bundle.length > LONGEST_RELEASE && file !== undefined)
    refuse(world, file, { code: 'unsupported', subject: `The name that Fleet gives a release of ${bundle}` });
  return bundle.slice(0, LONGEST_RELEASE);
}

function chartPath(world: World): string | undefined {
  const { options, bundle } = world;
  const chart = helmField(options, 'chart');
  const [name, repo, version] = [text(chart) ?? '', text(helmField(options, 'repo')) ?? '', text(helmField(options, 'version')) ?? ''];
  if (chart === undefined || name === '') return bundle.folder;
  if (repo !== '') return followed(world, chart, { repository: repo, name, version });
  if (name.startsWith('oci://')) {
    const slash = name.lastIndexOf('/');
    return followed(world, chart, { repository: name.slice(0, slash), name: name.slice(slash + 1), version });
  }
  const path = join(bundle.folder, name);
  if (read(world, path).kind === 'directory') return path;
  return refuse(world, chart, {
    code: 'unresolvedSource',
    subject: name,
    detail: 'it is no folder of the bundle, and “repo” names no repository of charts',
  });
}

function followed(world: World, node: Node, reference: Parameters<typeof followChart>[1]): string | undefined {
  const found = followChart(world, reference);
  return found.kind === 'path' ? found.path : refuse(world, node, found.failure);
}

/** What fleet.yaml says, and then what the target says: of each, the files before the values. */
function valuesOf(world: World): readonly ValuesSource[] {
  return world.options.helm.flatMap((layer): readonly ValuesSource[] => {
    const [values, from] = [child(layer, 'values'), child(layer, 'valuesFrom')];
    for (const item of items(from)) refuse(world, item, { code: 'onlyInCluster', subject: 'What helm.valuesFrom names' });
    if (values !== undefined && text(child(layer, 'disablePreProcess')) !== 'true') refuseTemplates(world, values);
    const files = items(child(layer, 'valuesFiles')).flatMap((item): readonly ValuesSource[] => {
      const path = join(world.bundle.folder, text(item) ?? '');
      if (read(world, path).kind === 'file') return [{ kind: 'file', path }];
      refuse(world, item, { code: 'notFound', subject: path });
      return [];
    });
    return values?.kind === 'map' ? [...files, { kind: 'node', node: values }] : files;
  });
}

/** `${ .ClusterLabels.env }` is filled from the cluster that the bundle goes to. */
function refuseTemplates(world: World, node: Node): void {
  if (node.kind === 'map') for (const { value } of node.entries) refuseTemplates(world, value);
  else if (node.kind === 'list') for (const item of node.items) refuseTemplates(world, item);
  else if (/\$\{.*\}/.test(node.text)) refuse(world, node, { code: 'onlyInCluster', subject: `What ${node.text} stands for` });
}
