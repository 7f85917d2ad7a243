// Which object is meant where several have the name: clusters, and environments, declare objects of the same names.
import type { Draft } from './draft';
import { sharedDepth } from './paths';
import type { SourceObject } from './sources';

/** An object that names others. */
export interface Seeker extends Pick<SourceObject, 'file' | 'line' | 'column' | 'node'> {
  /** Folders and files of what applies it, the nearest first: they tell the cluster of an object that several clusters share. */
  readonly above?: readonly string[];
  /** The keys of what applies it, the nearest first. */
  readonly keys?: readonly string[];
}

/** The one that is declared closest to who names it; of those that are equally close, closest to what applies that. */
export function nearest<T extends { readonly file: string }>(
  { file, above = [] }: Pick<Seeker, 'file' | 'above'>,
  candidates: readonly T[],
): T | undefined {
  if (candidates.length < 2) return candidates[0];
  const places = [file, ...above];
  const depths = new Map(candidates.map((one) => [one, places.map((place) => sharedDepth(one.file, place))]));
  const deeper = (a: T, b: T): number => {
    const [left = [], right = []] = [depths.get(a), depths.get(b)];
    const index = left.findIndex((depth, at) => depth !== right[at]);
    return index === -1 ? 0 : (right[index] ?? 0) - (left[index] ?? 0);
  };
  return [...candidates].sort(deeper)[0];
}

/** An object as one app applies it. */
export function seeker(parent: Draft | undefined, { file, line, column, node }: SourceObject): Seeker {
  return { file, line, column, node, above: placesAbove(parent), keys: keysAbove(parent) };
}

export function keysAbove(parent: Draft | undefined): readonly string[] {
  return parent === undefined ? [] : [...(parent.key === undefined ? [] : [parent.key]), ...keysAbove(parent.parent)];
}

export function placesAbove(parent: Draft | undefined): readonly string[] {
  if (parent === undefined) return [];
  const { path, object } = parent;
  return [path, ...(object === undefined ? [] : [object.file]), ...placesAbove(parent.parent)];
}
