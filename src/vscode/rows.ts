// The rows of the Environments view, as plain data, and how one row leads to the next.
import { withoutRepetition } from '../session/failures';
import {
  type App,
  type AppComparison,
  type Comparison,
  type Environment,
  type Failure,
  type Note,
  type ObjectRef,
  type Part,
  apiGroup,
} from '../engine/model';
import { once } from '../engine/discover/once';
import { notesOf } from '../engine/decide/notes';
import type { Fleet } from './fleet';
import type { Folder } from './folder';
import { parentRelease, releasesOf } from './releases';

export interface FolderRow {
  readonly kind: 'folder';
  readonly folder: Folder;
}
export interface EnvironmentRow {
  readonly kind: 'environment';
  readonly folder: Folder;
  readonly environment: Environment;
}
export interface AppRow {
  readonly kind: 'app';
  readonly folder: Folder;
  readonly environment: Environment;
  readonly app: App;
}
export interface ObjectRow {
  readonly kind: 'object';
  readonly folder: Folder;
  readonly environment: Environment;
  readonly app: App;
  readonly ref: ObjectRef;
  readonly comparison?: Comparison;
  /** Whether the objects of this app lie in several namespaces. */
  readonly severalNamespaces?: true;
  /** What it means for others; absent where there is nothing to say. */
  readonly notes?: readonly Note[];
}
export interface FailureRow {
  readonly kind: 'failure';
  readonly folder: Folder;
  readonly failure: Failure;
  /** Where it shows: tells rows with the same failure apart. */
  readonly under: string;
}
/** Many failures of a folder, out of the way of its environments. */
export interface ProblemsRow {
  readonly kind: 'problems';
  readonly folder: Folder;
}
/** What another tool carries out. */
export interface PartRow {
  readonly kind: 'part';
  readonly folder: Folder;
  readonly part: Part;
  /** Absent for a part of none. */
  readonly environmentName?: string;
  /** Where it shows: tells rows with the same part apart. */
  readonly under: string;
}
/** Parts of no environment. */
export interface OtherPartsRow {
  readonly kind: 'otherParts';
  readonly folder: Folder;
}
export type Row = FolderRow | EnvironmentRow | AppRow | ObjectRow | FailureRow | ProblemsRow | PartRow | OtherPartsRow;

/** More failures than this would push the environments out of sight. */
const FEW_FAILURES = 3;

/** The folder level shows only where there are several folders. */
export function topRows(fleet: Fleet): readonly Row[] {
  const read = fleet.folders.filter(({ discovery }) => discovery !== undefined);
  const [only, ...others] = read;
  if (only === undefined) return [];
  return others.length === 0 ? folderRows(only) : read.map((folder) => ({ kind: 'folder', folder }));
}

export function childRows(row: Row): readonly Row[] {
  const now = latest(row);
  switch (now?.kind) {
    case 'folder':
      return folderRows(now.folder);
    case 'environment':
      return environmentRows(now);
    case 'app':
      return appRows(now);
    case 'problems':
      return failureRows(now.folder, foundProblems(now.folder), now.folder.key);
    case 'otherParts':
      return partRows(now.folder, now.folder.discovery?.otherParts ?? [], now.folder.key);
    case undefined:
    case 'part':
    case 'object':
    case 'failure':
      return [];
  }
}

/** The row over what was discovered last: a row is drawn again only when it looks different. @returns undefined when it is about something that is gone. */
export function latest(row: Row): Row | undefined {
  if (!('environment' in row)) return row;
  const environment = row.folder.environment(row.environment.name);
  if (environment === undefined) return undefined;
  if (row.kind === 'environment') return { ...row, environment };
  const app = row.folder.app(environment.name, row.app.app);
  return app === undefined ? undefined : { ...row, environment, app };
}

/** The latest comparison of every app of an environment; apps that were not compared are absent. */
export function comparisons(folder: Folder, environment: Environment): readonly AppComparison[] {
  return environment.apps.map(({ app }) => folder.session.comparison(environment.name, app)).filter((found) => found !== undefined);
}

/**
 * The item that is the object `ref`. Git may leave a namespace out that the cluster states (then it is `default`), or state one for a kind that
 * has none; with several candidates that differ in nothing but that, there is no telling, and no answer.
 */
