// Loads a chart from a folder or an archive, with the charts in its charts/ folder.
import { type Failure, FailureError, type MapNode, type Node } from '../../../model';
import type { Files } from '../../../ports';
import { readDocuments } from '../../../yaml/read';
import { readValuesFile } from '../values/read-values';
import { type Budget, bytesOf } from '../go/values';
import { unpackChart } from './archive';
import type { Chart } from './chart';
import type { ChartFile } from './chart-file';
import { gatherFolder } from './gather';
import { readLock } from './lock';
import { readMetadata, validateMetadata } from './metadata';
import { addReads, createReads, isUnchanged, type Reads, readFile } from './reads';

export interface LoadedChart {
  /** Absent where a failure says why, or where something is not gathered yet. */
  readonly chart?: Chart;
  readonly failures: readonly Failure[];
}

/** Loaded charts, by path and by the major version of Helm, each with what it was read from. Opaque to callers. */
export type ChartCache = Map<string, { readonly loaded: LoadedChart; readonly reads: Reads }>;

/** Told of what is gone through; may throw to end it. */
type Pass = Budget['pass'];
const FREE: Pass = () => undefined;

/**
 * @param path repository-relative folder of the chart, or its archive.
 * @param reads takes in what was read, and what is not gathered yet.
 * @param pass told of what is gone through: nothing of a chart that is kept. What it throws ends the loading.
 * @param isUnpacked whether a folder stands for an archive.
 */
export function loadChart(
  path: string,
  files: Files,
  helm: 3 | 4,
  cache: ChartCache,
  reads: Reads,
  pass = FREE,
  isUnpacked = false,
): LoadedChart {
  const key = `${helm} ${isUnpacked ? 'unpacked ' : ''}${path}`;
  let known = cache.get(key);
  if (known === undefined || !isUnchanged(files, known.reads)) {
    const own = createReads();
    try {
      known = { loaded: attempt(() => loadFrom(path, files, helm, own, pass, isUnpacked)), reads: own };
    } catch (error) {
      addReads(reads, own);
      throw error;
    }
    cache.set(key, known);
  }
  addReads(reads, known.reads);
  return known.loaded;
}

/** The same for an archive from elsewhere, whose digest says what is in it. */
export function loadArchive(archive: Uint8Array, path: string, digest: string, helm: 3 | 4, cache: ChartCache, pass = FREE): LoadedChart {
  const key = `${helm} ${path} ${digest}`;
  let known = cache.get(key);
  if (known === undefined) {
    known = { loaded: attempt(() => chartOf(unpackChart(archive, path, pass, helm), path, helm, 0, pass)), reads: createReads() };
    cache.set(key, known);
  }
  return known.loaded;
}

function attempt(load: () => Chart | undefined): LoadedChart {
  try {
    const chart = load();
    return chart === undefined ? { failures: [] } : { chart, failures: [] };
  } catch (error) {
    if (error instanceof FailureError) return { failures: [error.failure] };
    throw error;
  }
}

function loadFrom(path: string, files: Files, helm: 3 | 4, reads: Reads, pass: Pass, isUnpacked: boolean): Chart | undefined {
  const answer = readFile(files, reads, path);
  switch (answer.kind) {
    case 'absent':
      throw new FailureError({ code: 'notFound', subject: path });
    case 'failed':
      throw new FailureError({ file: path, ...answer.reason });
    case 'unread':
      return undefined;
    case 'file':
      return chartOf(unpackChart(answer.bytes ?? bytesOf(answer.text), path, pass, helm), path, helm, 0, pass);
    case 'directory': {
      const found = gatherFolder(files, reads, path, helm, isUnpacked);
      return reads.needs.length > 0 ? undefined : chartOf(found, path, helm, 0, pass);
    }
  }
}

/** Charts in charts/ may have charts of their own; a chart that holds itself in archives would never end. */
const DEEPEST = 20;

