// Values files of an Application: in its own source, in another one that it names as `$ref`, or at an address.
import { fromPrefix } from '../../discover/git-url';
import { isOutsideTree, isWithin, join } from '../../discover/paths';
import type { Node, ScalarNode } from '../../model';
import { child, text } from '../../yaml/access';
import type { ValuesSource } from '../helm/values/user-values';
import { followFile } from '../kustomize/remote/follow';
import { read } from '../kustomize/scope';
import type { Substitute } from './environment';
import { hasSeveral, type LocatedSource, repositoryPlace, sourcesOf } from './sources';
import { refuse, type World } from './world';

export function valuesFiles(
  world: World,
  place: LocatedSource,
  files: readonly Node[],
  ignoreMissing: boolean,
  substitute: Substitute,
): readonly ValuesSource[] {
  return files.flatMap((node) => {
    const path = node.kind === 'scalar' ? resolveFile(world, place, node, substitute) : undefined;
    if (path === undefined) return [];
    const answer = read(world, path);
    if (answer.kind === 'absent' && ignoreMissing) return [];
    if (answer.kind === 'file') return [{ kind: 'file', path }];
    if (answer.kind !== 'unread')
      refuse(world, node, answer.kind === 'failed' ? { ...answer.reason, subject: path } : { code: 'notFound', subject: path });
    return [];
  });
}

/** The file that a field names, as the Files port has it. Undefined after noting why there is none. */
export function resolveFile(world: World, place: LocatedSource, node: ScalarNode, substitute: Substitute): string | undefined {
  const reference = referenced(world, node.text);
  if (reference === undefined) return resolve(world, substitute(node), place);
  const rest = node.text.includes('/') ? node.text.slice(node.text.indexOf('/')) : '';
  if (text(child(reference, 'chart')) !== undefined)
    return refuse(world, node, {
      code: 'unsupported',
      subject: node.text,
      detail: 'a reference leads to a Git repository, and this one to a chart',
    });
  const top = repositoryPlace(world, reference);
  if (top.kind === 'elsewhere') return refuse(world, node, { code: 'unresolvedSource', subject: node.text, detail: top.detail });
  const found = resolve(world, substitute({ ...node, text: rest }), { ...top, path: top.root });
  if (found === undefined || isHere(world, found)) return found;
  const detail = `there is no file ${found}; ${top.reason}`;
  return refuse(world, node, { code: 'unresolvedSource', subject: node.text, detail });
}

function isHere({ files }: World, path: string): boolean {
  const { kind } = files.read(path);
  return kind === 'file' || kind === 'unread';
}

/** The source that the first part of a path names with its `$`. */
function referenced({ application }: World, path: string): Node | undefined {
  if (!path.startsWith('$') || !hasSeveral(application)) return undefined;
  const name = path.split('/')[0]?.slice(1);
  return sourcesOf(application).find((source) => (text(child(source, 'ref')) ?? '') !== '' && text(child(source, 'ref')) === name);
}

function resolve(world: World, node: ScalarNode, { path, root, prefix }: Omit<LocatedSource, 'source'>): string | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(node.text)?.[1]?.toLowerCase();
  if (scheme !== undefined) return download(world, node, scheme);
  const file = node.text.startsWith('/') ? join(root, fromPrefix(prefix, join('.', node.text.slice(1)))) : join(path, node.text);
  if (isWithin(file, root) && (root !== '.' || !isOutsideTree(file))) return file;
  const whole = prefix === '.' ? 'the repository' : `${prefix}, the folder of the repository that is open`;
  return refuse(world, node, { code: 'outsideRoot', subject: node.text, detail: root === '.' ? whole : root });
}

function download(world: World, node: ScalarNode, scheme: string): string | undefined {
  if (!world.settings.valuesFileSchemes.includes(scheme) || !/^https?$/.test(scheme))
    return refuse(world, node, { code: 'unsupported', subject: node.text, detail: `addresses of ${scheme} are not read` });
  const followed = followFile(world, node.text);
  return followed.kind === 'path' ? followed.path : refuse(world, node, followed.failure);
}
