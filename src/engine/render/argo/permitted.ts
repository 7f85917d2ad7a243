// Which objects of an Application its project refuses: a sync that has one of them applies nothing. Source: argo-cd v3.2.6, `SyncAppState`; gitops-engine, `getSyncTasks`.
import { destinationPermitted, kindPermitted, type Permission } from '../../discover/app-project/permissions';
import { syncPhases } from '../../discover/sync-turn';
import { apiGroup, type AppProject, type Finding, type MapNode, type Node, type Position, type ProjectRules } from '../../model';
import { at, child, items, text } from '../../yaml/access';
import { scopesIn } from '../flux/helm-release/metadata';
import { isNamespaced, type Scopes } from '../kustomize/schema/scope';
import { positionOf } from '../kustomize/scope';
import type { World } from './world';

/** Notes what is refused. A kind that nothing tells of is taken for namespaced, as everywhere. */
export function notePermissions(world: World, objects: readonly MapNode[]): void {
  const { project } = world.app;
  if (project?.rules === undefined) return;
  const { rules } = project;
  world.notes.reads.set(rules.file, '');
  const scopes = scopesIn(objects);
  const refused = new Map<string, Refused[]>();
  for (const object of objects) {
    if (syncPhases(object).length === 0) continue;
    const found = refusalOf(world, { object, project, rules, scopes });
    if (found === undefined) continue;
    const { why, rule } = found;
    const key = JSON.stringify([text(child(object, 'kind')), why, rule]);
    refused.set(key, [...(refused.get(key) ?? []), found]);
  }
  for (const group of refused.values()) noteRefusal(world, group, rules);
}

interface Asked {
  readonly object: MapNode;
  readonly project: AppProject;
  readonly rules: ProjectRules;
  readonly scopes: Scopes;
}

interface Refused {
  readonly object: MapNode;
  readonly what: string;
  readonly why: string;
  readonly rule: Position;
  /** What it is refused for. */
  readonly node: Node;
}

function refusalOf(world: World, { object, project, rules, scopes }: Asked): Refused | undefined {
  const [apiVersion, kind] = [text(child(object, 'apiVersion')) ?? '', text(child(object, 'kind')) ?? ''];
  const group = apiVersion.includes('/') ? apiGroup(apiVersion) : '';
  const known = isNamespaced(apiVersion, kind, scopes);
  const permitted = (isOfNamespace: boolean): Permission => kindPermitted({ group, kind }, isOfNamespace, rules);
  const ofKind = permitted(known !== false);
  const scope = known === false ? 'cluster-scoped kind' : 'namespaced kind';
  const node = child(object, 'kind') ?? object;
  if (ofKind.kind === 'refused') {
    if (isMadeWhereMissing(world, object)) return noteMissing(world, node, ofKind);
    return { object, what: `the ${scope} ${named(group, kind)}`, ...ofKind, node };
  }
  if (known === undefined && seemsClusterScoped(kind) && permitted(false).kind === 'refused')
    noteUndecided(world, node, rules, `no file tells whether ${named(group, kind)} is namespaced`);
  if (known === false) return undefined;
  const target = at(world.application, ['spec', 'destination', 'namespace']);
  const place = at(object, ['metadata', 'namespace']);
  const namespace = text(place) || (text(target) ?? '');
  const ofNamespace = destinationPermitted(project.cluster, namespace, rules);
  if (ofNamespace.kind === 'unknown' && project.undecided === undefined)
    noteUndecided(world, place ?? node, rules, `no file tells both the address and the name of the cluster, of which its destinations ask`);
  return ofNamespace.kind === 'refused'
    ? { object, what: `the namespace ${namespace}`, ...ofNamespace, node: place ?? target ?? node }
    : undefined;
}

/** Kinds of extensions are named so that a reader knows. */
function seemsClusterScoped(kind: string): boolean {
  return /^Cluster[A-Z]|Class$/.test(kind);
}

function named(group: string, kind: string): string {
  return group === '' ? kind : `${kind} of ${group}`;
}

const SHOWN = 3;

function noteRefusal({ notes }: World, group: readonly Refused[], { name }: ProjectRules): void {
  const [first] = group;
  if (first === undefined) return;
  const names = group.map(({ object }) => text(at(object, ['metadata', 'name'])) ?? text(at(object, ['metadata', 'generateName'])) ?? '');
  const more = names.length - SHOWN;
  const shown = more > 0 ? `${names.slice(0, SHOWN).join(', ')} and ${more} more` : names.join(', ');
  const { what, why, rule, node } = first;
  notes.failures.push({
    code: 'projectRefusesObject',
    ...positionOf(node.origin),
    subject: `${text(child(first.object, 'kind')) ?? ''} ${shown}`,
    detail: `its project ${name} does not permit ${what}: ${why}`,
    related: [rule],
  });
}

/** `CreateNamespace=true` asks for a namespace only where there is none, unless its labels or annotations are managed. */
function isMadeWhereMissing({ application }: World, object: MapNode): boolean {
  const option = items(at(application, ['spec', 'syncPolicy', 'syncOptions'])).find((item) => text(item) === 'CreateNamespace=true');
  const isMade = option !== undefined && child(object, 'kind')?.origin.step === 'generator' && object.origin.line === option.origin.line;
  return isMade && at(application, ['spec', 'syncPolicy', 'managedNamespaceMetadata']) === undefined;
}

function noteMissing({ notes, application, app }: World, node: Node, refusal: Extract<Permission, { kind: 'refused' }>): undefined {
  const namespace = text(at(application, ['spec', 'destination', 'namespace'])) ?? '';
  const detail = `its project ${app.project?.name ?? ''} does not permit the kind Namespace: ${refusal.why}`;
  notes.warnings.push({
    code: 'namespaceNotPermitted',
    severity: 'information',
    ...positionOf(node.origin),
    subject: namespace,
    detail,
    related: [refusal.rule],
  });
}

function noteUndecided({ notes }: World, { origin }: Node, { name, file, line, column }: ProjectRules, detail: string): void {
  const finding: Finding = {
    code: 'projectUndecided',
    severity: 'information',
    ...positionOf(origin),
    subject: name,
    detail,
    related: [{ file, line, column }],
  };
  const isSaid = notes.warnings.some((one) => one.code === finding.code && one.detail === detail);
  if (!isSaid) notes.warnings.push(finding);
}
