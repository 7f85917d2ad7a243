// Whether an object of a controller is named by, or leads to, what comes from a Secret: discovery shows names, paths and versions as they are.
import type { MapNode, Node } from '../../model';
import { child } from '../../yaml/access';

/** What is given to a chart or a build, and shown masked. */
const GIVEN: ReadonlySet<string> = new Set([
  'helm',
  'kustomize',
  'parameters',
  'patches',
  'postBuild',
  'postRenderers',
  'values',
  'valuesObject',
]);

export function isSecretlyNamed(object: MapNode): boolean {
  return holdsSecret(child(object, 'metadata')) || holdsSecret(child(object, 'spec'));
}

function holdsSecret(node: Node | undefined): boolean {
  if (node === undefined) return false;
  if (node.kind === 'scalar') return node.secret === true;
  if (node.kind === 'list') return node.items.some(holdsSecret);
  return node.entries.some(({ key, value, secret }) => secret === true || (!GIVEN.has(key) && holdsSecret(value)));
}
