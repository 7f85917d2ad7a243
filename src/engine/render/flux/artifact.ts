// What was built in an artifact, with every position in the files that the artifact was made of.
import type { ArtifactFiles } from '../../discover/artifact/files';
import { artifactRootOf } from '../../discover/artifact/path';
import { placed } from '../../discover/artifact/origins';
import type { Need, Origin, Position, Rendered } from '../../model';

/** Values, failures and findings by the lines of the sources; what was read, by the files of the sources. */
export function placedBuild<T extends Rendered>(built: T, artifact: ArtifactFiles): T {
  const known = new Map<Origin, Origin>();
  return {
    ...built,
    objects: built.objects.map(({ ref, node }) => ({ ref, node: placed(node, artifact.place, known) })),
    failures: built.failures.map((failure) => placedAt(failure, artifact)),
    warnings: built.warnings.map((finding) => placedAt(finding, artifact)),
    ...(built.contradicts && { contradicts: new Set([...built.contradicts].map((key) => placedKey(key, artifact))) }),
    needs: placedNeeds(built.needs, artifact),
    reads: placedReads(built.reads, artifact),
  };
}

interface Placeable extends Partial<Position> {
  readonly via?: readonly string[];
  readonly related?: readonly Position[];
  readonly detail?: string;
}

/** A failure or a finding. What has no file keeps none. */
export function placedAt<T extends Placeable>(one: T, artifact: ArtifactFiles): T {
  const { file, line = 1, column = 1, via, related, detail } = one;
  const at = (position: Position): Position => {
    const { file: path, line: row, column: place } = artifact.place(position);
    return { file: path, line: row, column: place };
  };
  return {
    ...one,
    ...(file === undefined ? {} : at({ file, line, column })),
    ...(detail === undefined ? {} : { detail: placedText(detail, artifact) }),
    ...(via === undefined ? {} : { via: via.map((path) => at({ file: path, line: 1, column: 1 }).file) }),
    ...(related === undefined ? {} : { related: related.map(at) }),
  };
}

/** Words that name lines: `path:12`. */
function placedText(text: string, artifact: ArtifactFiles): string {
  return text.replace(/([^\s:]+):(\d+)/g, (whole: string, file: string, line: string) => {
    if (artifactRootOf(file) === undefined) return whole;
    const at = artifact.place({ file, line: Number(line), column: 1 });
    return `${at.file}:${at.line}`;
  });
}

export function placedReads(reads: readonly string[], artifact: ArtifactFiles): readonly string[] {
  return [...new Set(reads.flatMap((path) => artifact.sourcesOf(path)))];
}

/** What is needed of an artifact's folders was noted when it was put together. */
export function placedNeeds(needs: readonly Need[], artifact: ArtifactFiles): readonly Need[] {
  return needs.flatMap((need) =>
    need.kind === 'file' || need.kind === 'directory' ? artifact.sourcesOf(need.path).map((path) => ({ kind: need.kind, path })) : [need],
  );
}

/** A key says the code and the position of a finding. */
function placedKey(key: string, artifact: ArtifactFiles): string {
  const [, code, file, line, column] = /^(\S+) (.*):(\d+):(\d+)$/s.exec(key) ?? [];
  if (code === undefined || file === undefined) return key;
  const at = artifact.place({ file, line: Number(line), column: Number(column) });
  return `${code} ${at.file}:${at.line}:${at.column}`;
}
