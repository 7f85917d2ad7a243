// Which keys a Secret will have that a controller makes in the cluster, as far as the object says.
import type { Node } from '../model';
import { at, child, items, text } from '../yaml/access';

/** Names of keys, and `all of PATH` where a whole entry of a store is taken in; none where nothing is said. */
export function keysOfMade(kind: string, node: Node): readonly string[] {
  const spec = child(node, 'spec');
  switch (kind) {
    case 'ExternalSecret':
      return externalKeys(spec);
    case 'ClusterExternalSecret':
      return externalKeys(child(spec, 'externalSecretSpec'));
    case 'SealedSecret':
      return [...new Set([...keysIn(child(spec, 'encryptedData')), ...keysIn(at(spec, ['template', 'data']))])];
    case 'VaultStaticSecret':
    case 'VaultDynamicSecret':
      return vaultKeys(spec);
    default:
      return [];
  }
}

/** A template with keys of its own replaces the fetched ones, unless it says otherwise. Source: the API reference of external-secrets.io, ExternalSecret. */
function externalKeys(spec: Node | undefined): readonly string[] {
  const template = at(spec, ['target', 'template']);
  const made = keysIn(child(template, 'data'));
  if (made.length > 0 && text(child(template, 'mergePolicy')) !== 'Merge') return made;
  const own = items(child(spec, 'data')).flatMap((item) => text(child(item, 'secretKey')) ?? []);
  const whole = items(child(spec, 'dataFrom')).flatMap((item): readonly string[] => {
    const [key, found] = [text(at(item, ['extract', 'key'])), child(item, 'find')];
    if (key !== undefined) return [`all of ${key}`];
    return found === undefined
      ? []
      : [`all that matches ${text(at(found, ['name', 'regexp'])) ?? text(child(found, 'path')) ?? 'its tags'}`];
  });
  return [...new Set([...made, ...own, ...whole])];
}

function vaultKeys(spec: Node | undefined): readonly string[] {
  const [mount, path] = [text(child(spec, 'mount')), text(child(spec, 'path'))];
  return path === undefined ? [] : [`all of ${mount === undefined ? path : `${mount}/${path}`}`];
}

function keysIn(node: Node | undefined): readonly string[] {
  return node?.kind === 'map' ? node.entries.map(({ key }) => key) : [];
}
