// Finds plain Secrets that Git holds in clear.
import type { Finding, Node } from '../model';
import type { Files } from '../ports';
import { at, child, items, text } from '../yaml/access';
import { readDocuments } from '../yaml/read';
import { isClear } from './clear';
import { generatedInClear } from './secret-generators';

/**
 * SOPS-encrypted files, SealedSecrets and ExternalSecrets are fine; a Secret with data in clear, or a secretGenerator over literals or a clear file, is not.
 * Each finding stands at the first value in clear. What is not YAML has no findings here: it fails where it is used.
 */
export function findPlainSecrets(files: Files, paths: readonly string[]): readonly Finding[] {
  return paths.flatMap((path) => {
    const answer = files.read(path);
    // Most files have nothing to do with secrets, and need not be parsed to tell.
    if (answer.kind !== 'file' || !/Secret|secretGenerator/.test(answer.text)) return [];
    return readDocuments(answer.text, path).documents.flatMap((document) => inDocument(document, path, files));
  });
}

function inDocument(node: Node, path: string, files: Files): Finding[] {
  const kind = text(child(node, 'kind'));
  if (kind === 'List' || kind === 'SecretList') return items(child(node, 'items')).flatMap((item) => inDocument(item, path, files));
  if (kind === 'Secret' && text(child(node, 'apiVersion')) === 'v1') return inSecret(node);
  return child(node, 'secretGenerator') === undefined ? [] : generatedInClear(node, path, files);
}

function inSecret(secret: Node): Finding[] {
  const values = ['data', 'stringData'].flatMap((field) => {
    const map = child(secret, field);
    return map?.kind === 'map' ? map.entries.map(({ value }) => value) : [];
  });
  const [first] = values.filter((value) => isClear(text(value) ?? ''));
  if (first === undefined) return [];
  const { file, line, column } = first.origin;
  // Only a server gives a uid.
  const code = at(secret, ['metadata', 'uid']) === undefined ? 'plainSecret' : 'dumpedSecret';
  const [namespace, name] = [text(at(secret, ['metadata', 'namespace'])), text(at(secret, ['metadata', 'name'])) ?? ''];
  return [{ code, severity: 'warning', subject: namespace === undefined ? name : `${namespace}/${name}`, file, line, column }];
}
