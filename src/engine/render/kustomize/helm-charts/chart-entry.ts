// An entry of `helmCharts`, checked and completed as kustomize does it. Source: kustomize `api/types/helmchartargs.go` and its HelmChartInflationGenerator.
import { releaseNameFrom } from '../../helm/release/name-template';
import { FailureError, type Entry, type MapNode, type Node, type ScalarNode } from '../../../model';
import { child, text } from '../../../yaml/access';
import { isTrue, mapsField, stringField, stringsField } from '../kustomization';
import { positionOf } from '../scope';
import { mapOf } from '../values';

export interface ChartEntry {
  readonly node: MapNode;
  readonly name: string;
  readonly version: string;
  readonly repository: string;
  readonly releaseName: string;
  /** Of its own: the kustomization's counts where it is empty. */
  readonly namespace: string;
  /** The folder of charts, as it is written. */
  readonly home: string;
  readonly valuesFile: ScalarNode | undefined;
  readonly additionalValuesFiles: readonly ScalarNode[];
  readonly valuesInline: MapNode | undefined;
  readonly valuesMerge: 'merge' | 'override' | 'replace';
  readonly includeCrds: boolean;
  readonly skipHooks: boolean;
  readonly skipTests: boolean;
  readonly apiVersions: readonly string[];
  readonly kubeVersion: string | undefined;
}

/** The maps that ask for a chart each: `helmCharts`, then those of the deprecated field in the form of the new one. */
export function chartNodes(fields: MapNode): readonly MapNode[] {
  return [...mapsField(fields, 'helmCharts'), ...mapsField(fields, 'helmChartInflationGenerator').map(renewed)];
}

/** @throws FailureError with the position of the field that kustomize refuses. */
export function readChartEntry(node: MapNode, fields: MapNode): ChartEntry {
  const name = text(child(node, 'name')) ?? '';
  if (name === '') throw invalid(node, 'helmCharts.name', 'must be there');
  for (const field of ['name', 'releaseName']) {
    const value = child(node, field);
    if (value !== undefined && text(value)?.startsWith('-')) throw invalid(value, `helmCharts.${field}`, 'must not begin with a hyphen');
  }
  const inline = child(node, 'valuesInline');
  if (inline !== undefined && inline.kind !== 'map') throw invalid(inline, 'helmCharts.valuesInline', 'must be a map');
  return {
    node,
    name,
    version: text(child(node, 'version')) ?? '',
    repository: text(child(node, 'repo')) ?? '',
    releaseName: releaseName(node),
    namespace: text(child(node, 'namespace')) ?? '',
    home: homeOf(fields),
    valuesFile: stringField(node, 'valuesFile'),
    additionalValuesFiles: stringsField(node, 'additionalValuesFiles'),
    valuesInline: inline !== undefined && inline.entries.length > 0 ? inline : undefined,
    valuesMerge: valuesMerge(node),
    includeCrds: isTrue(node, 'includeCRDs'),
    skipHooks: isTrue(node, 'skipHooks'),
    skipTests: isTrue(node, 'skipTests'),
    apiVersions: stringsField(node, 'apiVersions').map((version) => version.text),
    kubeVersion: stringField(node, 'kubeVersion')?.text,
  };
}

/** Helm gives a release without a name the one that its templates show. */
const NAMELESS = 'release-name';

/** Source: Helm's option `--name-template`. */
function releaseName(node: MapNode): string {
  const given = text(child(node, 'releaseName')) ?? '';
  const template = stringField(node, 'nameTemplate');
  if (template === undefined) return given === '' ? NAMELESS : given;
  if (given !== '') throw invalid(template, 'helmCharts.nameTemplate', 'releaseName is there already');
  if (!template.text.includes('{{')) return template.text;
  const made = releaseNameFrom(template.text, 4);
  if ('failure' in made) throw new FailureError({ ...made.failure, ...positionOf(template.origin) });
  return made.name;
}

/** The last one of the deprecated field counts, where `helmGlobals` is not there. */
function homeOf(fields: MapNode): string {
  const globals = child(fields, 'helmGlobals');
  const old = mapsField(fields, 'helmChartInflationGenerator').flatMap((entry) => stringField(entry, 'chartHome')?.text ?? []);
  const home = globals === undefined ? old.at(-1) : stringField(globals, 'chartHome')?.text;
  return home ?? 'charts';
}

function valuesMerge(node: MapNode): ChartEntry['valuesMerge'] {
  const given = stringField(node, 'valuesMerge');
  if (given === undefined) return 'override';
  const { text: mode } = given;
  if (mode === 'merge' || mode === 'override' || mode === 'replace') return mode;
  throw invalid(given, 'helmCharts.valuesMerge', 'must be merge, override or replace');
}

const RENEWED: Readonly<Record<string, string>> = {
  chartName: 'name',
  chartVersion: 'version',
  chartRepoUrl: 'repo',
  values: 'valuesFile',
  valuesLocal: 'valuesInline',
  valuesMerge: 'valuesMerge',
  releaseName: 'releaseName',
};

function renewed(old: MapNode): MapNode {
  const entries = old.entries.flatMap(({ key, value }): Entry[] => (RENEWED[key] === undefined ? [] : [{ key: RENEWED[key], value }]));
  return mapOf(entries, old.origin);
}

function invalid(node: Node, subject: string, detail: string): FailureError {
  return new FailureError({ code: 'invalidField', ...positionOf(node.origin), subject, detail });
}
