// Which declared environment a folder belongs to, and the apps that only a declaration makes part of an environment.
import type { Failure } from '../../model';
import { folderPattern } from '../application-set/globs';
import { type Draft, type EnvironmentDraft, type EnvironmentDrafts, environmentDraft, rendersItsFolder } from '../draft';
import { parentOf, segments } from '../paths';
import type { DeclaredEnvironment, DeclaredPath, Declarations } from './read';

export interface Place {
  readonly environment: DeclaredEnvironment;
  readonly path: DeclaredPath;
  /** Index of the folder's segment that the pattern ends at. */
  readonly index: number;
}

/** The first declaration whose paths hold the folder. */
export function placeOf(folder: string, { environments }: Declarations): Place | undefined {
  for (const environment of environments) {
    for (const path of environment.paths) {
      const index = matchedSegment(folder, path.pattern);
      if (index !== undefined) return { environment, path, index };
    }
  }
  return undefined;
}

export function placeReason(folder: string, { path, index }: Place): string {
  return `folder ${
    segments(folder)
      .slice(0, index + 1)
      .join('/') || '.'
  }, by ${path.place}`;
}

/** Moves what controllers' objects give to the environments whose paths hold the object's folder or the one that it renders, with all that it leads to. */
export function moveDeclared(drafts: EnvironmentDrafts, declarations: Declarations): void {
  if (declarations.environments.every(({ paths }) => paths.length === 0)) return;
  for (const from of [...drafts.values()]) {
    const own = new Map(from.apps.map((draft) => [draft, placeOfDraft(draft, declarations)] as const));
    const target = (draft: Draft): Found | undefined =>
      own.get(draft) ?? (draft.parent !== undefined && own.has(draft.parent) ? target(draft.parent) : undefined);
    const moving = from.apps.map((draft) => [draft, target(draft)] as const);
    for (const [draft, found] of moving) if (found !== undefined) move(draft, from, found, drafts);
    if (from.apps.length === 0) drafts.delete(from.name);
  }
}

/** What is said of an environment that is not there, and of folders that hold nothing. */
export function unmatched(declarations: Declarations, drafts: EnvironmentDrafts, names: readonly string[]): readonly Failure[] {
  const all = [...drafts.values()].flatMap(({ apps }) => apps);
  return declarations.environments.flatMap(({ name, paths, branch, position }) => {
    const empty = paths.filter(
      ({ pattern, position: own }) =>
        own !== undefined && !all.some((draft) => foldersOf(draft).some((folder) => matchedSegment(folder, pattern) !== undefined)),
    );
    const failures = empty.map(
      (path): Failure => ({
        code: 'settingUnmatched',
        subject: path.pattern,
        ...path.position,
        detail: 'no app of the repository lies there',
      }),
    );
    // A setting of the user's may be about other repositories as well.
    const isThere = position === undefined || names.includes(name) || paths.length > 0 || branch !== undefined;
    return isThere
      ? failures
      : [
          ...failures,
          { code: 'settingUnmatched', subject: name, ...position, detail: `the environments are ${[...names].sort().join(', ')}` },
        ];
  });
}

interface Found {
  readonly folder: string;
  readonly place: Place;
}

function placeOfDraft(draft: Draft, declarations: Declarations): Found | undefined {
  for (const folder of foldersOf(draft)) {
    const place = placeOf(folder, declarations);
    if (place !== undefined) return { folder, place };
  }
  return undefined;
}

function foldersOf(draft: Draft): readonly string[] {
  const objectFolder = parentOf(draft.source.file);
  return draft.object === undefined || !rendersItsFolder(draft) ? [objectFolder] : [objectFolder, draft.path];
}

function move(draft: Draft, from: EnvironmentDraft, { folder, place }: Found, drafts: EnvironmentDrafts): void {
  const { name } = place.environment;
  const to = environmentDraft(drafts, name);
  to.reasons.add(placeReason(folder, place));
  if (to === from) return;
  from.apps.splice(from.apps.indexOf(draft), 1);
  to.apps.push(draft);
}

/** The segment of `folder` at which it, or a folder that it lies in, matches the pattern. */
function matchedSegment(folder: string, pattern: string): number | undefined {
  if (pattern === '.') return segments(folder).length - 1;
  const folders = segments(folder);
  const length = pattern.split('/').length;
  if (length > folders.length) return undefined;
  return folderPattern(pattern)?.test(folders.slice(0, length).join('/')) === true ? length - 1 : undefined;
}
