// A bundle that is a chart, of its own folder or from elsewhere, with the values of fleet.yaml.
import { helmField } from '../../discover/fleet/options';
import { releaseNameOf } from '../../discover/fleet/release-name';
import { type ValuesReference, valuesReferences } from '../../discover/fleet/values-sources';
import { join } from '../../discover/paths';
import type { MapNode, Node } from '../../model';
import { child, items, text } from '../../yaml/access';
import { asValues, type ReleaseValues, releaseValues } from '../flux/helm-release/values';
import { renderChart } from '../helm/render-chart';
import type { ValuesSource } from '../helm/values/user-values';
import { followChart } from '../kustomize/remote/follow';
import { read } from '../kustomize/scope';
import { markSecrets } from '../kustomize/secret';
import { mapOf, scalar } from '../kustomize/values';
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
  const { sources: values, secrets } = valuesOf(world);
  if (path === undefined) return [];
  const namespace = app.namespace ?? 'default';
  const rendered = renderChart(
    {
      chart: { kind: 'path', path },
      release: { name: releaseName(world), namespace },
      values,
      secrets,
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

function releaseName({ app, options }: World): string {
  const named = text(helmField(options, 'releaseName')) ?? '';
  return named === '' ? releaseNameOf(app.owner?.name ?? app.app) : named;
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
  if (name.includes('://')) {
    const detail = 'a chart at an address of its own is not fetched; helm.repo can name the repository that has it';
    return refuse(world, chart, { code: 'unsupported', subject: name, detail });
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

interface Values {
  readonly sources: readonly ValuesSource[];
  /** What derives from Secrets. */
  readonly secrets: readonly Node[];
}

/**
 * What fleet.yaml says, and then what the target says: of each, the values before the files. Over all of them goes what stands in the cluster.
 * Source: Fleet's own code, bundlereader (generateValues), options (Merge) and helmdeployer (getValues).
 */
function valuesOf(world: World): Values {
  const { options, app } = world;
  const disabled = options.helm.some((layer) => text(child(layer, 'disablePreProcess')) === 'true');
  const written = options.helm.flatMap((layer): readonly ValuesSource[] => {
    const values = child(layer, 'values');
    const templates = child(layer, 'templateValues');
    if (values !== undefined) refuseTemplates(world, values, disabled);
    if (templates !== undefined) refuse(world, templates, { code: 'onlyInCluster', subject: 'What helm.templateValues stand for' });
    const own: readonly ValuesSource[] = values?.kind === 'map' ? [{ kind: 'node', node: asValues(values) as MapNode }] : [];
    return [...own, ...items(child(layer, 'valuesFiles')).flatMap((item) => valuesFile(world, item))];
  });
  const outside = valuesReferences(options, app.namespace ?? 'default').map((reference) => inCluster(world, reference));
  return { sources: [...written, ...outside.map(({ source }) => source)], secrets: outside.flatMap(({ secrets }) => secrets) };
}

function valuesFile(world: World, item: Node): readonly ValuesSource[] {
  const path = join(world.bundle.folder, text(item) ?? '');
  if (read(world, path).kind === 'file') return [{ kind: 'file', path }];
  refuse(world, item, { code: 'notFound', subject: path });
  return [];
}

/** As Flux reads what its `valuesFrom` names: from the repository, or else from the cluster that the user named. */
function inCluster(world: World, { kind, node, namespace }: ValuesReference): ReleaseValues {
  const { app, tree, cache, notes } = world;
  const { origin } = node;
  const key = text(child(node, 'key'));
  const item = mapOf(
    [
      { key: 'kind', value: scalar(kind, 'str', origin) },
      { key: 'name', value: child(node, 'name') as Node },
      ...(key === undefined ? [] : [{ key: 'valuesKey', value: scalar(key, 'str', origin) }]),
    ],
    origin,
  );
  const spec = mapOf([{ key: 'valuesFrom', value: { kind: 'list', items: [item], origin } }], origin);
  return releaseValues({ app, files: tree, cache, notes }, mapOf([{ key: 'spec', value: spec }], origin), namespace);
}

/** `${ .ClusterLabels.env }` and `global.fleet.clusterLabels.env` are filled from the cluster that the bundle goes to. */
function refuseTemplates(world: World, node: Node, disabled: boolean): void {
  if (node.kind === 'map') for (const { value } of node.entries) refuseTemplates(world, value, disabled);
  else if (node.kind === 'list') for (const item of node.items) refuseTemplates(world, item, disabled);
  else if ((!disabled && /\$\{.*\}/.test(node.text)) || node.text.startsWith('global.fleet.clusterLabels.'))
    refuse(world, node, { code: 'onlyInCluster', subject: `What ${node.text} stands for` });
}
