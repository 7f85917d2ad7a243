// What one folder's build knows of its surroundings, and where it notes what it read, what failed and what is missing.
import {
  type ChartRelease,
  type Failure,
  FailureError,
  type Finding,
  type FindingCode,
  findingKey,
  type Need,
  type Node,
  type Origin,
  type Position,
} from '../../model';
import { type Clone as NamedClone, cloneAround, clonesIn, GIT_CLONES } from '../../discover/clones';
import { artifactRootOf } from '../../discover/artifact/path';
import { fetchedTopOf, isOutsideTree } from '../../discover/paths';
import type { FileAnswer, Files } from '../../ports';
import type { Profile } from './profile';
import { fingerprint } from '../../discover/reads';
import type { BuildCache } from './build-cache';
import type { OpenApi } from './schema/open-api';
import type { Tracking } from './tracking';

/** What a build leaves besides objects. Failures carry the kustomizations below this one in `via`. */
export interface Notes {
  readonly failures: Failure[];
  readonly warnings: Finding[];
  /** Keys of findings that this build contradicts. */
  readonly contradicts: Set<string>;
  readonly needs: Need[];
  /** Path to a fingerprint of the answer that the Files port gave. */
  readonly reads: Map<string, string>;
  /** Folders that were built as bases or components, for the check against cycles. */
  readonly folders: Set<string>;
  /** References to repositories that were followed, for the same. */
  readonly repositories: Set<string>;
  /** What the build takes from the kustomizations above it: `namespace`, where a chart's release goes. */
  readonly inherits: Set<'namespace'>;
  /** Credentials in addresses: no text may repeat them. */
  readonly secrets: Set<string>;
  /** Charts that were rendered. */
  readonly releases: Set<ChartRelease>;
  /** Which clones stood for other repositories, in words. */
  readonly clones: Set<string>;
}

export interface Scope {
  readonly files: Files;
  readonly profile: Profile;
  readonly cache: BuildCache;
  readonly folder: string;
  /** The kustomization file of `folder`. */
  readonly file: string;
  /** The folders that led here, the outermost first, `folder` the last. */
  readonly stack: readonly string[];
  readonly notes: Notes;
  readonly openapi: OpenApi;
  /** Of this kustomization, or else of the nearest one above it that has one. */
  readonly namespace?: string | undefined;
  /** Set inside of a fetched repository. */
  readonly clone?: Clone | undefined;
  /** The items that name the components, or the plugin, that this is the build of: all that it does depends on them. */
  readonly led: readonly Origin[];
  /** How many components this folder's build has entered, through each other or not. */
  readonly components: { entered: number };
  /** Set while objects are annotated with their origin. */
  readonly tracking?: Tracking | undefined;
}

/** The fetched repository that a build is in. A reference makes a clone of its own each time, so that only folders of the same one meet. */
export interface Clone {
  /** Its folder, as the Files port knows it. */
  readonly folder: string;
  /** The references that led here, the outermost first. */
  readonly references: readonly string[];
  /** How many folders of the stack lie outside of it. */
  readonly outside: number;
}

export function createNotes(): Notes {
  return {
    failures: [],
    warnings: [],
    contradicts: new Set(),
    needs: [],
    reads: new Map(),
    folders: new Set(),
    repositories: new Set(),
    inherits: new Set(),
    secrets: new Set(),
    releases: new Set(),
    clones: new Set(),
  };
}

/** Reads a file and remembers that the build depends on the answer. */
export function read(scope: Pick<Scope, 'files' | 'notes'>, path: string, need: Need = { kind: 'file', path }): FileAnswer {
  const answer = scope.files.read(path);
  scope.notes.reads.set(path, fingerprint(answer));
  // Where no front end fetches anything, a link is not there.
  const isMissing = answer.kind === 'unread' || (answer.kind === 'absent' && need.kind === 'remoteBase');
  if (isMissing) scope.notes.needs.push(need);
  return answer;
}

