// `templatePatch`: a patch of each Application, filled with its parameters. Source: argo-cd v3.2.6, `applyTemplatePatch`; apimachinery `strategicpatch`.
import { FailureError, type ListNode, type MapNode, type Node, type Origin, type ScalarNode } from '../../model';
import { at, child, items, text, withChild, withoutChild } from '../../yaml/access';
import { readDocuments } from '../../yaml/read';
import type { Evaluation } from './evaluation';
import { evaluate } from './template';
import type { Language } from './parameters';

/** @throws FailureError for a template that cannot be filled, and for a patch that Argo CD refuses. */
export function patched(application: MapNode, patch: ScalarNode, parameters: MapNode, language: Language): MapNode {
  const evaluation = evaluate(patch.text, parameters, language);
  const { text: content, open } = evaluation;
  const [refused] = open;
  if (refused !== undefined && language !== 'fast') throw failure(patch, refused.code, refused.why);
  const { documents, failures } = readDocuments(content, patch.origin.file, { typing: 'v2' });
  const [document] = documents;
  if (failures.length > 0 || (document !== undefined && document.kind !== 'map')) throw failure(patch, 'patchInvalid', 'it is no YAML map');
  if (document === undefined) return application;
  const merged = overMap(application, relocated(document, originIn(patch, evaluation)) as MapNode);
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

function relocated(node: Node, originOf: (node: Node) => Origin): Node {
  const origin = originOf(node);
  if (node.kind === 'scalar') return { ...node, origin };
  if (node.kind === 'list') return { ...node, origin, items: node.items.map((item) => relocated(item, originOf)) };
  return { ...node, origin, entries: node.entries.map((entry) => ({ ...entry, value: relocated(entry.value, originOf) })) };
}

/** The line of the template that wrote a value, where the template stands in its file as a block; how far that is indented is not known. */
function originIn(patch: ScalarNode, { text: content, used: all = [], written }: Evaluation): (node: Node) => Origin {
  const whole: Origin = { ...patch.origin, step: 'patch', ...(all.length === 0 ? {} : { from: all }) };
  if (!isBlock(patch)) return () => whole;
  const starts = [0, ...[...content.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return ({ origin: { line, column } }) => {
    const start = (starts[line - 1] ?? 0) + column - 1;
    const found = written?.(start, starts[line] ?? content.length);
    const used = found?.used ?? all;
    const { from: _, ...rest } = whole;
    // A plain template keeps its lines.
    const inTemplate = found === undefined ? line : patch.text.slice(0, found.offset).split('\n').length;
    const inFile = patch.origin.line + inTemplate;
    return { ...rest, line: inFile, column: 1, approximate: true, ...(used.length === 0 ? {} : { from: used }) };
  };
}

/** A text of several lines in quotes is written otherwise, and seldom ends a line. */
function isBlock({ text: content, quoted, folded, unfolded, origin }: ScalarNode): boolean {
  return quoted === true && folded === undefined && unfolded === undefined && content.endsWith('\n') && !origin.file.endsWith('.json');
}

function failure({ origin: { file, line, column } }: Node, code: FailureError['failure']['code'], detail: string): FailureError {
  return new FailureError({ code, file, line, column, subject: 'spec.templatePatch', detail });
}
