// Reads values files: one document with Helm 3, all of them with Helm 4.
import { FailureError, type MapNode, type Node, type Origin } from '../../../model';
import { readDocuments } from '../../../yaml/read';
import { type Place, placed, placesOfLines } from '../../../discover/artifact/origins';
import type { ChartFile } from '../chart/chart-file';

/**
 * The documents of a values file, each a map, the last one the strongest. Their origins have the step `values`.
 * Source: `LoadValues` of Helm 4's loader; sigs.k8s.io/yaml, which reads the first document and nothing behind it.
 *
 * @throws FailureError with the position of what is no YAML, or of a document that is no map.
 */
export function readValuesFile(file: Pick<ChartFile, 'text' | 'path' | 'lines'> | undefined, helm: 3 | 4): readonly MapNode[] {
  if (file === undefined) return [];
  const text = helm === 3 ? firstDocument(file.text) : file.text;
  refuseOtherBytes(text, file.path);
  if (helm === 4) refuseDirective(text, file.path);
  const { documents, failures } = readDocuments(text, file.path, { typing: 'v2', isAlwaysYaml: true });
  const [failure] = failures;
  if (failure !== undefined) throw new FailureError(failure);
  return documents.map((document) => {
    if (document.kind !== 'map') throw new FailureError(notAMap(document));
    const { lines } = file;
    return withStep(lines === undefined ? document : placed(document, placesOfValues(lines))) as MapNode;
  });
}

/** A template takes any bytes, and YAML takes only text. */
function refuseOtherBytes(text: string, file: string): void {
  const at = text.search(/[\udc80-\udcff]/u);
  if (at === -1) return;
  const before = text.slice(0, at).split('\n');
  const column = (before.at(-1) as string).length + 1;
  throw new FailureError({ code: 'notYaml', file, line: before.length, column, subject: file, detail: 'a byte that is no UTF-8' });
}

/** Helm 4 takes a file apart at `---` before it reads: a directive is then a document of its own, which is none. */
function refuseDirective(text: string, file: string): void {
  const before = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*(?=%)/.exec(text)?.[0];
  if (before === undefined) return;
  const detail = 'a directive stands in front, and Helm 4 reads none';
  throw new FailureError({ code: 'notYaml', file, line: before.split('\n').length, column: 1, subject: file, detail });
}

/** The text up to where a second document begins: what stands behind is not read, and may be no YAML at all. */
export function firstDocument(text: string): string {
  const started = /^(?:[ \t]*(?:#[^\n]*)?\r?\n|%[^\n]*\n)*(?:---(?=\s|$))?/.exec(text)?.[0].length ?? 0;
  const next = /^(?:---|\.\.\.)(?:\s|$)/m.exec(text.slice(started));
  return next === null ? text : text.slice(0, started + next.index);
}

/** The nodes of a values document: what they decide comes from values, and says so. */
export function withStep(node: Node): Node {
  const origin = asValues(node.origin);
  if (node.kind === 'scalar') return { ...node, origin };
  if (node.kind === 'list') return { ...node, origin, items: node.items.map(withStep) };
  return { ...node, origin, entries: node.entries.map((entry) => ({ ...entry, value: withStep(entry.value) })) };
}

function placesOfValues(lines: readonly (Origin | undefined)[]): Place {
  return placesOfLines(lines.map((origin) => origin && asValues(origin)));
}

/** What is overridden is of values as well. */
function asValues(origin: Origin): Origin {
  const { overrode } = origin;
  return overrode === undefined ? { ...origin, step: 'values' } : { ...origin, step: 'values', overrode: asValues(overrode) };
}

function notAMap({ origin, kind }: Node) {
  const { file, line, column } = origin;
  const detail = `the document is a ${kind === 'list' ? 'list' : 'single value'}, and has to be a map`;
  return { code: 'valuesInvalid', file, line, column, subject: file, detail } as const;
}
