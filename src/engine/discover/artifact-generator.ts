// Where the files of an ExternalArtifact come from: the ArtifactGenerator that makes it, its sources, and what its copy rules make of paths.
import type { ArtifactLayout, ArtifactSource, CopyRule, Node } from '../model';
import { at, child, items, text } from '../yaml/access';
import { unknownAt } from './artifact/content';
import { selectionRoot } from './artifact/copy';
import { type Described, described, mayMake } from './artifact/described';
import type { KnownArtifact } from './artifact/facts';
import { folderInPlace } from './artifact/in-place';
import { artifactRoot } from './artifact/path';
import { ruleOf } from './artifact/rule';
import { factsAt } from './clone-trees';
import { type FluxSource, fluxSource } from './flux-source';
import type { Inventory } from './inventory';
import { nearest, type Seeker } from './nearest';
import { isOutsideTree, join, segments } from './paths';
import { ruleFilesIn } from './source-ignore';
import { positionOf, type SourceObject } from './sources';

export interface ArtifactPath {
  /** As the Files port has it; absent where the reason says why there is none. */
  readonly path?: string;
  readonly reason: string;
  /** What makes the artifact, and the sources that are declared of it. */
  readonly through: readonly SourceObject[];
  /** Set where the path lies in the artifact, and no folder of a source is the same. */
  readonly layout?: ArtifactLayout;
  /** The address of another repository that is needed. */
  readonly repository?: string;
}

/**
 * A folder of an artifact. Where a source has it as it is, with all that it builds on, it is read there.
 *
 * Source: github.com/fluxcd/source-watcher v2.3, `internal/builder/builder.go`.
 */
export function artifactPath(owner: Seeker, name: string, declared: string, inventory: Inventory): ArtifactPath {
  const made = madeArtifact(owner, name, inventory);
  if (made.known === undefined) return made;
  const { known, where, through, generator, reasons } = made;
  const { layout, content } = known;
  const obstacle = obstacleTo(declared, known, where);
  if (obstacle !== undefined) return { ...obstacle, through };
  const inPlace = folderInPlace(declared, content, (path) => factsAt(path, inventory));
  const why = reasons.map((reason) => `; ${reason}`).join('');
  if (inPlace !== undefined)
    return { path: inPlace, reason: `${where} (${generator.file}:${generator.line}) copies it from ${inPlace}${why}`, through };
  const path = join(layout.path, declared);
  return { path, reason: `${where} (${generator.file}:${generator.line}) makes it${why}`, through, layout };
}

/**
 * The folder that is the chart in an artifact. Helm takes a chart that is one folder of its archive.
 *
 * Source: Helm 4.3.1, `pkg/chart/loader/archive/archive.go`.
 */
export function artifactChart(owner: Seeker, name: string, inventory: Inventory): ArtifactPath {
  const made = madeArtifact(owner, name, inventory);
  if (made.known === undefined) return made;
  const { known, where, through } = made;
  const { layout, content } = known;
  const obstacle = obstacleTo('.', known, where);
  if (obstacle !== undefined) return { ...obstacle, through };
  const tops = new Set([...content.files.keys()].map((path) => (path.includes('/') ? (segments(path)[0] as string) : '.')));
  const [top = '.'] = tops;
  if (tops.size !== 1 || top === '.')
    return { reason: `the artifact ${name} of ${where} is no chart in a single folder of its own`, through };
  return { path: join(layout.path, top), reason: `${where} makes it`, through, layout };
}

type Made =
  | (ArtifactPath & { readonly known?: undefined })
  | {
      readonly known: KnownArtifact;
      readonly generator: SourceObject;
      readonly where: string;
      readonly through: readonly SourceObject[];
      readonly reasons: readonly string[];
    };

function madeArtifact(owner: Seeker, name: string, inventory: Inventory): Made {
  const found = layoutOf(owner, name, inventory, []);
  if (typeof found === 'string') return { reason: found, through: [] };
  const { layout, generator, through, reasons } = found;
  return { known: inventory.artifact(layout), generator, where: `ArtifactGenerator ${generator.name}`, through, reasons };
}

