// HelmReleases as apps: listed with chart and namespace; rendering them is not built in yet, and each says so.
import type { ControllerRef } from '../model';
import { at, text } from '../yaml/access';
import type { Draft } from './draft';
import { dependencies } from './flux-draft';
import { failureAt } from './inventory';
import { parentOf } from './paths';
import type { SourceObject } from './sources';

export function helmReleaseDraft(object: SourceObject, owner: ControllerRef, parent: Draft): Draft {
  const position = { file: object.file, line: object.line, column: object.column };
  return {
    kind: 'helmRelease',
    name: object.name,
    namespace: text(at(object.node, ['spec', 'targetNamespace'])) ?? owner.namespace,
    path: parentOf(object.file),
    source: position,
    owner,
    object,
    parent,
    dependsOn: dependencies(object, owner),
    unresolved: [
      failureAt(position, {
        code: 'unsupported',
        subject: `HelmRelease ${object.name}`,
        detail: 'its chart is not rendered',
      }),
    ],
  };
}
