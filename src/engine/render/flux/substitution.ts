// postBuild: substitutes variables in rendered objects, scalar by scalar, so that every value keeps its origin.
import { type Failure, FailureError, type MapNode, type Node, type Origin, type ScalarNode } from '../../model';
import { at, child, text } from '../../yaml/access';
import { emitDocuments } from '../../yaml/emit';
import { readDocuments } from '../../yaml/read';
import { type Lookup, substitute } from './envsubst';
import type { Variables } from './variables';

const SWITCH = 'kustomize.toolkit.fluxcd.io/substitute';

/** Without a single variable nothing is substituted, defaults included, unless the strategy says so. */
export function isSubstituted(owner: MapNode, { values, isComplete }: Variables): boolean {
  const postBuild = at(owner, ['spec', 'postBuild']);
  return postBuild !== undefined && (values.size > 0 || !isComplete || text(child(postBuild, 'substituteStrategy')) === 'Always');
}

/** The object with its variables substituted; `failures` names each expression that the controller would refuse. */
export function substituteObject(
  object: MapNode,
  variables: Variables,
): { readonly object: MapNode; readonly failures: readonly Failure[] } {
  if (isSwitchedOff(object)) return { object, failures: [] };
  const failures: Failure[] = [];
  const result = visit(object, { variables, failures });
  return { object: result.kind === 'map' ? result : object, failures };
}

/** Whether an object keeps its variables. */
export function isSwitchedOff(object: MapNode): boolean {
  const metadata = child(object, 'metadata');
  return [at(metadata, ['labels', SWITCH]), at(metadata, ['annotations', SWITCH])].some((node) => text(node) === 'disabled');
}

interface Work {
  readonly variables: Variables;
  readonly failures: Failure[];
}

function visit(node: Node, work: Work): Node {
  if (node.kind === 'scalar') return needsSubstitution(node.text) ? substituteScalar(node, work) : node;
  if (node.kind === 'list') {
    const items = node.items.map((item) => visit(item, work));
    return items.every((item, index) => item === node.items[index]) ? node : { ...node, items };
  }
  let changed = false;
  const entries = node.entries.map((entry) => {
    const value = visit(entry.value, work);
    const substituted = needsSubstitution(entry.key) ? attempt(entry.key, value.origin, work) : undefined;
    const key = substituted?.text ?? entry.key;
    if (value === entry.value && key === entry.key) return entry;
    changed = true;
    return { key, value, ...(substituted?.isSecret ? { secret: true as const } : {}) };
  });
  return changed ? { ...node, entries } : node;
}

function needsSubstitution(value: string): boolean {
  return value.includes('${') || value.includes('$$');
}

/**
 * The controller substitutes in the text of the manifest and reads that again, so a text can become a number, or a map.
 * The same is done here with the one scalar, written as it would stand in the manifest.
 */
function substituteScalar(node: ScalarNode, work: Work): Node {
  const wrapped: MapNode = { kind: 'map', origin: node.origin, entries: [{ key: 'value', value: node }] };
  const result = attempt(emitDocuments([wrapped]).text, node.origin, work, node.secret);
  if (result === undefined) return node;
  const { documents, failures } = readDocuments(result.text, node.origin.file);
  const value = child(documents[0], 'value');
  if (value === undefined || failures.length > 0) {
    const { file, line, column } = node.origin;
    const detail = 'the manifest is no YAML any more once the variables are substituted';
    work.failures.push({ code: 'invalidField', file, line, column, subject: 'postBuild', detail });
    return node;
  }
  return relocate(value, originOf(node, result.used, work.variables), node.secret === true || result.isSecret);
}

interface Substituted {
  readonly text: string;
  /** Names of set variables, in the order of their use. */
  readonly used: readonly string[];
  readonly isSecret: boolean;
}

function attempt(value: string, { file, line, column }: Origin, work: Work, isSecret = false): Substituted | undefined {
  const used: string[] = [];
  const lookup: Lookup = (name) => {
    const variable = work.variables.values.get(name);
    if (variable === undefined) return { kind: work.variables.isComplete ? 'unset' : 'unknown' };
    used.push(name);
    return { kind: 'value', text: variable.text };
  };
  try {
    const result = substitute(value, lookup);
    return result === undefined
      ? undefined
      : { text: result, used, isSecret: used.some((name) => work.variables.values.get(name)?.isSecret) };
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    // The subject quotes the expression, and that of a secret is a part of it.
    const { subject, ...unquoted } = error.failure;
    work.failures.push({ ...unquoted, ...(isSecret || subject === undefined ? {} : { subject }), file, line, column });
    return undefined;
  }
}

/** One variable: where it is set. Several: where the first is set, which is then the nearest and not the only owner. */
function originOf(node: ScalarNode, used: readonly string[], { values }: Variables): Origin {
  const first = used[0] === undefined ? undefined : values.get(used[0]);
  const { file, line, column } = first?.origin ?? node.origin;
  const from = [...new Set(used)].flatMap((name) => values.get(name)?.origin ?? []);
  const isShared = from.length > 1;
  const origin: Origin = { file, line, column, step: 'substitution', overrode: node.origin, kept: 'part', from };
  return isShared ? { ...origin, approximate: true } : origin;
}

function relocate(node: Node, origin: Origin, isSecret: boolean): Node {
  if (node.kind === 'scalar') return { ...node, origin, ...(isSecret ? { secret: true as const } : {}) };
  if (node.kind === 'list') return { ...node, origin, items: node.items.map((item) => relocate(item, origin, isSecret)) };
  return { ...node, origin, entries: node.entries.map(({ key, value }) => ({ key, value: relocate(value, origin, isSecret) })) };
}
