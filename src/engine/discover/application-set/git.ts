// The git generator: folders or files of the repository that it names, where that is this one or a clone on this machine.
import { type Entry, FailureError, type MapNode, type Node } from '../../model';
import { at, child, items, text } from '../../yaml/access';
import { type NamedSource, placeOf } from '../argo-repository';
import { gitGenerators } from '../clone-trees';
import { fromPrefix } from '../git-url';
import { join } from '../paths';
import type { SourceObject } from '../sources';
import type { Tree } from '../tree';
import { filePattern, folderPattern } from './globs';
import { flatten, giveUp, TEXTS_ONLY, type ParameterSet, refuse, type SetContext } from './parameters';
import { fileParameters, folderParameters } from './path-parameters';
import { fill } from './template';

export function gitParameters(generator: Node, context: SetContext): readonly ParameterSet[] {
  const directories = items(child(generator, 'directories'));
  const files = items(child(generator, 'files'));
  if (directories.length > 0) return folders(generator, directories, context);
  return files.length > 0
    ? fileSets(generator, files, context)
    : refuse(context, generator, 'its git generator names neither directories nor files');
}

/** The repositories of a set's git generators. */
export function generatorsOf(set: SourceObject): readonly NamedSource[] {
  return items(at(set.node, ['spec', 'generators']))
    .flatMap(gitGenerators)
    .map(named);
}

function named(generator: Node): NamedSource {
  const [url = '', revision = ''] = [child(generator, 'repoURL'), child(generator, 'revision')].map(text);
  return { url, revision };
}

/** A repository whose folders can be listed. */
interface Listing {
  readonly tree: Tree;
  /** A path of the tree that is open, as its repository has it. */
  readonly inRepository: (path: string) => string;
  readonly inTree: (path: string) => string;
}

function listingOf(generator: Node, context: SetContext): Listing {
  const { url, revision } = named(generator);
  const place = placeOf({ url, revision }, context.inventory.around);
  if (place.kind === 'elsewhere') {
    const { detail, isBranch } = place;
    if (isBranch === true) return giveUp(context, generator, { code: 'otherBranch', subject: context.set.name, detail });
    return giveUp(context, generator, { code: 'unresolvedSource', subject: url, detail });
  }
  const { clone, root, prefix } = place;
  if (clone === undefined) {
    const inRepository = (path: string): string => (prefix === '.' ? path : join(prefix, path));
    return { tree: context.inventory.tree, inRepository, inTree: (path) => fromPrefix(prefix, path) };
  }
  const inRepository = (path: string): string => (path === root ? '.' : path.slice(root.length + 1));
  return { tree: context.inventory.treeAt(root), inRepository, inTree: (path) => join(root, path) };
}

function folders(generator: Node, patterns: readonly Node[], context: SetContext): readonly ParameterSet[] {
  const isVisible = (folder: string): boolean => folder !== '.' && !folder.split('/').some((part) => part.startsWith('.'));
  const { tree, inRepository } = listingOf(generator, context);
  const all = foldersIn(tree).map(inRepository).filter(isVisible);
  return matched(generator, all, patterns, context, (pattern) => {
    const glob = folderPattern(pattern);
    return glob === undefined ? undefined : (path) => glob.test(path);
  }).map(({ path, pattern }) => {
    const entries = folderParameters(path, prefixOf(generator), { ...pattern.origin, approximate: true }, context.language);
    return { values: withValues(generator, { kind: 'map', entries, origin: pattern.origin }, context) };
  });
}

/** With the templates of charts, which the walk leaves out. */
function foldersIn({ folders }: Tree): readonly string[] {
  const templates = [...folders].flatMap(([folder, entries]) =>
    entries.flatMap(({ name, kind }) =>
      kind === 'directory' && name === 'templates' && !folders.has(join(folder, name)) ? [join(folder, name)] : [],
    ),
  );
  return [...folders.keys(), ...templates];
}