/** Why a folder of an artifact, or what it is in, is not known. */
function obstacleTo(path: string, { content }: KnownArtifact, where: string): Omit<ArtifactPath, 'through'> | undefined {
  const { refusal, looked } = content;
  if (refusal !== undefined)
    return { reason: `${where} makes no artifact: the rule in line ${refusal.position.line} fails, as ${refusal.detail}` };
  const unknown = unknownAt(path, content);
  if (unknown !== undefined) {
    const { reason, repository } = unknown;
    return { reason: `what ${where} copies there is not known: ${reason}`, ...(repository === undefined ? {} : { repository }) };
  }
  const [failure] = looked.failures;
  if (failure !== undefined) return { reason: `what ${where} copies cannot be read: ${failure.detail ?? failure.subject ?? failure.code}` };
  return content.folders.has(path) ? undefined : { reason: `the copy rules of ${where} make no folder ${path}` };
}

interface Layout {
  readonly layout: ArtifactLayout;
  readonly generator: SourceObject;
  readonly through: readonly SourceObject[];
  /** Why its sources are taken for what they are, and whether it is made anew at all. */
  readonly reasons: readonly string[];
}

function suspended({ name, node }: SourceObject): readonly string[] {
  const reconcile = text(at(node, ['metadata', 'annotations', 'source.extensions.fluxcd.io/reconcile']));
  return reconcile?.toLowerCase() === 'disabled' ? [`${name} is suspended, so that its artifacts stay as they were made last`] : [];
}

/** @param above artifacts that copy from this one. @returns a text that says why there is none. */
function layoutOf(owner: Seeker, name: string, inventory: Inventory, above: readonly string[]): Layout | string {
  const generators = (inventory.fluxSources.get('ArtifactGenerator') ?? []).filter((object) => mayMake(object, name));
  const nowhere = `no ArtifactGenerator in the repository makes the artifact ${name}`;
  // Of those that make artifacts by folders, which ones is known only when the folders are.
  for (let left = generators, generator = nearest(owner, left); generator !== undefined; generator = nearest(owner, left)) {
    left = left.filter((other) => other !== generator);
    const root = artifactRoot(generator.file, `${generator.name}.${name}`);
    if (above.includes(root)) return `the artifact ${name} is copied from itself`;
    const found = described(generator, name, (pattern) => foldersOf(generator, pattern, inventory, [...above, root]));
    if (typeof found === 'string') return found;
    if (found !== undefined) return laidOut(generator, found, root, inventory, above);
  }
  return nowhere;
}

function laidOut(
  generator: SourceObject,
  { node, render }: Described,
  root: string,
  inventory: Inventory,
  above: readonly string[],
): Layout {
  const rules = items(child(node, 'copy')).map((rule) => ruleOf(rule, generator, render));
  const used = new Set(rules.map(({ alias }) => alias));
  const sources = items(at(generator.node, ['spec', 'sources']))
    .filter((source) => used.has(text(child(source, 'alias')) ?? ''))
    .map((source) => {
      const literal = selectionRoot(rules.find(({ alias }) => alias === text(child(source, 'alias')))?.pattern ?? '.');
      return sourceOf(source, generator, literal, inventory, [...above, root]);
    });
  const resolved = new Map(sources.map((source) => [source.source.alias, source] as const));
  return {
    generator,
    through: [generator, ...sources.flatMap((source) => source.through)],
    layout: {
      path: root,
      sources: sources.map(({ source }) => source),
      copy: rules.map((rule) => withUnknown(rule, resolved.get(rule.alias))),
      position: positionOf(node, generator),
      clones: [...new Set(sources.flatMap(({ clones = [] }) => clones))],
    },
    reasons: [...suspended(generator), ...new Set(sources.flatMap(({ reasons = [] }) => reasons))],
  };
}

