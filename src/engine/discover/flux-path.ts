// Where a Flux Kustomization's path leads in this repository, through its source.
import type { Failure, Node } from '../model';
import { at, child, items, text } from '../yaml/access';
import { failureAt, type Inventory } from './inventory';
import { isWithin, join, sharedDepth } from './paths';
import { positionOf, type SourceObject } from './sources';

/** `path` is the declared one where it could not be resolved. */
export interface ResolvedPath {
  readonly path: string;
  readonly failures: readonly Failure[];
}

/** `flux bootstrap` and the Flux operator both give this name to the source of the repository that they were installed from. */
const BOOTSTRAP = 'flux-system';

export function resolvePath(owner: SourceObject, inventory: Inventory): ResolvedPath {
  const node = at(owner.node, ['spec', 'path']);
  const declared = join('.', text(node) ?? '.');
  if (declared.includes('${'))
    return failed(owner, node, declared, 'the path holds a variable that is substituted when its parent is applied');
  const source = resolveSource(owner, declared, inventory);
  if (source.failures.length > 0 || inventory.tree.folders.has(source.path)) return source;
  const failure = failureAt(positionOf(node, owner), { code: 'notFound', subject: source.path });
  return { path: source.path, failures: [failure] };
}

function resolveSource(owner: SourceObject, declared: string, inventory: Inventory): ResolvedPath {
  const reference = at(owner.node, ['spec', 'sourceRef']);
  const [kind, name] = [text(child(reference, 'kind')), text(child(reference, 'name'))];
  if (kind === 'ExternalArtifact') return resolveArtifact(owner, declared, name, inventory);
  if (name === BOOTSTRAP) return { path: declared, failures: [] };
  const source = nearest(owner, inventory.fluxSources.get(kind ?? '')?.filter((object) => object.name === name) ?? []);
  if (isThisRepository(source, declared, inventory)) return { path: declared, failures: [] };
  return failed(owner, child(reference, 'name'), declared, `${kind} ${name} is another source than this repository`);
}

/**
 * A source that the repository does not declare is taken for the repository itself, as is one with the URL of the bootstrap
 * source. Where no bootstrap source is declared either, a Git source is the repository when the path exists in it.
 */
function isThisRepository(source: SourceObject | undefined, declared: string, inventory: Inventory): boolean {
  if (source === undefined) return true;
  if (source.kind !== 'GitRepository') return false;
  const bootstrap = (inventory.fluxSources.get('GitRepository') ?? []).filter(({ name }) => name === BOOTSTRAP);
  if (bootstrap.length === 0) return inventory.tree.folders.has(declared);
  return bootstrap.some((object) => urlOf(object) === urlOf(source));
}

/** Whether a Git source that an object names is this repository; `declared` is the path that is looked for in it. */
export function isTreeSource(owner: SourceObject, name: string, declared: string, inventory: Inventory): boolean {
  if (name === BOOTSTRAP) return true;
  const named = (inventory.fluxSources.get('GitRepository') ?? []).filter((object) => object.name === name);
  return isThisRepository(nearest(owner, named), declared, inventory);
}

/** An artifact that only drops a leading folder is read in place; one that rearranges folders is named as unresolved. */
function resolveArtifact(owner: SourceObject, declared: string, name: string | undefined, inventory: Inventory): ResolvedPath {
  const generators = (inventory.fluxSources.get('ArtifactGenerator') ?? []).filter((object) => artifact(object, name) !== undefined);
  const generator = nearest(owner, generators);
  const reference = at(owner.node, ['spec', 'sourceRef', 'name']);
  if (generator === undefined)
    return failed(owner, reference, declared, `no ArtifactGenerator in the repository makes the artifact ${name}`);
  const foreign = foreignAlias(generator, inventory);
  const rules = items(child(artifact(generator, name), 'copy')).map(copyRule);
  const rule = rules.find((candidate) => candidate !== undefined && isWithin(declared, candidate.to));
  if (rule === undefined || foreign.has(rule.alias)) {
    return failed(
      owner,
      reference,
      declared,
      `the copy rules of ArtifactGenerator ${generator.name} do not lead to a folder of this repository`,
    );
  }
  const dropped = droppedFolder(rule);
  const isShift = dropped !== undefined && rules.every((other) => other !== undefined && droppedFolder(other) === dropped);
  const path = join(rule.from, rule.to === '.' ? declared : declared.slice(rule.to.length));
  if (isShift) return { path, failures: [] };
  return failed(
    owner,
    reference,
    path,
    `ArtifactGenerator ${generator.name} rearranges folders: paths between them can differ from the repository's`,
  );
}

interface CopyRule {
  readonly alias: string;
  readonly from: string;
  readonly to: string;
}

/** `@alias/folder/**` to `@artifact/folder/`; anything finer is left to the controller. */
function copyRule(node: Node): CopyRule | undefined {
  const from = /^@([^/]+)\/(.*?)\/?\*\*$/.exec(text(child(node, 'from')) ?? '');
  const to = /^@artifact\/(.*)$/.exec(text(child(node, 'to')) ?? '');
  if (from === null || to === null || child(node, 'exclude') !== undefined) return undefined;
  return { alias: from[1] as string, from: join('.', from[2] as string), to: join('.', to[1] as string) };
}

/** The leading folder that a rule takes away, if that is all it does. */
function droppedFolder({ from, to }: CopyRule): string | undefined {
  if (to === '.') return from;
  return from === to ? '.' : from.endsWith(`/${to}`) ? from.slice(0, -to.length - 1) : undefined;
}

function artifact(generator: SourceObject, name: string | undefined): Node | undefined {
  return items(at(generator.node, ['spec', 'artifacts'])).find((item) => text(child(item, 'name')) === name);
}

/** Aliases of sources that are not this repository. */
function foreignAlias(generator: SourceObject, inventory: Inventory): ReadonlySet<string | undefined> {
  const sources = items(at(generator.node, ['spec', 'sources']));
  const foreign = sources.filter((source) => {
    const [kind, name] = [text(child(source, 'kind')), text(child(source, 'name'))];
    const declared = nearest(generator, inventory.fluxSources.get(kind ?? '')?.filter((object) => object.name === name) ?? []);
    return name !== BOOTSTRAP && !isThisRepository(declared, '.', inventory);
  });
  return new Set(foreign.map((source) => text(child(source, 'alias'))));
}

/** Clusters declare sources of the same name: the one declared closest to the user of it is meant. */
export function nearest(owner: SourceObject, candidates: readonly SourceObject[]): SourceObject | undefined {
  return [...candidates].sort((a, b) => sharedDepth(b.file, owner.file) - sharedDepth(a.file, owner.file))[0];
}

function urlOf(source: SourceObject): string | undefined {
  return text(at(source.node, ['spec', 'url']))?.replace(/\.git$/, '');
}

function failed(owner: SourceObject, node: Node | undefined, path: string, detail: string): ResolvedPath {
  return { path, failures: [failureAt(positionOf(node, owner), { code: 'unresolvedSource', subject: path, detail })] };
}
