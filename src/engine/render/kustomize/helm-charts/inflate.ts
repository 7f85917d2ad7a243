// `helmCharts`: the objects of charts, rendered in-process as `helm template` renders them for kustomize.
// Source: kustomize's HelmChartInflationGenerator.
import { FailureError, type MapNode } from '../../../model';
import { child, text, withChild } from '../../../yaml/access';
import type { HelmRequest } from '../../helm/request';
import { INTERNAL } from '../resource';
import { fingerprintAt } from '../../../discover/reads';
import { absorb, createNotes, failAt, type Scope } from '../scope';
import { decided, mapOf, scalar } from '../values';
import { type ChartEntry, readChartEntry } from './chart-entry';
import { chartObjects } from './chart-objects';
import type { ChartRender } from './chart-render';
import { chartValues } from './chart-values';
import { locateChart } from './locate-chart';

export { chartNodes } from './chart-entry';

/**
 * The objects of one chart, each marked as Helm's.
 * @throws FailureError for what kustomize refuses before it asks Helm.
 */
export function inflateChart(scope: Scope, node: MapNode, fields: MapNode): readonly MapNode[] {
  const { renderChart } = scope.profile;
  if (renderChart === undefined) throw new FailureError({ code: 'helmNotEnabled', subject: 'helmCharts' });
  const entry = readChartEntry(node, fields);
  const chart = locateChart(scope, entry);
  const values = chart === undefined ? undefined : chartValues(scope, entry, chart);
  if (chart === undefined || values === undefined) return [];
  const rendered = renderChart(requestFor(scope, entry, { chart, values }), scope.files);
  note(scope, entry, rendered);
  const objects = chartObjects(rendered, !entry.skipHooks);
  return objects.map((object) => markGenerated(object, entry.node));
}

function requestFor(scope: Scope, entry: ChartEntry, { chart, values }: { chart: string; values: HelmRequest['values'] }): HelmRequest {
  const { kubeVersion } = entry;
  scope.notes.inherits.add('namespace');
  return {
    chart: { kind: 'path', path: chart },
    release: { name: entry.releaseName, namespace: entry.namespace || scope.namespace || 'default' },
    values,
    helm: 4,
    apiVersions: entry.apiVersions,
    includeCrds: entry.includeCrds,
    skipTests: entry.skipTests,
    ...(kubeVersion === undefined ? {} : { kubeVersion }),
  };
}

/** What Helm's engine noted becomes the build's, as that of a base that the entry names. */
function note(scope: Scope, entry: ChartEntry, rendered: ChartRender): void {
  const { failures, warnings, needs, reads, secrets = [], releases = [] } = rendered;
  const own = createNotes();
  own.failures.push(...failures.filter(({ file }) => file !== undefined));
  own.warnings.push(...warnings);
  own.needs.push(...needs);
  for (const path of reads) own.reads.set(path, fingerprintAt(scope.files, path));
  for (const secret of secrets) own.secrets.add(secret);
  for (const release of releases) own.releases.add(release);
  absorb(scope, own);
  const homeless = failures.filter(({ file }) => file === undefined);
  for (const failure of homeless) failAt(scope, child(entry.node, 'name') ?? entry.node, failure);
}

/** kustomize moves no object of a chart into another namespace where the chart says one. */
function markGenerated(object: MapNode, at: MapNode): MapNode {
  const metadata = child(object, 'metadata');
  if (metadata?.kind !== 'map') return object;
  const found = child(metadata, 'annotations');
  const origin = decided(at.origin, 'generator');
  const annotations = found?.kind === 'map' ? found : mapOf([], origin);
  const marked = withChild(annotations, `${INTERNAL}helm-generated`, scalar('true', 'str', origin));
  return text(child(metadata, 'name')) === undefined ? object : withChild(object, 'metadata', withChild(metadata, 'annotations', marked));
}