/** All folders of the source that the pattern is about. @returns a text that says why they are not known. */
function foldersOf(generator: SourceObject, pattern: string, inventory: Inventory, above: readonly string[]): Iterable<string> | string {
  const [, alias, path = ''] = /^@([^/]+)\/(.*)$/s.exec(pattern) ?? [];
  const node = items(at(generator.node, ['spec', 'sources'])).find((source) => text(child(source, 'alias')) === alias);
  if (alias === undefined || node === undefined) return `it has no source with the alias ${alias ?? pattern}`;
  const { source, unknown } = sourceOf(node, generator, path.replace(/\/?[^/]*\{.*$/s, '') || '.', inventory, above);
  if (unknown !== undefined) return unknown;
  const position = positionOf(undefined, generator);
  const everything = { alias, pattern: '', to: '', exclude: [], strategy: 'Overwrite', optional: false, position };
  const all = inventory.artifact({
    path: artifactRoot(generator.file, `${generator.name}.@${alias}`),
    sources: [source],
    copy: [everything],
    position,
    clones: [],
  });
  const [failure] = all.content.looked.failures;
  return failure === undefined ? all.content.folders.keys() : (failure.detail ?? failure.subject ?? failure.code);
}

interface Resolved extends Pick<CopyRule, 'unknown' | 'repository'> {
  readonly source: ArtifactSource;
  readonly through: readonly SourceObject[];
  /** Why it is taken for what it is. */
  readonly reasons?: readonly string[];
  /** Which clones stand for it, or for what it is made of. */
  readonly clones?: readonly string[];
}

/** What lies outside of the folder that is open is not known of a rule that names it. */
function withUnknown(rule: CopyRule, from: Resolved | undefined): CopyRule {
  if (rule.unknown !== undefined || from === undefined) return rule;
  const { unknown, repository, source } = from;
  if (unknown !== undefined) return { ...rule, unknown, ...(repository === undefined ? {} : { repository }) };
  const { prefix = '.' } = source;
  const isInside = prefix === '.' || `${selectionRoot(rule.pattern)}/`.startsWith(`${prefix}/`);
  return isInside ? rule : { ...rule, unknown: `it lies outside ${prefix}, the folder of its repository that is open` };
}

function sourceOf(node: Node, generator: SourceObject, literal: string, inventory: Inventory, above: readonly string[]): Resolved {
  const [alias = '', kind = '', name = ''] = ['alias', 'kind', 'name'].map((key) => text(child(node, key)));
  if (kind === 'ExternalArtifact') return fromArtifact({ alias, name }, generator, inventory, above);
  const source = { alias };
  if (kind === 'HelmChart')
    return { source, unknown: `HelmChart ${name} is a packed chart, which is not fetched for artifacts`, through: [] };
  const found = fluxSource(generator, { kind, name }, literal, inventory);
  const through = found.declared === undefined ? [] : [found.declared];
  const ignore = text(at(found.declared?.node, ['spec', 'ignore']));
  if (found.clone !== undefined) {
    const { folder } = found.clone;
    const told = { reasons: [found.reason], clones: [found.reason] };
    return { source: { alias, path: folder, ...rulesOf(folder, ignore, inventory) }, ...told, through };
  }
  if (found.isBranch === true) return { source, unknown: `${kind} ${name} follows ${found.reason}`, through };
  if (!found.isTree)
    return { source, unknown: found.reason, through, ...(found.repository === undefined ? {} : { repository: found.repository }) };
  const tree = { alias, path: '.', ...prefixOf(found, literal, inventory), ...rulesOf('.', ignore, inventory) };
  return { source: tree, reasons: [found.reason], through };
}

/** Paths may be meant from the repository's top, where the tree is a folder of it. */
function prefixOf({ path }: FluxSource, literal: string, { prefix }: Inventory): Pick<ArtifactSource, 'prefix'> {
  return prefix === '.' || (path === literal && !isOutsideTree(path)) ? {} : { prefix };
}

function rulesOf(folder: string, ignore: string | undefined, inventory: Inventory): Pick<ArtifactSource, 'ignore' | 'sourceRules'> {
  const sourceRules = ruleFilesIn(factsAt(folder, inventory).tree);
  return { ...(ignore === undefined ? {} : { ignore }), ...(sourceRules.length === 0 ? {} : { sourceRules }) };
}

function fromArtifact(
  { alias, name }: { readonly alias: string; readonly name: string },
  generator: SourceObject,
  inventory: Inventory,
  above: readonly string[],
): Resolved {
  const inner = layoutOf(generator, name, inventory, above);
  if (typeof inner === 'string') return { source: { alias }, unknown: inner, through: [] };
  const { layout, reasons, through } = inner;
  return { source: { alias, artifact: layout }, reasons, clones: layout.clones, through };
}
