// Where the objects of a bundle go: all of them to `namespace`, or those that name none to `defaultNamespace`.
import type { MapNode, ScalarNode } from '../../model';
import { at, child, text, withChild } from '../../yaml/access';
import { scopesIn } from '../flux/helm-release/metadata';
import { isNamespaced } from '../kustomize/schema/scope';
import { scalar } from '../kustomize/values';
import { refuse, type World } from './world';

/**
 * An object that lives in no namespace cannot go into one: the agent refuses the bundle. A kind that nothing tells of is taken for namespaced.
 * Source: the reference of fleet.yaml, `namespace` and `defaultNamespace`; of GitRepo, `targetNamespace`.
 */
export function withNamespaces(world: World, objects: readonly MapNode[], gitRepo: MapNode | undefined): readonly MapNode[] {
  const target = at(gitRepo, ['spec', 'targetNamespace']);
  const forced = target?.kind === 'scalar' && target.text !== '' ? target : world.options.namespace;
  const chosen = forced ?? world.options.defaultNamespace;
  if (chosen === undefined) return objects;
  const scopes = scopesIn(objects);
  return objects.map((object) => {
    const [apiVersion, kind] = [text(child(object, 'apiVersion')) ?? '', text(child(object, 'kind')) ?? ''];
    const named = text(at(object, ['metadata', 'namespace'])) ?? '';
    if (isNamespaced(apiVersion, kind, scopes) === false) {
      const detail = `${kind} ${text(at(object, ['metadata', 'name'])) ?? ''} lives in no namespace: use “defaultNamespace”, not “namespace”`;
      if (forced !== undefined) refuse(world, forced, { code: 'invalidField', subject: 'namespace', detail });
      return object;
    }
    return named === '' || forced !== undefined ? placed(object, chosen) : object;
  });
}

function placed(object: MapNode, chosen: ScalarNode): MapNode {
  const metadata = child(object, 'metadata');
  if (metadata?.kind !== 'map') return object;
  const before = child(metadata, 'namespace');
  const origin = { ...chosen.origin, step: 'namespace', ...(before === undefined ? {} : { overrode: before.origin }) } as const;
  return withChild(object, 'metadata', withChild(metadata, 'namespace', scalar(chosen.text, 'str', origin)));
}