function chartOf(files: readonly ChartFile[], path: string, helm: 3 | 4, depth: number, pass: Pass): Chart {
  if (depth > DEEPEST) throw new FailureError({ code: 'tooLarge', file: path, subject: `${DEEPEST} charts within each other` });
  for (const { size } of files) pass(size);
  const named = new Map(files.map((file) => [file.name, file]));
  const definition = named.get('Chart.yaml');
  if (definition === undefined) throw new FailureError({ code: 'chartInvalid', file: path, subject: path, detail: 'it has no Chart.yaml' });
  const node = documentOf(definition) ?? emptyMap(definition.path);
  const requirements = named.get('requirements.yaml');
  const metadata = readMetadata(node, requirements === undefined ? undefined : documentOf(requirements));
  const lock = documentOf(named.get('Chart.lock')) ?? documentOf(named.get('requirements.lock'));
  validateMetadata(metadata, node);
  const schema = named.get('values.schema.json');
  return {
    path,
    metadata,
    file: definition.path,
    templates: files.filter(({ name }) => name.startsWith('templates/')),
    files: files.filter(({ name }) => isOffered(name, metadata.apiVersion)),
    values: readValuesFile(named.get('values.yaml'), helm),
    ...(schema === undefined ? {} : { schema }),
    ...(lock === undefined ? {} : { lock: readLock(lock) }),
    dependencies: subcharts(files, path, helm, depth, pass),
  };
}

/** Source: `LoadFiles` of Helm's loader. */
function isOffered(name: string, apiVersion: string): boolean {
  if (name === 'requirements.yaml' || name === 'requirements.lock') return apiVersion === 'v1';
  if (name.startsWith('charts/')) return name.endsWith('.prov');
  return !name.startsWith('templates/') && !['Chart.yaml', 'Chart.lock', 'values.yaml', 'values.schema.json'].includes(name);
}

/** The document of a file that has to be a map. */
function documentOf(file: ChartFile | undefined): MapNode | undefined {
  if (file === undefined) return undefined;
  const { documents, failures } = readDocuments(file.text, file.path, { typing: 'v2', isAlwaysYaml: true });
  const [failure] = failures;
  if (failure !== undefined) throw new FailureError(failure);
  const [node] = documents;
  if (node === undefined || node.kind === 'map') return node;
  throw new FailureError(notAMap(node, file.path));
}

function notAMap({ origin }: Node, subject: string): Failure {
  return { code: 'chartInvalid', file: origin.file, line: origin.line, column: origin.column, subject, detail: 'it is not a map' };
}

function emptyMap(file: string): MapNode {
  return { kind: 'map', entries: [], origin: { file, line: 1, column: 1, step: 'resource' } };
}

function subcharts(files: readonly ChartFile[], path: string, helm: 3 | 4, depth: number, pass: Pass): readonly Chart[] {
  const groups = new Map<string, ChartFile[]>();
  for (const file of files) {
    if (!file.name.startsWith('charts/') || file.name.endsWith('.prov')) continue;
    const name = file.name.slice('charts/'.length).split('/', 1)[0] as string;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [file]);
    else group.push(file);
  }
  // Helm takes them in no order.
  return [...groups.keys()]
    .sort()
    .filter((name) => !/^[_.]/.test(name))
    .map((name) => subchart(name, groups.get(name) as ChartFile[], path, helm, depth + 1, pass));
}

function subchart(name: string, files: readonly ChartFile[], path: string, helm: 3 | 4, depth: number, pass: Pass): Chart {
  const folder = `charts/${name}`;
  const [first] = files;
  if (name.endsWith('.tgz') && first !== undefined) {
    if (first.name !== folder)
      throw new FailureError({ code: 'archiveInvalid', file: first.path, subject: name, detail: 'it is a folder' });
    return chartOf(unpackChart(first.bytes, first.path, pass, helm), first.path, helm, depth, pass);
  }
  const own = files.filter((file) => file.name !== folder).map((file) => file.within(folder));
  return chartOf(own, `${path}/${folder}`, helm, depth, pass);
}
