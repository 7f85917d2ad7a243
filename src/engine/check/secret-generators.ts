// Secret generators over values that Git holds in clear: literals, and files that nothing encrypted.
import type { Finding, Node } from '../model';
import type { Files } from '../ports';
import { child, items, text } from '../yaml/access';
import { isClear } from './clear';

/** One finding per generator, at the first item whose value is in clear. */
export function generatedInClear(kustomization: Node, path: string, files: Files): Finding[] {
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
  return items(child(kustomization, 'secretGenerator')).flatMap((generator): Finding[] => {
    const clear = clearItem(generator, folder, files);
    if (clear === undefined) return [];
    const { file, line, column } = clear.origin;
    return [{ code: 'plainSecret', severity: 'warning', subject: text(child(generator, 'name')) ?? 'secretGenerator', file, line, column }];
  });
}

function clearItem(generator: Node, folder: string, files: Files): Node | undefined {
  const literal = items(child(generator, 'literals')).find((item) => isClear(literalValue(text(item) ?? '')));
  const single = child(generator, 'env');
  const envs = [...items(child(generator, 'envs')), ...(single === undefined ? [] : [single])];
  const env = envs.find((item) => isClearEnv(contentOf(text(item) ?? '', folder, files)));
  const file = items(child(generator, 'files')).find((item) => isClearFile(contentOf(fileOf(text(item) ?? ''), folder, files)));
  return literal ?? env ?? file;
}

/** `key=value`; a literal without `=` has no value. */
function literalValue(literal: string): string {
  const equals = literal.indexOf('=');
  return equals === -1 ? '' : literal.slice(equals + 1).replace(/^(['"])(.*)\1$/s, '$2');
}

/** `key=path`, or a path that is its own key. */
function fileOf(item: string): string {
  return item.slice(item.indexOf('=') + 1);
}

/** Undefined where the tree has no such file: then Git holds nothing in clear. */
function contentOf(reference: string, folder: string, files: Files): string | undefined {
  const parts: string[] = [];
  for (const part of `${folder}${reference}`.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  const answer = files.read(parts.join('/'));
  return answer.kind === 'file' ? answer.text : undefined;
}

function isClearEnv(content: string | undefined): boolean {
  const lines = (content ?? '').split('\n').filter((line) => !/^\s*(?:#|$)|^sops_/.test(line));
  return lines.some((line) => isClear(literalValue(line)));
}

/** SOPS leaves its marks in every format: a message authentication code beside encrypted values. */
function isClearFile(content: string | undefined): boolean {
  if (content === undefined || content.trim() === '') return false;
  return !(/\bsops\b/.test(content) && /ENC\[AES256_GCM,/.test(content));
}