export function findObject<T>(items: readonly T[], ref: ObjectRef, refOf: (item: T) => ObjectRef): T | undefined {
  const named = items.filter((item) => sameName(refOf(item), ref));
  const placed = ({ namespace = 'default' }: ObjectRef): string => namespace;
  const found = named.find((item) => refOf(item).namespace === ref.namespace) ?? named.find((item) => placed(refOf(item)) === placed(ref));
  if (found !== undefined) return found;
  const [only, ...others] = named.filter((item) => ref.namespace === undefined || refOf(item).namespace === undefined);
  return others.length === 0 ? only : undefined;
}

/** What was found in the repository and could not be worked out. */
export function foundProblems({ discovery }: Folder): readonly Failure[] {
  return withoutRepetition(discovery?.failures ?? []);
}

function sameName(a: ObjectRef, b: ObjectRef): boolean {
  return a.kind === b.kind && a.name === b.name && apiGroup(a.apiVersion) === apiGroup(b.apiVersion);
}

function folderRows(folder: Folder): readonly Row[] {
  const environments = folder.environments.map((environment): Row => ({ kind: 'environment', folder, environment }));
  const others: readonly Row[] = (folder.discovery?.otherParts.length ?? 0) === 0 ? [] : [{ kind: 'otherParts', folder }];
  const failures = foundProblems(folder);
  if (failures.length > FEW_FAILURES) return [...environments, ...others, { kind: 'problems', folder }];
  return [...environments, ...others, ...failureRows(folder, failures, folder.key)];
}

function environmentRows({ folder, environment }: EnvironmentRow): readonly Row[] {
  const own = environment.apps.filter((app) => parentRelease(environment, app) === undefined);
  const apps = own.map((app): Row => ({ kind: 'app', folder, environment, app }));
  const under = `${folder.key} ${environment.name}`;
  return [
    ...failureRows(folder, environment.unread ?? [], under),
    ...apps,
    ...partRows(folder, environment.parts ?? [], under, environment.name),
  ];
}

function appRows(row: AppRow): readonly Row[] {
  const { folder, environment, app } = row;
  const rendered = folder.session.render(environment.name, app.app);
  const under = `${folder.key} ${environment.name} ${app.app}`;
  const comparison = folder.session.comparison(environment.name, app.app);
  const objects = withComparisons(
    rendered.objects.map(({ ref }) => ref),
    comparison?.comparisons ?? [],
  );
  const namespaces = new Set(objects.map(({ ref }) => ref.namespace).filter((namespace) => namespace !== undefined));
  const several = namespaces.size > 1 ? ({ severalNamespaces: true } as const) : {};
  const failures = withoutRepetition([...app.unresolved, ...rendered.failures, ...(comparison?.failures ?? [])]);
  const notes = new Map([...notesIn(rendered.objects)].map(([{ ref }, own]) => [ref, own]));
  const notesAt = (ref: ObjectRef): Pick<ObjectRow, 'notes'> => (notes.has(ref) ? { notes: notes.get(ref) as readonly Note[] } : {});
  return [
    ...failureRows(folder, failures, under),
    ...releasesOf(environment, app).map((release): Row => ({ ...row, app: release })),
    ...objects.map((found): Row => ({ kind: 'object', folder, environment, app, ...found, ...several, ...notesAt(found.ref) })),
  ];
}

/** Rows are read again at every redraw, and a render stays the same. */
const notesIn = once(notesOf);

/** Every object that is rendered or was compared, once. */
function withComparisons(refs: readonly ObjectRef[], compared: readonly Comparison[]): readonly Pick<ObjectRow, 'ref' | 'comparison'>[] {
  const rendered = refs.map((ref) => ({ ref, comparison: findObject(compared, ref, (candidate) => candidate.ref) }));
  const known = new Set(rendered.map(({ comparison }) => comparison));
  const extra = compared.filter((comparison) => !known.has(comparison)).map((comparison) => ({ ref: comparison.ref, comparison }));
  return [...rendered, ...extra]
    .sort((a, b) => byKindAndName(a.ref, b.ref))
    .map(({ ref, comparison }) => (comparison === undefined ? { ref } : { ref, comparison }));
}

function failureRows(folder: Folder, failures: readonly Failure[], under: string): readonly Row[] {
  return failures.map((failure, index) => ({ kind: 'failure', folder, failure, under: `${under} ${index}` }));
}

function partRows(folder: Folder, parts: readonly Part[], under: string, environmentName?: string): readonly Row[] {
  return parts.map((part) => ({ kind: 'part', folder, part, under, ...(environmentName === undefined ? {} : { environmentName }) }));
}

function byKindAndName(a: ObjectRef, b: ObjectRef): number {
  return a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name) || (a.namespace ?? '').localeCompare(b.namespace ?? '');
}
