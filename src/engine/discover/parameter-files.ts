// Files that an ApplicationSet takes parameters from: YAML or JSON of any name, read once.
import type { Failure, Node } from '../model';
import type { Answer, Files } from '../ports';
import { specialFloat } from '../yaml/numbers';
import { readDocuments } from '../yaml/read';
import type { SourceCache } from './sources';

/** The first document, typed as Argo CD's reader does (`yes` is true); no value for an empty file. */
export function readParameters(path: string, files: Files, cache: SourceCache): Answer<Node | undefined> {
  const answer = files.read(path);
  if (answer.kind === 'failed') return answer;
  if (answer.kind === 'unread') return { kind: 'failed', reason: { code: 'unread', file: path } };
  if (answer.kind !== 'file') return { kind: 'failed', reason: { code: 'notFound', subject: path, file: path } };
  const cached = cache.parameters.get(path);
  if (cached?.version === answer.version) return cached.answer;
  const parsed = parse(answer.text, path);
  cache.parameters.set(path, { version: answer.version, answer: parsed });
  return parsed;
}

function parse(content: string, path: string): Answer<Node | undefined> {
  const { documents, failures } = readDocuments(content, path, { typing: 'v2' });
  const failure = failures[0] ?? documents.slice(0, 1).map(endless)[0];
  return failure === undefined ? { kind: 'answer', value: documents[0] } : { kind: 'failed', reason: failure };
}

/** Argo CD turns a file into JSON, which has no infinity. */
function endless(node: Node): Failure | undefined {
  if (node.kind === 'list') return firstOf(node.items);
  if (node.kind === 'map') return firstOf(node.entries.map(({ value }) => value));
  const { file, line, column } = node.origin;
  const isEndless = node.tag === 'float' && specialFloat(node.text) !== undefined;
  return isEndless ? { code: 'notYaml', file, line, column, detail: `${node.text} is no number of JSON` } : undefined;
}

function firstOf(nodes: readonly Node[]): Failure | undefined {
  for (const node of nodes) {
    const found = endless(node);
    if (found !== undefined) return found;
  }
  return undefined;
}
