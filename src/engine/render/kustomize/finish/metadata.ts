// Leaves metadata as kustomize's last step does: annotations are strings, an empty map of them is gone, local objects are left out.
import { FailureError } from '../../../model';
import { child, withChild } from '../../../yaml/access';
import { describe, type Resource, withNode } from '../resource';
import { stringified } from '../transformers/strategic';
import { mapOf, rawText } from '../values';

const LOCAL = 'config.kubernetes.io/local-config';

/** @throws FailureError `objectInvalid` for an object that transformers left without a kind or a name. */
export function finishMetadata(resource: Resource): Resource | undefined {
  const metadata = child(resource.node, 'metadata');
  const { id } = resource;
  if (id.kind === '' || (id.name === '' && !id.kind.endsWith('List'))) {
    const { file, line, column } = resource.node.origin;
    throw new FailureError({
      code: 'objectInvalid',
      file,
      line,
      column,
      subject: 'metadata.name',
      detail: `a step has taken the kind or name of ${describe(id)} away`,
    });
  }
  // Only lists come without any.
  if (metadata === undefined) return withNode(resource, withChild(resource.node, 'metadata', mapOf([], resource.node.origin)));
  if (metadata.kind !== 'map') return resource;
  const local = child(child(metadata, 'annotations'), LOCAL);
  if (local !== undefined && rawText(local) !== 'false') return undefined;
  return withNode(resource, withChild(resource.node, 'metadata', stringified(metadata, 'annotations')));
}
