// Where the files of an ExternalArtifact lie in this repository: what the copy rules of its ArtifactGenerator make of paths.
import type { Node } from '../model';
import { at, child, items, text } from '../yaml/access';
import { copiedBy, copiedFolder } from './artifact-folder';
import { fluxSource, guessedPath, nearest } from './flux-source';
import type { Inventory } from './inventory';
import { baseName, isWithin, join, parentOf, segments } from './paths';
import type { SourceObject } from './sources';

export interface ArtifactPath {
  /** Of this repository; absent where the reason says why there is none. */
  readonly path?: string;
  readonly reason: string;
  readonly generator?: SourceObject;
}

/**
 * A part of an artifact that is laid out as in the repository is read in place. Of one that rearranges folders, a folder is that stands by itself; paths between others differ.
 *
 * Source: github.com/fluxcd/source-watcher, internal/builder/builder.go.
 */
export function artifactPath(owner: SourceObject, name: string, declared: string, inventory: Inventory): ArtifactPath {
  const generators = (inventory.fluxSources.get('ArtifactGenerator') ?? []).filter((object) => artifact(object, name) !== undefined);
  const generator = nearest(owner, generators);
  if (generator === undefined) return { reason: `no ArtifactGenerator in the repository makes the artifact ${name}` };
  const where = `ArtifactGenerator ${generator.name}`;
  const rules = items(child(artifact(generator, name), 'copy')).map((node) => copyRule(node, inventory));
  const foreign = foreignAliases(generator, inventory);
  const alone = folderByItself(generator, name, declared, foreign, inventory);
  const rule = rules.findLast((candidate) => candidate !== undefined && leadsTo(declared, candidate));
  const isLaidOut = rule !== undefined && rules.every((other) => other?.dropped === rule.dropped && !foreign.has(other.alias));
  if (!isLaidOut && alone !== undefined) return { path: alone, reason: copiesFrom(generator, alone), generator };
  if (rule === undefined || foreign.has(rule.alias))
    return { reason: `the copy rules of ${where} do not lead to a folder of this repository`, generator };
  const path = join(rule.dropped, declared);
  if (isLaidOut) return { path, reason: copiesFrom(generator, path), generator };
  return { reason: `${where} rearranges folders: paths between them can differ from the repository's`, generator };
}

function copiesFrom({ name, file, line }: SourceObject, path: string): string {
  return `ArtifactGenerator ${name} (${file}:${line}) copies it from ${path}`;
}

function folderByItself(
  generator: SourceObject,
  name: string,
  declared: string,
  foreign: ReadonlySet<string | undefined>,
  inventory: Inventory,
): string | undefined {
  const isFolder = (path: string): boolean => inventory.tree.folders.has(path);
  const rules = items(child(artifact(generator, name), 'copy'));
  const copied = rules.map((node) => copiedBy(node, isFolder, !leavesManifestsOut(node)));
  // What a rule does that cannot be read, nobody knows.
  const known = copied.filter((each) => each !== undefined);
  const found = known.length === copied.length ? copiedFolder(declared, known, inventory) : undefined;
  return found === undefined || foreign.has(found.alias) ? undefined : found.path;
}

/**
 * The folder of this repository that is the chart in an artifact. Helm takes a chart that is one folder of its archive.
 *
 * Source: Helm 4.3.1, `pkg/chart/loader/archive/archive.go`.
 */
export function artifactChart(owner: SourceObject, name: string, inventory: Inventory): ArtifactPath {
  const whole = artifactPath(owner, name, '.', inventory);
  const { generator, path } = whole;
  if (generator === undefined) return whole;
  const rules = items(child(artifact(generator, name), 'copy')).map((node) => copyRule(node, inventory));
  const tops = new Set(rules.flatMap((rule) => (rule === undefined ? [] : topFolders(rule, path, inventory))));
  const [top, ...more] = tops;
  if (path === undefined || top === undefined || more.length > 0) {
    const reason = `the artifact ${name} of ArtifactGenerator ${generator.name} is no chart in a single folder of its own`;
    return path === undefined ? whole : { reason, generator };
  }
  return artifactPath(owner, name, top, inventory);
}

/** What lies at the top of the artifact by this rule; `.` stands for files. */
function topFolders({ to }: CopyRule, path: string | undefined, { tree }: Inventory): readonly string[] {
  if (to !== '.') return segments(to).slice(0, 1);
  const entries = tree.folders.get(path ?? '') ?? [];
  return entries.some(({ kind }) => kind === 'file') ? ['.', ''] : entries.map((entry) => entry.name);
}

interface CopyRule {
  readonly alias: string;
  /** Folder of the artifact. */
  readonly to: string;
  /** The leading folder of the repository that its files lose. */
  readonly dropped: string;
}

/** What is above the copied folder, such as the root of the artifact, is there as well. */
function leadsTo(declared: string, { to }: CopyRule): boolean {
  return isWithin(declared, to) || isWithin(to, declared);
}

/** Undefined for a rule that gives a file another name, drops a folder into another one, or leaves manifests out. */
function copyRule(node: Node, inventory: Inventory): CopyRule | undefined {
  const [, alias, pattern] = /^@([^/]+)\/(.*)$/.exec(text(child(node, 'from')) ?? '') ?? [];
  const [, to] = /^@artifact\/(.*)$/.exec(text(child(node, 'to')) ?? '') ?? [];
  if (alias === undefined || pattern === undefined || to === undefined || leavesManifestsOut(node)) return undefined;
  const target = join('.', to);
  if (/^[^*?[\]]*\/\*\*$/.test(pattern)) return shift(alias, join('.', pattern.slice(0, -3)), target);
  // Other patterns keep the whole path of what they match.
  if (/[*?[\]]/.test(pattern)) return pattern === '**' ? shift(alias, '.', target) : undefined;
  const source = join('.', pattern);
  if (inventory.tree.folders.has(guessedPath(source, inventory))) return shift(alias, source, join(target, baseName(source)));
  return to.endsWith('/') || to === '' ? shift(alias, parentOf(source), target) : shift(alias, source, target);
}

function shift(alias: string, from: string, to: string): CopyRule | undefined {
  if (to === '.') return { alias, to, dropped: from };
  if (from === to) return { alias, to, dropped: '.' };
  return from.endsWith(`/${to}`) ? { alias, to, dropped: from.slice(0, -to.length - 1) } : undefined;
}

/** Pictures and texts that are left out change nothing of what is built. */
function leavesManifestsOut(node: Node): boolean {
  const strategy = text(child(node, 'strategy'));
  const isPlain = strategy === undefined || strategy === 'Overwrite';
  return (
    !isPlain ||
    !items(child(node, 'exclude')).every((pattern) => /\.(?:md|txt|png|jpe?g|gif|svg|tgz|gz|zip|go|sh)$/.test(text(pattern) ?? ''))
  );
}

function artifact(generator: SourceObject, name: string): Node | undefined {
  return items(at(generator.node, ['spec', 'artifacts'])).find((item) => text(child(item, 'name')) === name);
}

/** Aliases of sources that are not this repository. */
function foreignAliases(generator: SourceObject, inventory: Inventory): ReadonlySet<string | undefined> {
  const foreign = items(at(generator.node, ['spec', 'sources'])).filter((source) => {
    const [kind = '', name = ''] = [text(child(source, 'kind')), text(child(source, 'name'))];
    return !fluxSource(generator, { kind, name }, '.', inventory).isTree;
  });
  return new Set(foreign.map((source) => text(child(source, 'alias'))));
}
