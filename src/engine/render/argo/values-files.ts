// Values files of an Application: in its own source, in another one that it names as `$ref`, by pattern, or at an address.
import { fromPrefix } from '../../discover/git-url';
import { isOutsideTree, isWithin, join } from '../../discover/paths';
import { isPattern, matching } from '../../discover/values-pattern';
import type { Node, ScalarNode } from '../../model';
import { child, text } from '../../yaml/access';
import type { ValuesSource } from '../helm/values/user-values';
import { followFile } from '../kustomize/remote/follow';
import { positionOf, read } from '../kustomize/scope';
import type { Substitute } from './environment';
import { listed } from './folder';
import { hasSeveral, type LocatedSource, repositoryPlace, sourcesOf } from './sources';
import { refuse, type World } from './world';

/**
 * In the order in which Helm is given them. A file that is named as well as matched has the place where it is named.
 * Patterns are those of Argo CD 3.4, which earlier versions take for names.
 */
export function valuesFiles(
  world: World,
  place: LocatedSource,
  files: readonly Node[],
  ignoreMissing: boolean,
  substitute: Substitute,
): readonly ValuesSource[] {
  const located = files.flatMap((node) => (node.kind === 'scalar' ? (locate(world, place, node, substitute) ?? []) : []));
  const taken = new Set(located.filter((file) => !file.isPattern).map(({ path }) => path));
  return located.flatMap((file): readonly ValuesSource[] => {
    if (!file.isPattern) return valuesFile(world, file, ignoreMissing);
    const found = matching((folder) => listed(world, folder), file.path);
    if (found.length === 0 && !ignoreMissing && world.notes.needs.length === 0) missing(world, file);
    if (found.length > 0) sayPattern(world, file.node);
    const matched = found.filter((path) => !taken.has(path));
    for (const path of matched) taken.add(path);
    return matched.flatMap((path) => matchedFile(world, { ...file, path }));
  });
}

/** The file that a field names, as the Files port has it. Undefined after noting why there is none. */
export function resolveFile(world: World, place: LocatedSource, node: ScalarNode, substitute: Substitute): string | undefined {
  const located = locate(world, place, node, substitute);
  if (located?.reason === undefined || isHere(world, located.path)) return located?.path;
  return missing(world, located);
}

interface Located {
  readonly node: ScalarNode;
  readonly path: string;
  readonly isPattern: boolean;
  /** Why the other source that it names is taken to be here, where that is not certain. */
  readonly reason?: string;
}

function locate(world: World, place: LocatedSource, node: ScalarNode, substitute: Substitute): Located | undefined {
  const isReference = node.text.startsWith('$') && hasSeveral(world.application);
  const top = isReference ? referencedPlace(world, node) : undefined;
  if (isReference && top === undefined) return undefined;
  const rest = node.text.includes('/') ? node.text.slice(node.text.indexOf('/')) : '';
  const name = substitute(top === undefined ? node : { ...node, text: rest });
  const path = resolve(world, name, top ?? place);
  if (path === undefined) return undefined;
  return {
    node,
    path,
    isPattern: schemeOf(name) === undefined && isPattern(name.text),
    ...(top === undefined || top.isCertain ? {} : { reason: top.reason }),
  };
}

/** Argo CD fetches what is referenced before it looks for any file: a name that no source has ends that, and no file may be missing. */
function referencedPlace(world: World, node: ScalarNode) {
  const [name] = node.text.split('/') as [string];
  const references = referencesOf(world);
  const reference = references.get(name);
  if (reference === undefined) {
    const known = references.size === 0 ? '' : `; there is ${[...references.keys()].join(', ')}`;
    return refuse(world, node, {
      code: 'invalidField',
      subject: node.text,
      detail: `no other source has the ref ${name.slice(1)}${known}`,
    });
  }
  if (text(child(reference, 'chart')) !== undefined)
    return refuse(world, node, {
      code: 'unsupported',
      subject: node.text,
      detail: 'a reference leads to a Git repository, and this one to a chart',
    });
  const top = repositoryPlace(world, reference);
  if (top.kind === 'elsewhere') return refuse(world, node, { code: 'unresolvedSource', subject: node.text, detail: top.detail });
  return { ...top, path: top.root };
}

function valuesFile(world: World, file: Located, ignoreMissing: boolean): readonly ValuesSource[] {
  const { node, path } = file;
  const answer = read(world, path);
  if (answer.kind === 'file') return [{ kind: 'file', path }];
  if (answer.kind === 'failed') refuse(world, node, { ...answer.reason, subject: path });
  else if (answer.kind !== 'unread' && !(answer.kind === 'absent' && ignoreMissing)) missing(world, file);
  return [];
}

function matchedFile(world: World, file: Located): readonly ValuesSource[] {
  const { node, path } = file;
  if (read(world, path).kind !== 'directory') return valuesFile(world, file, false);
  refuse(world, node, { code: 'invalidField', subject: node.text, detail: `it matches the folder ${path}, and Helm reads files alone` });
  return [];
}

function missing(world: World, { node, path, reason }: Located): undefined {
  if (reason === undefined) return refuse(world, node, { code: 'notFound', subject: path });
  return refuse(world, node, { code: 'unresolvedSource', subject: node.text, detail: `there is no file ${path}; ${reason}` });
}

function sayPattern({ notes }: World, { text: subject, origin }: ScalarNode): void {
  notes.warnings.push({ code: 'valuesPattern', severity: 'information', subject, ...positionOf(origin) });
}

function isHere({ files }: World, path: string): boolean {
  const { kind } = files.read(path);
  return kind === 'file' || kind === 'unread';
}

/** By `$` and their names, as the first parts of paths have them. A source that stands alone has nobody to refer to it. */
function referencesOf({ application }: World): ReadonlyMap<string, Node> {
  const sources = sourcesOf(application);
  const named = sources.map((source) => [`$${text(child(source, 'ref')) ?? ''}`, source] as const).filter(([name]) => name !== '$');
  return new Map(sources.length > 1 ? named : []);
}

function resolve(world: World, node: ScalarNode, { path, root, prefix }: Omit<LocatedSource, 'source'>): string | undefined {
  const scheme = schemeOf(node);
  if (scheme !== undefined) return download(world, node, scheme);
  const file = node.text.startsWith('/') ? join(root, fromPrefix(prefix, join('.', node.text.slice(1)))) : join(path, node.text);
  if (isWithin(file, root) && (root !== '.' || !isOutsideTree(file))) return file;
  const whole = prefix === '.' ? 'the repository' : `${prefix}, the folder of the repository that is open`;
  return refuse(world, node, { code: 'outsideRoot', subject: node.text, detail: root === '.' ? whole : root });
}

function schemeOf({ text: address }: ScalarNode): string | undefined {
  return /^([a-z][a-z0-9+.-]*):/i.exec(address)?.[1]?.toLowerCase();
}

function download(world: World, node: ScalarNode, scheme: string): string | undefined {
  if (!world.settings.valuesFileSchemes.includes(scheme) || !/^https?$/.test(scheme))
    return refuse(world, node, { code: 'unsupported', subject: node.text, detail: `addresses of ${scheme} are not read` });
  const followed = followFile(world, node.text);
  return followed.kind === 'path' ? followed.path : refuse(world, node, followed.failure);
}
