// Common labels and annotations of an Application in a kustomization. Source: kustomize v5.7.0, `edit add label` and `edit add annotation`.
import { FailureError, type Entry, type MapNode, type Node, type ScalarNode } from '../../model';
import { child, items, text, withChild, withItem } from '../../yaml/access';
import { mapOf, scalar } from '../kustomize/values';
import { positionOf } from '../kustomize/scope';
import type { Substitute } from './environment';

export function withLabels(fields: MapNode, options: MapNode, substitute: Substitute): MapNode {
  const added = pairs(child(options, 'commonLabels'), substitute);
  const [first] = added;
  if (first === undefined) return fields;
  const [withoutSelector, includeTemplates] = [isSet(options, 'labelWithoutSelector'), isSet(options, 'labelIncludeTemplates')];
  if (includeTemplates && !withoutSelector) {
    const detail = 'it needs labelWithoutSelector as well';
    throw refused(child(options, 'labelIncludeTemplates') ?? options, 'labelIncludeTemplates', detail);
  }
  const isForced = isSet(options, 'forceCommonLabels');
  if (!withoutSelector) return withChild(fields, 'commonLabels', joined(child(fields, 'commonLabels'), added, isForced));
  return withLabelEntry(fields, added, includeTemplates, isForced);
}

export function withAnnotations(fields: MapNode, options: MapNode, substitute: Substitute): MapNode {
  const isSubstituted = isSet(options, 'commonAnnotationsEnvsubst');
  const added = pairs(child(options, 'commonAnnotations'), isSubstituted ? substitute : (node) => node);
  if (added.length === 0) return fields;
  const present = child(fields, 'commonAnnotations');
  return withChild(fields, 'commonAnnotations', joined(present, added, isSet(options, 'forceCommonAnnotations')));
}

/** They go into the first entry of `labels` that treats selectors and templates the same way, or into a new one. */
function withLabelEntry(fields: MapNode, added: readonly Entry[], includeTemplates: boolean, isForced: boolean): MapNode {
  const present = child(fields, 'labels');
  const origin = (added[0] as Entry).value.origin;
  const list = present?.kind === 'list' ? present : { kind: 'list' as const, items: [], origin };
  const index = items(list).findIndex((item) => !isSet(item, 'includeSelectors') && isSet(item, 'includeTemplates') === includeTemplates);
  const entry = list.items[index];
  if (entry?.kind === 'map') {
    const joint = withChild(entry, 'pairs', joined(child(entry, 'pairs'), added, isForced));
    return withChild(fields, 'labels', withItem(list, index, joint));
  }
  // The first of several is written with all of them, and each further one is then found to be there.
  const [first, second] = added;
  if (first !== undefined && second !== undefined && !isForced) {
    const detail = 'kustomize 5.7.0 refuses a second label where the kustomization has no such entry of labels, unless it is forced';
    throw refused(second.value, 'commonLabels', detail);
  }
  const templates: Entry[] = includeTemplates ? [{ key: 'includeTemplates', value: scalar('true', 'bool', origin) }] : [];
  const made = mapOf([{ key: 'pairs', value: mapOf(added, origin) }, ...templates], origin);
  return withChild(fields, 'labels', { ...list, items: [...list.items, made] });
}

/** A key that is there already is refused unless it may be replaced. */
function joined(present: Node | undefined, added: readonly Entry[], isForced: boolean): MapNode {
  const start = present?.kind === 'map' ? present : mapOf([], (added[0] as Entry).value.origin);
  return added.reduce((map, { key, value }) => {
    const before = child(map, key);
    if (before !== undefined && !isForced) throw refused(value, key, 'the kustomization sets it already, and it is not forced');
    return withChild(map, key, before === undefined ? value : { ...value, origin: { ...value.origin, overrode: before.origin } });
  }, start);
}

/** Handed over as `key:value`, so that a colon in a key ends it, and quotes around a value go. */
function pairs(node: Node | undefined, substitute: Substitute): readonly Entry[] {
  if (node?.kind !== 'map') return [];
  return node.entries.flatMap(({ key, value }) => {
    if (value.kind !== 'scalar') return [];
    const { text: content, origin } = substitute(value);
    const argument = `${key}:${content}`;
    const colon = argument.indexOf(':');
    if (colon === 0) throw refused(value, argument, 'the key is missing');
    const given = argument.slice(colon + 1);
    const plain = given.length >= 2 && given.startsWith('"') && given.endsWith('"') ? given.slice(1, -1) : given;
    return [{ key: argument.slice(0, colon), value: scalar(plain, 'str', origin) }];
  });
}

function isSet(node: Node | undefined, field: string): boolean {
  return text(child(node, field)) === 'true';
}

function refused(node: Node | ScalarNode, subject: string, detail: string): FailureError {
  return new FailureError({ code: 'invalidField', ...positionOf(node.origin), subject, detail });
}
