// The paths by which the files of an artifact are known that lies in no folder of its own: below the file of what makes it.

const MARK = '@artifact';

/** The folder that stands for an artifact; no file has anything below it, so that it can be no path of a tree. */
export function artifactRoot(generatorFile: string, name: string): string {
  return `${generatorFile}/${MARK}/${name}`;
}

/** The artifact that a path is or lies in; undefined for any other path. */
export function artifactRootOf(path: string): string | undefined {
  if (!path.includes(`/${MARK}/`)) return undefined;
  return /^.+?\.ya?ml\/@artifact\/[^/]+(?=\/|$)/.exec(path)?.[0];
}

/** A path in an artifact as people read it, in the words of copy rules, with the generator and the artifact; any other path as it is. */
export function shownInArtifact(path: string): string {
  const [, file, artifact, inner = ''] = /^(.+?\.ya?ml)\/@artifact\/([^/]+)(?:\/(.+))?$/.exec(path) ?? [];
  return file === undefined ? path : `${MARK}/${inner} (${artifact} in ${file})`;
}

/** The same path from the artifact's root. */
export function withinArtifact(path: string, root: string): string {
  return path === root ? '.' : path.slice(root.length + 1);
}
