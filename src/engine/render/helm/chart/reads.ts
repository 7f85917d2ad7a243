// What a render read of the tree, with what it got: so that a loaded chart can be kept until one of its files or folders changes.
import type { Need } from '../../../model';
import type { DirectoryAnswer, FileAnswer, Files } from '../../../ports';

export interface Reads {
  /** The answers: files by their paths, folders by their paths with a trailing `/`. */
  readonly seen: Map<string, FileAnswer | DirectoryAnswer>;
  readonly needs: Need[];
}

export function createReads(): Reads {
  return { seen: new Map(), needs: [] };
}

export function readFile(files: Files, reads: Reads, path: string, need: Need = { kind: 'file', path }): FileAnswer {
  const answer = files.read(path);
  reads.seen.set(path, answer);
  if (answer.kind === 'unread') reads.needs.push(need);
  return answer;
}

export function listFolder(files: Files, reads: Reads, path: string): DirectoryAnswer {
  const answer = files.list(path);
  reads.seen.set(`${path}/`, answer);
  if (answer.kind === 'unread') reads.needs.push({ kind: 'directory', path });
  return answer;
}

/** Whether the port still answers as it did. */
export function isUnchanged(files: Files, reads: Reads): boolean {
  for (const [path, before] of reads.seen) {
    const now = path.endsWith('/') ? files.list(path.slice(0, -1)) : files.read(path);
    if (now !== before && fingerprint(now) !== fingerprint(before)) return false;
  }
  return true;
}

/** Takes over what another part of the same render read. */
export function addReads(to: Reads, from: Reads): void {
  for (const [path, answer] of from.seen) to.seen.set(path, answer);
  to.needs.push(...from.needs);
}

function fingerprint(answer: FileAnswer | DirectoryAnswer): string {
  if (answer.kind === 'file') return `=${answer.version}`;
  if (!('entries' in answer)) return answer.kind;
  return answer.entries
    .map(({ name, kind }) => (kind === 'directory' ? `${name}/` : name))
    .sort()
    .join('\n');
}