/** The folder that a build may not leave: of a fetched repository or another branch, of an artifact, or of a clone that the user has named. */
export function topOf(scope: Pick<Scope, 'clone' | 'files' | 'notes' | 'folder'>): string | undefined {
  if (scope.clone !== undefined) return scope.clone.folder;
  const artifact = artifactRootOf(scope.folder);
  if (artifact !== undefined) return artifact;
  const fetched = fetchedTopOf(scope.folder);
  if (fetched !== undefined) return fetched;
  return isOutsideTree(scope.folder) ? cloneAround(scope.folder, namedClones(scope))?.folder : undefined;
}

/** The clones of other repositories that the user has named: what is built depends on which. */
export function namedClones(scope: Pick<Scope, 'files' | 'notes'>): readonly NamedClone[] {
  read(scope, GIT_CLONES);
  return clonesIn(scope.files);
}

/** Notes a failure of this folder's build. One that lies in another file says that this kustomization led to it. */
export function fail(scope: Scope, failure: Failure): void {
  scope.notes.failures.push(ledTo(scope, failure));
}

/** Notes a failure at the position of a node. */
export function failAt(scope: Scope, node: Node | { readonly origin: Position }, failure: Failure): void {
  fail(scope, { ...positionOf(node.origin), ...failure });
}

/** Notes a warning at the position of a node. */
export function warnAt(scope: Scope, node: { readonly origin: Position }, finding: Pick<Finding, 'code' | 'subject' | 'detail'>): void {
  scope.notes.warnings.push(ledTo(scope, { severity: 'warning', ...finding, ...positionOf(node.origin) }));
}

/** Notes that something is of use here, whatever another build that shares the line says. */
export function noteUse(scope: Scope, node: { readonly origin: Position }, code: FindingCode): void {
  scope.notes.contradicts.add(findingKey(code, node.origin));
}

/** Takes over what the build of a base left, as seen from the kustomization that names it. */
export function absorb(scope: Scope, notes: Notes): void {
  const outer = <T extends Failure | Finding>(one: T): T => ({ ...one, via: [scope.file, ...(one.via ?? [])] });
  scope.notes.failures.push(...notes.failures.map(outer));
  scope.notes.warnings.push(...notes.warnings.map(outer));
  scope.notes.needs.push(...notes.needs);
  for (const key of notes.contradicts) scope.notes.contradicts.add(key);
  for (const [path, version] of notes.reads) scope.notes.reads.set(path, version);
  for (const folder of notes.folders) scope.notes.folders.add(folder);
  for (const raw of notes.repositories) scope.notes.repositories.add(raw);
  for (const field of notes.inherits) scope.notes.inherits.add(field);
  for (const secret of notes.secrets) scope.notes.secrets.add(secret);
  for (const release of notes.releases) scope.notes.releases.add(release);
  for (const clone of notes.clones) scope.notes.clones.add(clone);
}

/** The result of `work`, or `otherwise` when it ended in a failure, which is noted at `node` unless it has a position of its own. */
export function attempt<T>(scope: Scope, node: { readonly origin: Position }, work: () => T, otherwise: T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    fail(scope, error.failure.file === undefined ? { ...error.failure, ...positionOf(node.origin) } : error.failure);
    return otherwise;
  }
}

export function positionOf({ file, line, column }: Position): Position {
  return { file, line, column };
}

/** Where the two definitions stand; one place that is reached on two ways is told once. */
export function twice(first: Position | undefined, second: Position): string {
  const places = [first, second].map((place) => (place === undefined ? '' : `${place.file}:${place.line}`));
  return places[0] === places[1] ? `${places[0]} is taken in on two ways` : `in ${places.join(' and in ')}`;
}

function ledTo<T extends Failure | Finding>(scope: Scope, one: T): T {
  return one.file !== undefined && one.file !== scope.file && one.via === undefined ? { ...one, via: [scope.file] } : one;
}
