// Lists a folder as Go's filepath.Walk does: by name, byte for byte.
import type { DirectoryEntry } from '../../ports';
import { byCodePoint } from '../kustomize/values';
import type { World } from './world';

export function listed({ files, notes }: Pick<World, 'files' | 'notes'>, path: string): readonly DirectoryEntry[] {
  const answer = files.list(path);
  notes.reads.set(`${path}/`, '');
  if (answer.kind === 'unread') notes.needs.push({ kind: 'directory', path });
  if (answer.kind === 'failed') notes.failures.push(answer.reason);
  if (answer.kind !== 'directory') return [];
  return [...answer.entries].sort((a, b) => byCodePoint(a.name, b.name));
}