function fileSets(generator: Node, patterns: readonly Node[], context: SetContext): readonly ParameterSet[] {
  const { tree, inRepository, inTree } = listingOf(generator, context);
  const all = [...tree.folders].flatMap(([folder, entries]) =>
    entries.filter(({ kind }) => kind === 'file').map(({ name }) => inRepository(join(folder, name))),
  );
  const found = matched(generator, all, patterns, context, filePattern).sort((a, b) => (a.path < b.path ? -1 : 1));
  return found.flatMap(({ path, pattern }) => {
    const own = fileParameters(path, prefixOf(generator), { ...pattern.origin, approximate: true }, context.language);
    return contents(inTree(path), pattern, context).map((content) => ({
      values: withValues(generator, joined(context.language !== 'fast' ? content : flatContent(content), own), context),
    }));
  });
}

type Matcher = (pattern: string) => ((path: string) => boolean) | undefined;

/** Paths that a pattern includes and none excludes. Where none is there, the repository is another one. */
function matched(generator: Node, all: readonly string[], patterns: readonly Node[], context: SetContext, matcher: Matcher) {
  const rules = patterns.map((pattern) => {
    const path = text(child(pattern, 'path')) ?? '';
    const matches = matcher(path);
    if (matches === undefined) return giveUp(context, pattern, { code: 'unsupported', subject: `The pattern ${path}` });
    return { pattern, path, matches, exclude: text(child(pattern, 'exclude')) === 'true' };
  });
  const includes = rules.filter(({ exclude }) => !exclude);
  // Patterns that only exclude include nothing, of whichever repository.
  if (includes.length === 0) return [];
  const included = all.flatMap((path) => {
    const rule = includes.find(({ matches }) => matches(path));
    return rule === undefined ? [] : [{ path, pattern: rule.pattern }];
  });
  if (included.length === 0) {
    const subject = text(child(generator, 'repoURL')) ?? context.set.name;
    const detail = `nothing in this repository matches ${includes.map(({ path }) => path).join(', ')}`;
    return giveUp(context, generator, { code: 'unresolvedSource', subject, detail });
  }
  return included.filter(({ path }) => !rules.some(({ exclude, matches }) => exclude && matches(path)));
}

/** A file is one set of parameters, or a list of them. */
function contents(path: string, pattern: Node, context: SetContext): readonly MapNode[] {
  const answer = context.inventory.parametersIn(path);
  if (answer.kind === 'failed') throw new FailureError(answer.reason);
  const { value } = answer;
  if (value === undefined) return [{ kind: 'map', entries: [], origin: pattern.origin }];
  const list = value.kind === 'list' ? value.items : [value];
  return list.map((item) => (item.kind === 'map' ? item : refuse(context, pattern, `${path} is neither a map nor a list of maps`)));
}

function flatContent(content: MapNode): MapNode {
  return { ...content, entries: flatten(content) };
}

/** The generator's own `values`, which are templates over the parameters so far. */
export function withValues(generator: Node, parameters: MapNode, context: SetContext): MapNode {
  const values = child(generator, 'values');
  if (values?.kind !== 'map' || values.entries.length === 0) return parameters;
  const { node, failures } = fill(values, parameters, context.language);
  const [failure] = failures;
  if (failure !== undefined && context.language !== 'fast') return giveUp(context, values, failure);
  if (context.language !== 'fast')
    return joined(parameters, [{ key: 'values', value: { ...node, origin: { ...node.origin, step: TEXTS_ONLY } } }]);
  return joined(
    parameters,
    node.entries.map(({ key, value }) => ({ key: `values.${key}`, value })),
  );
}

function joined(content: MapNode, entries: readonly Entry[]): MapNode {
  const keys = new Set(entries.map(({ key }) => key));
  return { ...content, entries: [...content.entries.filter(({ key }) => !keys.has(key)), ...entries] };
}

function prefixOf(generator: Node): string {
  return text(child(generator, 'pathParamPrefix')) ?? '';
}
