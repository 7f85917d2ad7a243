// Whether a chart may write objects of GitOps controllers, told from its texts and from the values that it is given: most write none, and are not rendered to find out.
import { isFetched, join } from '../../discover/paths';
import { once } from '../../discover/once';
import { FailureError, type Node } from '../../model';
import type { Files } from '../../ports';
import { child, text } from '../../yaml/access';
import { unpackChart } from '../helm/chart/archive';
import { type Kept, keptUntilChanged } from '../../discover/kept';

/** Kinds and API groups may be written in different files of a chart, or one of them in the values. */
export interface Hints {
  readonly kinds: boolean;
  readonly groups: boolean;
}

/** What is known of charts, by their path: until a file of one changes, or, of a fetched one, for good. */
export interface ChartHints {
  readonly kept: Map<string, Kept>;
  readonly fetched: Map<string, Hints>;
}

export function mayApply(hints: readonly Hints[]): boolean {
  return hints.some(({ kinds }) => kinds) && hints.some(({ groups }) => groups);
}

/** Charts that are there for nothing else. */
export function isNamedForApps(chart: string): boolean {
  return /^(?:argo-?cd-apps|apps?-of-apps|app-?sets?|application-?sets?|applications|apps|bootstrap|flux2?-sync)$/.test(chart);
}

export function hintsOfChart(path: string, files: Files, { kept, fetched }: ChartHints): Hints {
  if (!isFetched(path)) return keptUntilChanged(kept, path, files, (noted) => hintsIn(path, noted));
  const known = fetched.get(path) ?? hintsIn(path, files);
  fetched.set(path, known);
  return known;
}

export const hintsOfNode = once((node: Node): Hints => {
  if (node.kind === 'scalar') return node.text.includes('\n') || node.text.includes('{') ? hintsOfText(node.text) : NONE;
  if (node.kind === 'list') return mergedHints(node.items.map(hintsOfNode));
  const kinds = KIND.test(`kind: ${text(child(node, 'kind')) ?? ''}`);
  const groups = GROUP.test(text(child(node, 'apiVersion')) ?? '');
  return mergedHints([{ kinds, groups }, ...node.entries.map(({ value }) => hintsOfNode(value))]);
});

export function hintsOfText(content: string): Hints {
  return { kinds: KIND.test(content) && !DEFINITION.test(content), groups: GROUP.test(content) };
}

const NONE: Hints = { kinds: false, groups: false };

const KIND =
  /(?:^[ \t]*(?:- )?|[{,][ \t]*)["']?kind["']?:[ \t]*["']?(?:Application|ApplicationSet|AppProject|Kustomization|HelmRelease|GitRepo)["']?[ \t]*(?:$|[,}#\r])/m;
const GROUP = /\bargoproj\.io\/|\b(?:kustomize|helm)\.toolkit\.fluxcd\.io\/|\bfleet\.cattle\.io\//;
/** The charts of the controllers themselves define the kinds. */
const DEFINITION = /^kind:[ \t]*["']?CustomResourceDefinition\b/m;

export function mergedHints(all: readonly Hints[]): Hints {
  return { kinds: all.some(({ kinds }) => kinds), groups: all.some(({ groups }) => groups) };
}

/** Its templates and values, and those of the charts in its charts/ folder. */
function hintsIn(chart: string, files: Files): Hints {
  const values = files.read(join(chart, 'values.yaml'));
  const own = values.kind === 'file' ? hintsOfText(values.text) : NONE;
  return mergedHints([own, hintsBelow(join(chart, 'templates'), files), ...dependenciesOf(chart, files)]);
}

function hintsBelow(folder: string, files: Files): Hints {
  const answer = files.list(folder);
  if (answer.kind !== 'directory') return NONE;
  return mergedHints(
    answer.entries.map(({ name, kind }) => {
      const path = join(folder, name);
      if (kind === 'directory') return hintsBelow(path, files);
      const file = files.read(path);
      return file.kind === 'file' ? hintsOfText(file.text) : NONE;
    }),
  );
}

function dependenciesOf(chart: string, files: Files): readonly Hints[] {
  const answer = files.list(join(chart, 'charts'));
  if (answer.kind !== 'directory') return [];
  return answer.entries.map(({ name, kind }) => {
    const path = join(chart, `charts/${name}`);
    if (kind === 'directory') return hintsIn(path, files);
    const archive = name.endsWith('.tgz') ? files.read(path) : undefined;
    return archive?.kind === 'file' && archive.bytes !== undefined ? hintsOfArchive(archive.bytes, path) : NONE;
  });
}

/** One that cannot be unpacked may hold anything: the render says what is wrong with it. */
function hintsOfArchive(bytes: Uint8Array, path: string): Hints {
  try {
    return mergedHints(unpackChart(bytes, path).map((file) => hintsOfText(new TextDecoder().decode(file.bytes))));
  } catch (error) {
    if (error instanceof FailureError) return { kinds: true, groups: true };
    throw error;
  }
}
