// What Argo CD refuses of an Application by itself, whatever its project is. Source: argo-cd v3.2.6, `ValidatePermissions`.
import type { Failure, Node } from '../model';
import { at, child, items, text } from '../yaml/access';
import { sourcesOf } from './argo-source';
import { failureAt } from './inventory';
import { positionOf, type SourceObject } from './sources';

export function wrongSpec(object: SourceObject): readonly Failure[] {
  return [...wrongSources(object), ...wrongDestination(object)];
}

function wrongSources(object: SourceObject): readonly Failure[] {
  if (at(object.node, ['spec', 'sourceHydrator'])?.kind === 'map') return [];
  const areSeveral = items(at(object.node, ['spec', 'sources'])).length > 0;
  return sourcesOf(object).flatMap((source) => {
    const isSet = (field: string): boolean => (text(child(source, field)) ?? '') !== '';
    const failed = (node: Node | undefined, detail: string): readonly Failure[] => [
      failureAt(positionOf(node, object), { code: 'objectInvalid', subject: areSeveral ? 'spec.sources' : 'spec.source', detail }),
    ];
    if (!['path', 'chart', ...(areSeveral ? ['ref'] : [])].some(isSet)) {
      const needed = areSeveral ? 'a path, a chart or a ref' : 'a path or a chart';
      return failed(source, `Argo CD takes no source without ${needed}, and applies nothing of the Application`);
    }
    if (isSet('chart') && !isSet('targetRevision'))
      return failed(child(source, 'chart'), 'Argo CD takes no chart without a targetRevision, and applies nothing of the Application');
    return [];
  });
}

/** The API server takes no Application without one, and Argo CD none without exactly one cluster. Source: argo-cd v3.2.6, `GetDestinationCluster`. */
function wrongDestination(object: SourceObject): readonly Failure[] {
  const destination = at(object.node, ['spec', 'destination']);
  const clusters = ['name', 'server'].filter((field) => (text(child(destination, field)) ?? '') !== '').length;
  if (clusters === 1) return [];
  const [missing, none] = [
    'it is missing, and no kustomization of an environment or of an Application gives it one',
    'it names no cluster',
  ];
  const detail = destination === undefined ? missing : clusters === 0 ? none : 'it has a name and a server, and Argo CD takes one of them';
  return [failureAt(positionOf(destination, object), { code: 'objectInvalid', subject: 'spec.destination', detail })];
}
