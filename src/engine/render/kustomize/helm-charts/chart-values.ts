// The values that a chart of `helmCharts` is given: a file, with the inline ones laid over it, under it or in its place, and further files.
import { isWithin } from '../../../discover/paths';
import { type Failure, FailureError, type MapNode } from '../../../model';
import { child } from '../../../yaml/access';
import type { ValuesSource } from '../../helm/values/user-values';
import { withStep } from '../../helm/values/read-values';
import { type LoadedFile, loadAt, loadFile, parse } from '../load';
import { strategicMerge } from '../merge/strategic-merge';
import type { MergeSchema } from '../schema/schema';
import { isInRemote } from '../remote/link';
import { attempt, failAt, type Scope } from '../scope';
import { mapOf } from '../values';
import type { ChartEntry } from './chart-entry';

/** @returns undefined after noting which file could not be read. */
export function chartValues(scope: Scope, entry: ChartEntry, chart: string): readonly ValuesSource[] | undefined {
  const further = entry.additionalValuesFiles.map((file) => loadFile(scope, file));
  const own = ownValues(scope, entry, chart);
  if (own === undefined || further.some((file) => file === undefined)) return undefined;
  return [own, ...further.flatMap((file) => (file === undefined ? [] : [fileSource(file)]))];
}

function ownValues(scope: Scope, entry: ChartEntry, chart: string): ValuesSource | undefined {
  const { valuesInline: inline, valuesMerge, node } = entry;
  if (inline !== undefined && valuesMerge === 'replace') return { kind: 'node', node: withStep(inline) as MapNode };
  const file = valuesFile(scope, entry, chart);
  if (file === undefined || inline === undefined) return file && fileSource(file);
  return attempt(scope, node, () => ({ kind: 'node', node: merged(scope, file, inline, valuesMerge === 'override') }), undefined);
}

/** The one that the entry names, or the chart's own. */
function valuesFile(scope: Scope, { valuesFile: named, node }: ChartEntry, chart: string): LoadedFile | undefined {
  if (named !== undefined) return loadFile(scope, named);
  const path = `${chart}/values.yaml`;
  // kustomize fetches charts into the kustomization's own folder, where it may read everything.
  const loaded =
    isInRemote(chart) && (scope.clone === undefined || !isWithin(chart, scope.clone.folder))
      ? loadAt({ ...scope, folder: chart, clone: undefined }, path)
      : loadAt(scope, path);
  if (loaded.kind === 'file') return loaded.file;
  const failure: Failure = loaded.kind === 'failed' ? loaded.failure : { code: 'notFound', subject: path, detail: 'it is a folder' };
  return void failAt(scope, child(node, 'name') ?? node, failure);
}

/** Lists are replaced, and a null takes a value away: values have no schema. */
function merged(scope: Scope, file: LoadedFile, inline: MapNode, isOver: boolean): MapNode {
  const { documents, failures } = parse(scope, file);
  const [failure] = failures;
  if (failure !== undefined) throw new FailureError(failure);
  const [first = mapOf([], { file: file.path, line: 1, column: 1, step: 'values' })] = documents;
  if (first.kind !== 'map') {
    const { line, column } = first.origin;
    throw new FailureError({
      code: 'valuesInvalid',
      file: file.path,
      line,
      column,
      subject: file.path,
      detail: 'the document has to be a map',
    });
  }
  const [under, over] = isOver ? [first, inline] : [inline, first];
  const result = strategicMerge(under, over, NO_SCHEMA, { direction: 'append' });
  return withStep(result ?? mapOf([], inline.origin)) as MapNode;
}

function fileSource({ path }: LoadedFile): ValuesSource {
  return { kind: 'file', path };
}

const NO_SCHEMA: MergeSchema = { root: () => undefined, definition: () => undefined };
