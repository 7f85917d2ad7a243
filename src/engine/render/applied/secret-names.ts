// Whether an object of a controller is named by, or leads to, what comes from a Secret: discovery shows names, paths and versions as they are.
import type { MapNode, Node } from '../../model';
import { at } from '../../yaml/access';

/** Of a spec: what discovery tells of it. */
const TOLD =
  'bucketName chart chartRef dependsOn destination endpoint generators path paths ref repo source sourceRef sources targetNamespace targets template templatePatch url'.split(
    ' ',
  );

/** What is given to a chart or a build, and shown masked. */
const GIVEN: ReadonlySet<string> = new Set(['helm', 'kustomize', 'parameters', 'patches', 'values', 'valuesObject']);

export function isSecretlyNamed(object: MapNode): boolean {
  const names = ['name', 'namespace'].map((key) => at(object, ['metadata', key]));
  return [...names, ...TOLD.map((key) => at(object, ['spec', key]))].some(holdsSecret);
}

function holdsSecret(node: Node | undefined): boolean {
  if (node === undefined) return false;
  if (node.kind === 'scalar') return node.secret === true;
  if (node.kind === 'list') return node.items.some(holdsSecret);
  return node.entries.some(({ key, value, secret }) => secret === true || (!GIVEN.has(key) && holdsSecret(value)));
}
