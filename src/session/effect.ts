// What an edit does to what is rendered: the tree as it is now against the tree with other content of a few files, kept from one keystroke to the next.
import { objectEffects } from '../engine/compare/rendered-effects';
import { renderFailures } from '../engine/compare/renders';
import { type App, type AppEffect, type Discovery, nothingRendered, type Rendered } from '../engine/model';
import type { Mask } from '../engine/normalise/mask';
import type { DirectoryAnswer, FileAnswer, Files } from '../engine/ports';
import type { OtherContent } from './api';
import type { Outside } from './branches';
import type { Connections } from './connections';
import { touchedBy } from './held';
import { createSources, type Elsewhere, type Sources } from './sources';
import { run } from '../engine/steps';

export interface Effects {
  /** Every app that reads one of the files, or that the edit makes another app of, in promotion order; unchanged ones with no objects. */
  of(before: OtherContent): readonly AppEffect[];
  /** The same in small steps, one for each app; of no use once a source has changed, or another edit is asked for. */
  steps(before: OtherContent): Generator<void, readonly AppEffect[]>;
  changed(paths: readonly string[]): void;
  /** Settles when no render of the other side is on its way. @throws CancelledError when the signal aborts. */
  settled(signal: AbortSignal): Promise<void>;
  /** What the other side of the last edit rendered. */
  renders(): Iterable<Rendered>;
}

/**
 * @param now the sources of the tree as it is now, over `files`.
 * @param outside the one that they were made with.
 * @param elsewhere where long renders of the other side go.
 * @param connections of environments whose charts are told on both sides what a cluster answered.
 */
export function createEffects(
  now: Sources,
  files: Files,
  mask: Mask,
  outside?: Outside,
  elsewhere?: Elsewhere,
  connections?: Connections,
): Effects {
  let other: OtherContent = new Map();
  const sources = createSources(
    filesOver(files, () => other),
    outside,
    elsewhere,
    connections,
  );
  function* steps(before: OtherContent): Generator<void, readonly AppEffect[]> {
    const paths = differing(other, before);
    other = before;
    if (paths.length > 0) sources.changed(paths);
    return yield* effectsBetween(sources, now, [...before.keys()], mask);
  }
  return {
    of: (before) => run(steps(before)),
    steps,
    changed: sources.changed,
    settled: sources.settled,
    renders: sources.renders,
  };
}

function* effectsBetween(before: Sources, after: Sources, paths: readonly string[], mask: Mask): Generator<void, readonly AppEffect[]> {
  const touched = touchedBy(paths);
  const [old, now] = [appsOf(before.discovery()), appsOf(after.discovery())];
  const keys = [...now.keys(), ...[...old.keys()].filter((key) => !now.has(key))];
  const effects: AppEffect[] = [];
  for (const key of keys) {
    yield;
    const [from, to] = [old.get(key), now.get(key)];
    const { environment, app } = (to ?? from) as Placed;
    const rendered = to === undefined ? nothingRendered([]) : after.render(environment, app.app);
    // Up to the first of the files that it reads, a render does not know which side it is on: where this one reads none, the other does not.
    if (from !== undefined && to !== undefined && from.signature === to.signature && !readsAny(rendered, touched)) continue;
    const past = from === undefined ? nothingRendered([]) : before.render(environment, app.app);
    effects.push({
      environment,
      app: app.app,
      state: from === undefined ? 'comes' : to === undefined ? 'goes' : 'stays',
      objects: objectEffects(past.objects, rendered.objects, mask),
      failures: { before: renderFailures(past), after: renderFailures(rendered) },
    });
  }
  return effects;
}

interface Placed {
  readonly environment: string;
  readonly app: App;
  readonly signature: string;
}

function appsOf({ environments }: Discovery): ReadonlyMap<string, Placed> {
  return new Map(
    environments.flatMap(({ name, apps }) =>
      apps.map((app) => [`${name}\n${app.app}`, { environment: name, app, signature: JSON.stringify(app) }] as const),
    ),
  );
}

function readsAny({ reads }: Rendered, touched: ReadonlySet<string>): boolean {
  return reads.some((path) => touched.has(path));
}

/** Paths whose content differs between two sets of other content, or that only one of them has. */
function differing(a: OtherContent, b: OtherContent): readonly string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((path) => a.has(path) !== b.has(path) || a.get(path) !== b.get(path));
}

function filesOver(files: Files, other: () => OtherContent): Files {
  return {
    read(path): FileAnswer {
      if (!other().has(path)) return files.read(path);
      const text = other().get(path);
      return text === undefined ? { kind: 'absent' } : { kind: 'file', text, version: `other ${text}` };
    },
    list(path): DirectoryAnswer {
      const answer = files.list(path);
      return [...other()].reduce((listed, [file, text]) => withFile(listed, path, file, text !== undefined), answer);
    },
  };
}

/** A folder as it is with one file there, or not there. Folders that hold nothing but such a file are there with it. */
function withFile(listed: DirectoryAnswer, folder: string, file: string, isThere: boolean): DirectoryAnswer {
  const inside = folder === '.' ? file : file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : undefined;
  if (inside === undefined || (listed.kind !== 'directory' && listed.kind !== 'absent')) return listed;
  const [name = '', ...below] = inside.split('/');
  const entries = listed.kind === 'directory' ? listed.entries : [];
  const isListed = entries.some((entry) => entry.name === name);
  if (isThere) {
    if (isListed) return listed;
    return { kind: 'directory', entries: [...entries, { name, kind: below.length === 0 ? 'file' : 'directory' }] };
  }
  return isListed && below.length === 0 ? { kind: 'directory', entries: entries.filter((entry) => entry.name !== name) } : listed;
}
