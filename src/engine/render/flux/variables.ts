// The variables of a Flux Kustomization: inline ones over those of ConfigMaps and Secrets of the repository.
import type { App, Failure, MapNode, Node, Origin, VariableSource } from '../../model';
import type { Files } from '../../ports';
import { at, child, text } from '../../yaml/access';
import { decodeBase64 } from '../../yaml/base64';
import { readDocuments } from '../../yaml/read';
import { isEncrypted } from './sops';

export interface Variable {
  readonly text: string;
  readonly origin: Origin;
  readonly isSecret: boolean;
}

export interface Variables {
  readonly values: ReadonlyMap<string, Variable>;
  /** False when a source could not be read: then a variable that is not among the values may still be set. */
  readonly isComplete: boolean;
  readonly failures: readonly Failure[];
  readonly reads: readonly string[];
}

const NAME = /^[_\p{L}][_\p{L}\p{Nd}]*$/u;

/** Sources in their order, a later one over an earlier; `postBuild.substitute` over all. Newlines go, as in the controller. */
export function readVariables(owner: MapNode, app: App, files: Files): Variables {
  const values = new Map<string, Variable>();
  const failures: Failure[] = [];
  const reads: string[] = [];
  let isComplete = true;
  for (const source of app.substituteFrom ?? []) {
    const data = source.position === undefined ? undefined : readSource(source, files);
    if (source.position !== undefined) reads.push(source.position.file);
    for (const [name, variable] of data ?? []) values.set(name, variable);
    if (data !== undefined || source.optional) continue;
    isComplete = false;
    failures.push(notReadable(source));
  }
  const inline = at(owner, ['spec', 'postBuild', 'substitute']);
  for (const [name, variable] of variablesOf(inline, (value) => value, false)) values.set(name, variable);
  for (const [name, { origin }] of values) {
    if (NAME.test(name)) continue;
    const { file, line, column } = origin;
    failures.push({
      code: 'invalidField',
      file,
      line,
      column,
      subject: name,
      detail: 'a variable has letters, digits and _, and starts with no digit',
    });
  }
  return { values, isComplete, failures, reads };
}

function notReadable({ kind, name, position, reference }: VariableSource): Failure {
  const detail =
    position === undefined
      ? `postBuild.substituteFrom: no file of the repository has the ${kind} ${name}; its variables are not substituted here`
      : `postBuild.substituteFrom: the ${kind} ${name} is encrypted; its variables are not substituted here`;
  return { code: 'unresolvedSource', ...reference, subject: `${kind}/${name}`, detail };
}

function readSource({ kind, name, position, reference }: VariableSource, files: Files): ReadonlyMap<string, Variable> | undefined {
  if (position === undefined) return undefined;
  const answer = files.read(position.file);
  if (answer.kind !== 'file') return undefined;
  const object = readDocuments(answer.text, position.file).documents.find(
    (node) => node.origin.line === position.line && isNamed(node, kind, name),
  );
  if (object?.kind !== 'map' || isEncrypted(object)) return undefined;
  const named = at(object, ['metadata', 'name']) as Node;
  const by: readonly Origin[] = [named.origin, { ...reference, step: 'substitution' }];
  if (kind === 'ConfigMap') return variablesOf(child(object, 'data'), (value) => value, false, by);
  return new Map([
    // What is no base64 stays as it is: the API server would refuse it.
    ...variablesOf(child(object, 'data'), (value) => decodeBase64(value) ?? value, true, by),
    ...variablesOf(child(object, 'stringData'), (value) => value, true, by),
  ]);
}

function isNamed(node: Node, kind: string, name: string): boolean {
  return text(child(node, 'kind')) === kind && text(at(node, ['metadata', 'name'])) === name;
}

/** @param by what decided that the variables are these: the name of their object, and the item that names it. */
function variablesOf(
  node: Node | undefined,
  decode: (value: string) => string,
  isSecret: boolean,
  by: readonly Origin[] = [],
): Map<string, Variable> {
  if (node?.kind !== 'map') return new Map();
  return new Map(
    node.entries.flatMap(({ key, value }) => {
      if (value.kind !== 'scalar') return [];
      const origin = by.length === 0 ? value.origin : { ...value.origin, by };
      return [[key, { text: decode(value.text).replaceAll('\n', ''), origin, isSecret }] as const];
    }),
  );
}
