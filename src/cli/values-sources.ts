// Files of values that are no files: standard input, pipes, nothing at all (`/dev/null`), and addresses.
import { createReadStream, statSync } from 'node:fs';
import { devNull } from 'node:os';
import type { Readable } from 'node:stream';
import type { NodeFiles } from '../adapters/node-files';
import { MEGABYTE } from '../engine/model';
import { interruptible } from './interrupt';
import { answered, Stop } from './invocation';

/** Where `-f -` is read from. */
export const STANDARD_INPUT = '-';

const MOST_BYTES = 16 * MEGABYTE;

export function isElsewhere(path: string): boolean {
  return path.trim() === STANDARD_INPUT || isAddress(path) || path.trim() === devNull || isPipe(path);
}

function isAddress(path: string): boolean {
  return /^[a-z]+:\/\//i.test(path);
}

/** What a shell makes of `<(sops -d values.yaml)`: it lies in no tree, and can be read once. */
function isPipe(path: string): boolean {
  try {
    return statSync(path).isFIFO();
  } catch (error) {
    // Whoever reads it as a file says what is wrong with it.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return false;
  }
}

/** Reads what the user names besides files, and lays it over the files of the tree under the name that the user gave. */
export async function gatherValues(paths: readonly string[], files: NodeFiles): Promise<void> {
  for (const path of new Set(paths.filter(isElsewhere))) {
    files.overlay(path.trim(), await textAt(path));
  }
}

function textAt(path: string): Promise<string> {
  if (path.trim() === STANDARD_INPUT) return all(process.stdin);
  return isAddress(path) ? fetched(path) : all(createReadStream(path));
}

async function all(stream: Readable): Promise<string> {
  let text = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream) {
    text += chunk;
    if (text.length > MOST_BYTES) throw new Stop({ code: 'tooLarge', subject: 'more than 16 MB of values' });
  }
  return text;
}

async function fetched(address: string): Promise<string> {
  const [{ download }, { useProxiesOfEnvironment }, { shownReference }] = await Promise.all([
    import('../adapters/http/download'),
    import('../adapters/http/proxies'),
    import('../engine/render/kustomize/remote/link'),
  ]);
  if (!/^https?:\/\//i.test(address))
    throw new Stop({ code: 'usage', subject: `“${shownReference(address)}”: values are read over HTTP only.` }, 2);
  await useProxiesOfEnvironment();
  const { status, bytes } = answered(await interruptible((signal) => download(address, { signal, limitBytes: MOST_BYTES })));
  if (status === 200) return new TextDecoder().decode(bytes);
  throw new Stop({ code: 'downloadFailed', subject: shownReference(address), detail: `the server answered ${status}` });
}
