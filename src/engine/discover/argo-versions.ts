// Versions that an Argo CD Application pins: charts, images of kustomize, and image tags among what Helm is given.
import type { Node, Path, Version } from '../model';
import { at, child, items, text } from '../yaml/access';
import { placeOf } from './argo-repository';
import { aroundOf, sourcePlace, sourcesOf } from './argo-source';
import { factsAt } from './clone-trees';
import type { Draft, EnvironmentDrafts } from './draft';
import { fromPrefix } from './git-url';
import type { Inventory } from './inventory';
import { isOutsideTree, join } from './paths';
import type { SourceObject } from './sources';
import { isPattern, matching } from './values-pattern';
import { imageOf, isWritten, versionAt } from './version-at';

/** A text that a template put together pins nothing that an edit could set. @param shared values files of several environments */
export function argoVersions({ kind, object }: Draft, inventory: Inventory, shared: ReadonlySet<string>): Version[] {
  if (kind !== 'argoApplication' || object === undefined) return [];
  return sourcesOf(object).flatMap((source) => {
    const [chart, revision] = [text(child(source, 'chart')), child(source, 'targetRevision')];
    const ofChart = chart !== undefined && revision?.kind === 'scalar' && isWritten(revision) ? [versionAt(revision, { chart })] : [];
    const images = items(at(source, ['kustomize', 'images']))
      .filter(isWritten)
      .flatMap(argoImage);
    return [...ofChart, ...images, ...helmImages(object, source, inventory, shared)];
  });
}

/** Values files of Applications in more than one environment: what they pin is no environment's own. */
export function sharedValuesFiles(drafts: EnvironmentDrafts, inventory: Inventory): ReadonlySet<string> {
  const first = new Map<string, unknown>();
  const shared = new Set<string>();
  for (const environment of drafts.values()) {
    for (const { kind, object } of environment.apps) {
      if (kind !== 'argoApplication' || object === undefined) continue;
      for (const file of sourcesOf(object).flatMap((source) => valuesFiles(object, source, inventory))) {
        if ((first.get(file) ?? environment) !== environment) shared.add(file);
        else first.set(file, environment);
      }
    }
  }
  return shared;
}

/** `[name=]image:tag`: the name is what the kustomization calls the image. */
function argoImage(node: Node): Version[] {
  const [version] = imageOf(node);
  const image = version?.image ?? '';
  return version === undefined ? [] : [{ ...version, image: image.split('=')[0] as string }];
}

/** In the order in which they count: parameters, `valuesObject`, the last values file first. Of one image the first that pins it. */
function helmImages(object: SourceObject, source: Node, inventory: Inventory, shared: ReadonlySet<string>): readonly Version[] {
  const helm = child(source, 'helm');
  const place = sourcePlace(source, inventory);
  const documentOf = (file: string): Node | undefined => factsAt(file, inventory).sources.files.get(file)?.documents[0];
  const given = [child(helm, 'valuesObject'), ...valuesFiles(object, source, inventory).toReversed().map(documentOf)];
  const parameters = items(child(helm, 'parameters'));
  const known = [...given, ...(place === undefined ? [] : [documentOf(join(place.path, 'values.yaml'))])];
  const repositoryAt = (path: Path): string | undefined =>
    text(
      child(
        parameters.find((item) => text(child(item, 'name')) === [...path, 'repository'].join('.')),
        'value',
      ),
    ) ?? known.map((values) => text(at(values, [...path, 'repository']))).find((repository) => repository !== undefined);
  const own = given.filter((values) => values !== undefined && !shared.has(values.origin.file));
  const found = [
    ...parameters.flatMap((item) => parameterImage(item, repositoryAt)),
    ...own.flatMap((values) => tagsIn(values, [], repositoryAt)),
  ];
  return found.filter((version, index) => found.findIndex((other) => other.image === version.image) === index);
}

function parameterImage(item: Node, repositoryAt: (path: Path) => string | undefined): readonly Version[] {
  const [path, value] = [(text(child(item, 'name')) ?? '').split('.'), child(item, 'value')];
  if (value?.kind !== 'scalar' || value.text === '' || !isWritten(value)) return [];
  if (path.at(-1) !== 'tag') return path.at(-1) === 'image' ? imageOf(value) : [];
  const image = repositoryAt(path.slice(0, -1));
  return image === undefined ? [] : [versionAt(value, { image })];
}

function tagsIn(value: Node | undefined, path: Path, repositoryAt: (path: Path) => string | undefined): readonly Version[] {
  if (value?.kind !== 'map') return [];
  const tag = child(value, 'tag');
  const image = tag === undefined ? undefined : repositoryAt(path);
  const here = tag?.kind === 'scalar' && tag.text !== '' && isWritten(tag) && image !== undefined ? [versionAt(tag, { image })] : [];
  return [...here, ...value.entries.flatMap((entry) => tagsIn(entry.value, [...path, entry.key], repositoryAt))];
}

/** Those in this repository, in the order in which Helm is given them. A file that is named as well as matched has the place where it is named. */
function valuesFiles(object: SourceObject, source: Node, inventory: Inventory): readonly string[] {
  const place = sourcePlace(source, inventory);
  const located = items(at(source, ['helm', 'valueFiles'])).flatMap((item) => {
    const file = text(item) ?? '';
    const path = file.startsWith('$') ? referenced(object, file, inventory) : place?.kind === 'here' && fileAt(file, place);
    return typeof path === 'string' && !isOutsideTree(path) ? [path] : [];
  });
  const taken = new Set(located.filter((path) => !isPattern(path)));
  const all = located.flatMap((path) => {
    if (!isPattern(path)) return [path];
    const { folders } = factsAt(path, inventory).tree;
    const matched = matching((folder) => folders.get(folder) ?? [], path).filter((each) => !taken.has(each));
    for (const each of matched) taken.add(each);
    return matched;
  });
  return all.filter((path) => factsAt(path, inventory).sources.files.has(path));
}

function fileAt(file: string, { path, root, prefix }: { readonly path: string; readonly root: string; readonly prefix: string }): string {
  return file.startsWith('/') ? join(root, fromPrefix(prefix, join('.', file.slice(1)))) : join(path, file);
}

/** `$ref/path`: from the top of the repository that another source names. */
function referenced(object: SourceObject, file: string, inventory: Inventory): string | undefined {
  const [name, ...rest] = file.slice(1).split('/');
  const source = sourcesOf(object).find((one) => text(child(one, 'ref')) === name);
  if (source === undefined) return undefined;
  const [url = '', revision] = ['repoURL', 'targetRevision'].map((field) => text(child(source, field)));
  const place = placeOf({ url, revision }, aroundOf(inventory));
  return place.kind === 'here' ? fileAt(`/${rest.join('/')}`, place) : undefined;
}
