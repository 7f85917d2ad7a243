// Where a Flux Kustomization's path leads in this repository, through its source.
import type { ArtifactLayout, Failure, Node } from '../model';
import { at, child, text } from '../yaml/access';
import { artifactPath } from './artifact-generator';
import { factsAt } from './clone-trees';
import { type Clone, cloneAround } from './clones';
import { fluxSource } from './flux-source';
import { failureAt, type Inventory } from './inventory';
import type { Seeker } from './nearest';
import { isOutsideTree, isWithin, join } from './paths';
import { positionOf, type SourceObject } from './sources';

/** `path` is the declared one where it could not be resolved. */
export interface ResolvedPath {
  readonly path: string;
  readonly failures: readonly Failure[];
  /** Why the source is taken for this repository. */
  readonly reason?: string;
  /** The objects on the way: the source, or what makes the artifact. */
  readonly through: readonly SourceObject[];
  /** The clone of another repository that `path` lies in. */
  readonly clone?: Clone;
  /** The artifact that `path` lies in. */
  readonly artifact?: ArtifactLayout;
}

export function resolvePath(owner: Seeker, inventory: Inventory): ResolvedPath {
  const node = at(owner.node, ['spec', 'path']);
  const declared = join('.', text(node) ?? '.');
  if (declared.includes('${'))
    return failed(owner, node, declared, 'the path holds a variable that is substituted when its parent is applied');
  const source = resolveSource(owner, declared, inventory);
  if (source.failures.length > 0 || factsAt(source.path, inventory).tree.folders.has(source.path)) return source;
  if (source.clone !== undefined) return failed(owner, node, declared, missingIn(source.clone, source.path, source.reason), source.through);
  if (isOutsideTree(source.path)) {
    const detail = `it lies outside ${inventory.prefix}, the folder of its repository that is open: open the whole repository`;
    return failed(owner, node, declared, detail, source.through);
  }
  const failure = failureAt(positionOf(node, owner), { code: 'notFound', subject: source.path });
  return { ...source, failures: [failure] };
}

function resolveSource(owner: Seeker, declared: string, inventory: Inventory): ResolvedPath {
  const reference = at(owner.node, ['spec', 'sourceRef']);
  const [kind = '', name = ''] = [text(child(reference, 'kind')), text(child(reference, 'name'))];
  if (kind === 'ExternalArtifact') {
    const { path, reason, through, layout, repository: missing } = artifactPath(owner, name, declared, inventory);
    if (path === undefined) return failed(owner, child(reference, 'name'), declared, reason, through, missing);
    const around = layout === undefined && isOutsideTree(path) ? cloneAround(path, inventory.clones) : undefined;
    return {
      path,
      failures: [],
      reason,
      through,
      ...(layout === undefined ? {} : { artifact: layout }),
      ...(around === undefined ? {} : { clone: around }),
    };
  }
  const {
    isTree,
    isUndeclared,
    isBranch,
    clone,
    repository,
    reason,
    path,
    declared: source,
  } = fluxSource(owner, { kind, name }, declared, inventory);
  const through = source === undefined ? [] : [source];
  if (clone !== undefined) return { path, failures: [], reason, through, clone };
  if (isBranch === true) {
    const failure = { code: 'otherBranch', subject: `${kind} ${name}`, detail: reason } as const;
    return { path, failures: [failureAt(positionOf(child(reference, 'name'), owner), failure)], through };
  }
  if (repository !== undefined) return failed(owner, child(reference, 'name'), declared, reason, through, repository);
  if (isTree) return { path, failures: [], reason, through };
  if (isUndeclared !== true) return failed(owner, child(reference, 'name'), declared, reason, through);
  const failure = { code: 'notDeclared', subject: `${kind} ${name}`, detail: reason } as const;
  return { path: declared, failures: [failureAt(positionOf(child(reference, 'name'), owner), failure)], through };
}

function failed(
  owner: Seeker,
  node: Node | undefined,
  path: string,
  detail: string,
  through: readonly SourceObject[] = [],
  repository?: string,
): ResolvedPath {
  const failure = { code: 'unresolvedSource', subject: path, detail, ...(repository === undefined ? {} : { repository }) } as const;
  return { path, failures: [failureAt(positionOf(node, owner), failure)], through };
}

/** Another revision of it may have the folder; a path that climbs out of a clone leads nowhere. */
function missingIn({ folder }: Clone, path: string, reason = ''): string {
  const what = isWithin(path, folder) ? `it has no folder ${path} as it is now` : 'the path leads out of it';
  return `${reason}; ${what}`;
}
