// Files that the controller decrypts before it builds: those of secretGenerators, and patches. The build then sees them as they are in the clear.
import { join } from '../../../discover/paths';
import type { MapNode, Node } from '../../../model';
import type { FileAnswer, Files, SopsFormat } from '../../../ports';
import { at, child, items, text } from '../../../yaml/access';
import { readDocuments } from '../../../yaml/read';
import { KUSTOMIZATION_FILES } from '../../kustomize/kustomization';
import { type Asking, ask } from './ask';
import { formatOf, isEncryptedText } from './question';

export interface DecryptedFiles extends Files {
  /** The files that were decrypted: what comes of them is secret. */
  readonly decrypted: ReadonlySet<string>;
}

/** Whether the controller decrypts for a Kustomization. */
export function decrypts(owner: MapNode): boolean {
  return text(at(owner, ['spec', 'decryption', 'provider'])) === 'sops';
}

/**
 * @param path the folder that is built.
 * @param source the files of the artifact.
 * Source: kustomize-controller v1.9.5, `internal/decryptor/decryptor.go`: kustomizations are followed through `resources` and `components`.
 */
export function decryptSources(owner: MapNode, path: string, source: Files, asking: Asking): DecryptedFiles {
  const known = new Map<string, FileAnswer>();
  const open: DecryptedFiles = {
    list: source.list,
    read: (file) => known.get(file) ?? source.read(file),
    get decrypted() {
      return new Set(known.keys());
    },
  };
  if (!decrypts(owner)) return open;
  const spec = child(owner, 'spec');
  const folders = [path, ...items(child(spec, 'components')).flatMap((item) => folderBelow(path, item))];
  for (const { file, format } of sourcesBelow(folders, source)) {
    const answer = source.read(file);
    if (answer.kind !== 'file' || known.has(file) || !isEncryptedText(answer.text, format)) continue;
    const plain = ask(asking, { from: format, to: format, content: answer.text }, file, { file, line: 1, column: 1 });
    if (plain !== undefined) known.set(file, { ...answer, text: plain.text, version: plain.version, bytes: plain.bytes } as FileAnswer);
  }
  return open;
}

/** The object, with what comes of those files marked as secret: where it stands in them is another line while they are encrypted. */
export function markDecrypted(object: MapNode, decrypted: ReadonlySet<string>): MapNode {
  const marked = (node: Node): Node => {
    if (node.kind === 'scalar')
      return decrypted.has(node.origin.file) ? { ...node, origin: { ...node.origin, approximate: true }, secret: true } : node;
    if (node.kind === 'list') return { ...node, items: node.items.map(marked) };
    return { ...node, entries: node.entries.map((entry) => ({ ...entry, value: marked(entry.value) })) };
  };
  return decrypted.size === 0 ? object : (marked(object) as MapNode);
}

interface EncryptedSource {
  readonly file: string;
  readonly format: SopsFormat;
}

function sourcesBelow(folders: readonly string[], source: Files): readonly EncryptedSource[] {
  const found: EncryptedSource[] = [];
  const visited = new Set<string>();
  const visit = (folder: string): void => {
    if (visited.has(folder)) return;
    visited.add(folder);
    const listed = source.list(folder);
    if (listed.kind !== 'directory') return;
    const name = KUSTOMIZATION_FILES.find((each) => listed.entries.some((entry) => entry.name === each && entry.kind === 'file'));
    if (name === undefined) {
      // The kustomization that Flux generates takes in what is below.
      for (const entry of listed.entries) if (entry.kind === 'directory' && entry.name !== '.git') visit(join(folder, entry.name));
      return;
    }
    const answer = source.read(join(folder, name));
    const [kustomization] = answer.kind === 'file' ? readDocuments(answer.text, join(folder, name)).documents : [];
    found.push(...sourcesOf(folder, kustomization));
    for (const field of ['resources', 'components'])
      for (const item of items(child(kustomization, field))) for (const inner of folderBelow(folder, item)) visit(inner);
  };
  for (const folder of folders) visit(folder);
  return found;
}

function sourcesOf(folder: string, kustomization: Node | undefined): readonly EncryptedSource[] {
  const named = (path: string, format: SopsFormat): EncryptedSource => ({ file: join(folder, path), format });
  const generated = items(child(kustomization, 'secretGenerator')).flatMap((generator) => [
    ...items(child(generator, 'files')).flatMap((item) => {
      const [key = '', path = key] = splitOnce(text(item) ?? '');
      return path === '' ? [] : [named(path, formatOf(key))];
    }),
    ...items(child(generator, 'envs')).flatMap((item) => {
      const path = text(item) ?? '';
      const format = formatOf(path);
      return path === '' ? [] : [named(path, format === 'binary' ? 'dotenv' : format)];
    }),
  ]);
  const patches = items(child(kustomization, 'patches')).flatMap((patch) => {
    const path = text(child(patch, 'path')) ?? '';
    return path === '' || path.includes('://') ? [] : [named(path, formatOf(path))];
  });
  return [...generated, ...patches];
}

function folderBelow(folder: string, item: Node): readonly string[] {
  const path = text(item);
  return path === undefined || path.includes('://') ? [] : [join(folder, path)];
}

function splitOnce(entry: string): readonly string[] {
  const equals = entry.indexOf('=');
  return equals === -1 ? [entry] : [entry.slice(0, equals), entry.slice(equals + 1)];
}
