// A release as checks see it: its merged values, and which of their keys the chart's templates may read, worked out when somebody asks.
import type { ChartRelease, MapNode, Node, Path, UnsetValue } from '../../../model';
import { at, child } from '../../../yaml/access';
import type { Chart } from '../chart/chart';
import { type ChartUsage, chartUsage } from './usage';

const sources = new WeakMap<ChartRelease, { readonly chart: Chart; readonly helm: 3 | 4 }>();

/** @param chart as it was loaded: the same for all of its releases, so that it is looked through once. */
export function chartRelease(chart: Chart, values: MapNode, helm: 3 | 4, unset: readonly UnsetValue[]): ChartRelease {
  const release: ChartRelease = {
    chart: chart.metadata.name,
    ownDefaults: defaultsOf(chart),
    defaults: new Set(allOf(chart).map(defaultsOf)),
    values,
    // What the chart itself lists without a value is left out on purpose.
    unset: unset.filter(({ path }) => chart.values.every((document) => !lists(document, path))),
  };
  sources.set(release, { chart, helm });
  return release;
}

/** Undefined for a release that did not come from `chartRelease`. */
export function usageOf(release: ChartRelease): ChartUsage | undefined {
  const source = sources.get(release);
  if (source === undefined) return undefined;
  const { chart, helm } = source;
  const texts = textsIn(release.values);
  const key = JSON.stringify([helm, texts]);
  const known = kept.get(chart) ?? new Map<string, ChartUsage>();
  kept.set(chart, known);
  const before = known.get(key);
  if (before !== undefined) return before;
  const usage = chartUsage(chart, texts, helm);
  // An editor's session asks for each text that somebody types.
  if (known.size >= MOST_KEPT) known.clear();
  known.set(key, usage);
  return usage;
}

const kept = new WeakMap<Chart, Map<string, ChartUsage>>();
const MOST_KEPT = 20;

/** Whether a key stands in values, be it without a value. */
function lists(values: MapNode, path: Path): boolean {
  const holder = at(values, path.slice(0, -1));
  return child(holder, String(path.at(-1))) !== undefined;
}

function defaultsOf({ file }: Chart): string {
  return `${file.slice(0, file.lastIndexOf('/') + 1)}values.yaml`;
}

function allOf(chart: Chart): readonly Chart[] {
  return [chart, ...chart.dependencies.flatMap(allOf)];
}

/** Texts, keys among them, that may be templates or parts of one. */
function textsIn(values: MapNode): readonly string[] {
  const found = new Set<string>();
  const visit = (node: Node): void => {
    if (node.kind === 'scalar') add(node.text);
    else if (node.kind === 'list') for (const item of node.items) visit(item);
    else
      for (const { key, value } of node.entries) {
        add(key);
        visit(value);
      }
  };
  const add = (text: string): void => {
    if (/\{\{|Values|^\s*[.$]/.test(text)) found.add(text);
  };
  visit(values);
  return [...found];
}
