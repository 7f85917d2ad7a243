// `templatePatch`: a patch of each Application, filled with its parameters. Source: argo-cd v3.2.6, `applyTemplatePatch`; apimachinery `strategicpatch`.
import { FailureError, type ListNode, type MapNode, type Node, type Origin, type ScalarNode } from '../../model';
import { at, child, items, text, withChild, withoutChild } from '../../yaml/access';
import { readDocuments } from '../../yaml/read';
import { evaluate } from './template';
import type { Language } from './parameters';

/** @throws FailureError for a template that cannot be filled, and for a patch that Argo CD refuses. */
export function patched(application: MapNode, patch: ScalarNode, parameters: MapNode, language: Language): MapNode {
  const { text: content, used = [], open } = evaluate(patch.text, parameters, language);
  const [refused] = open;
  if (refused !== undefined && language !== 'fast') throw failure(patch, refused.code, refused.why);
  const { documents, failures } = readDocuments(content, patch.origin.file, { typing: 'v2' });
  const [document] = documents;
  if (failures.length > 0 || (document !== undefined && document.kind !== 'map')) throw failure(patch, 'patchInvalid', 'it is no YAML map');
  if (document === undefined) return application;
  const origin: Origin = { ...patch.origin, step: 'patch', ...(used.length === 0 ? {} : { from: used }) };
  const merged = overMap(application, relocated(document, origin) as MapNode);
  return withProject(merged, at(application, ['spec', 'project']));
}

/** A patch moves no Application to another project. */
function withProject(application: MapNode, project: Node | undefined): MapNode {
  const spec = child(application, 'spec');
  if (spec?.kind !== 'map') return application;
  const own = project === undefined ? withoutChild(spec, 'project') : withChild(spec, 'project', project);
  return withChild(application, 'spec', own);
}

const DIRECTIVES = ['$patch', '$retainKeys'];
/** Lists of names that are joined; all others are replaced. */
const JOINED = new Set(['finalizers']);

/** Nulls delete. */
function overMap(base: MapNode, patch: MapNode): MapNode {
  const directive = text(child(patch, '$patch'));
  const plain = DIRECTIVES.reduce(withoutChild, patch);
  if (directive === 'delete') return { ...base, entries: [] };
  if (directive === 'replace') return plain;
  if (directive !== undefined && directive !== 'merge')
    throw failure(child(patch, '$patch') ?? patch, 'patchInvalid', `$patch: ${directive}`);
  return plain.entries.reduce((map, { key, value }) => {
    const before = child(map, key);
    if (value.kind === 'scalar' && value.tag === 'null') return withoutChild(map, key);
    if (value.kind === 'map') return withChild(map, key, overMap(before?.kind === 'map' ? before : { ...value, entries: [] }, value));
    if (value.kind === 'list' && JOINED.has(key)) return withChild(map, key, joined(before, value));
    return withChild(map, key, before === undefined ? value : { ...value, origin: { ...value.origin, overrode: before.origin } });
  }, base);
}

/** Lists of names that are joined are sorted, too. */
function joined(before: Node | undefined, added: ListNode): ListNode {
  const named = new Map([...items(before), ...added.items].map((item) => [text(item) ?? '', item]));
  return { ...added, items: [...named].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item) };
}

function relocated(node: Node, origin: Origin): Node {
  if (node.kind === 'scalar') return { ...node, origin };
  if (node.kind === 'list') return { ...node, origin, items: node.items.map((item) => relocated(item, origin)) };
  return { ...node, origin, entries: node.entries.map((entry) => ({ ...entry, value: relocated(entry.value, origin) })) };
}

function failure({ origin: { file, line, column } }: Node, code: FailureError['failure']['code'], detail: string): FailureError {
  return new FailureError({ code, file, line, column, subject: 'spec.templatePatch', detail });
}
