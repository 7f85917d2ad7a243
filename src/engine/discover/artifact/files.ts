// An artifact in the Files port: its files by their paths in it, each with the source that it comes from.
import type { ArtifactLayout } from '../../model';
import type { FileAnswer, Files } from '../../ports';
import { isWithin } from '../paths';
import { type ArtifactContent, unknownAt } from './content';
import type { ArtifactFile } from './file';
import { type Place, placesOfLines } from './origins';
import { withinArtifact } from './path';

export interface ArtifactFiles extends Files {
  /** A position in a file of the artifact as one of its source; of what is no file of it, as that of the artifact itself. */
  readonly place: Place;
  /** The files that a file of the artifact was made of; none for a folder, and for what is not there. A path from elsewhere is its own. */
  sourcesOf(path: string): readonly string[];
}

/** @param files what everything else is read of, the sources among it. */
export function artifactFiles(layout: ArtifactLayout, content: ArtifactContent, files: Files): ArtifactFiles {
  const { path: root, position } = layout;
  const inside = (path: string): string | undefined => (isWithin(path, root) ? withinArtifact(path, root) : undefined);
  const fileAt = (path: string): ArtifactFile | undefined => content.files.get(withinArtifact(path, root));
  const absent = (path: string): { readonly kind: 'absent' } | (FileAnswer & { readonly kind: 'failed' }) => {
    const unknown = content.unknown.find(({ at }) => isWithin(path, at));
    if (unknown === undefined) return { kind: 'absent' };
    return { kind: 'failed', reason: { code: 'unresolvedSource', subject: path, detail: unknown.reason } };
  };
  return {
    read(path) {
      const own = inside(path);
      if (own === undefined) return files.read(path);
      if (content.folders.has(own)) return { kind: 'directory' };
      const file = content.files.get(own);
      return file === undefined ? absent(own) : answerOf(file, files);
    },
    list(path) {
      const own = inside(path);
      if (own === undefined) return files.list(path);
      const entries = content.folders.get(own);
      const unknown = unknownAt(own, content);
      if (entries === undefined) return absent(own);
      if (unknown === undefined) return { kind: 'directory', entries };
      return { kind: 'failed', reason: { code: 'unresolvedSource', subject: own, detail: unknown.reason } };
    },
    place(at) {
      if (inside(at.file) === undefined) return at;
      const file = fileAt(at.file);
      if (file === undefined) return { ...position, approximate: true };
      return file.kind === 'copy' ? { ...at, file: file.path } : placesOfLines(file.lines)(at);
    },
    sourcesOf(path) {
      if (inside(path.replace(/\/$/, '')) === undefined) return [path];
      const file = fileAt(path);
      if (file === undefined) return [];
      return file.kind === 'copy' ? [file.path] : file.paths;
    },
  };
}

/** A link is not there, as sources hand none on. The version tells sources apart, as whatever is kept of a file knows where its values stand. */
function answerOf(file: ArtifactFile, files: Files): FileAnswer {
  if (file.kind === 'merged') {
    const { text, lines } = file;
    return { kind: 'file', text, version: `${text}\0${JSON.stringify(lines)}`, from: { lines } };
  }
  const answer = files.read(file.path);
  if (answer.kind !== 'file') return answer;
  return answer.real === undefined
    ? { ...answer, version: `${file.path} ${answer.version}`, from: { file: file.path } }
    : { kind: 'absent' };
}
