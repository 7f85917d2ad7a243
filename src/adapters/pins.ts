// The Pins port: a JSON file in the repository's private Git folder, shared by the editor and the command line, never committed.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import type { Failure } from '../engine/model';
import type { Answer, Pin, Pins } from '../engine/ports';

/**
 * `<git-dir>/plumbline/pins.json`; outside a repository, a file in the user's configuration folder named after the tree.
 * A tree that is a folder of a repository has a file of its own: another folder's environment of the same name is another environment.
 */
export function createPins(root: string): Pins {
  /** Changes follow each other: two at once would read the same file, and the later one would undo the earlier. */
  let last: Promise<unknown> = Promise.resolve();
  const change = (apply: (pins: Map<string, Pin>) => void): Promise<Answer<void>> => {
    const next = last.then(() => rewrite(root, apply));
    last = next;
    return next;
  };
  return {
    async read(environment) {
      const pins = await load(root);
      return pins.kind === 'failed' ? pins : { kind: 'answer', value: pins.value.get(environment) };
    },
    write: (environment, pin) => change((pins) => pins.set(environment, { context: pin.context, uid: pin.uid })),
    remove: (environment) => change((pins) => pins.delete(environment)),
  };
}

async function rewrite(root: string, apply: (pins: Map<string, Pin>) => void): Promise<Answer<void>> {
  const pins = await load(root);
  // A file that cannot be understood is somebody's pins all the same: it is not overwritten.
  if (pins.kind === 'failed') return pins;
  apply(pins.value);
  return save(await fileOf(root), pins.value);
}

/** The nearest `.git` above the tree; in a linked worktree and a submodule it is a file that names the folder. */
async function fileOf(root: string): Promise<string> {
  for (let folder = resolve(root); ; folder = dirname(folder)) {
    const gitFolder = await gitFolderIn(folder);
    if (gitFolder !== undefined) return join(gitFolder, 'plumbline', fileName(relative(folder, resolve(root))));
    if (dirname(folder) === folder) break;
  }
  const configuration = process.env.XDG_CONFIG_HOME || join(homedir(), '.config');
  return join(configuration, 'plumbline', fileName(resolve(root)));
}

/** @param tree the path of the tree, empty for the repository as a whole. */
function fileName(tree: string): string {
  return tree === '' ? 'pins.json' : `pins-${createHash('sha256').update(tree).digest('hex').slice(0, 16)}.json`;
}

async function gitFolderIn(folder: string): Promise<string | undefined> {
  const path = join(folder, '.git');
  const found = await stat(path).catch(nullIfAbsent);
  if (found === null) return undefined;
  if (found.isDirectory()) return path;
  const target = /^gitdir:\s*(.+?)\s*$/m.exec(await readFile(path, 'utf8'))?.[1];
  return target === undefined ? undefined : resolve(folder, target);
}

async function load(root: string): Promise<Answer<Map<string, Pin>>> {
  let file = root;
  try {
    file = await fileOf(root);
    const pins = parsed(await readFile(file, 'utf8'));
    return pins === undefined ? failed(file, 'it does not hold pins; correct or remove it') : { kind: 'answer', value: pins };
  } catch (error) {
    return isAbsent(error) ? { kind: 'answer', value: new Map() } : failed(file, wordsOf(error));
  }
}

/** `{ "environments": { "production": { "context": …, "uid": … } } }`; undefined for anything else. */
function parsed(text: string): Map<string, Pin> | undefined {
  const content: unknown = JSON.parse(text);
  const environments = isRecord(content) ? content.environments : undefined;
  if (!isRecord(environments)) return undefined;
  const pins = new Map<string, Pin>();
  for (const [environment, pin] of Object.entries(environments)) {
    if (!isRecord(pin) || typeof pin.context !== 'string' || typeof pin.uid !== 'string') return undefined;
    pins.set(environment, { context: pin.context, uid: pin.uid });
  }
  return pins;
}

/** A new file takes the place of the old one in one step, so that nobody ever reads half of it. */
async function save(file: string, pins: ReadonlyMap<string, Pin>): Promise<Answer<void>> {
  const temporary = `${file}.${randomUUID()}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(temporary, `${JSON.stringify({ environments: Object.fromEntries(pins) }, undefined, 2)}\n`, { mode: 0o600 });
    await rename(temporary, file);
    return { kind: 'answer', value: undefined };
  } catch (error) {
    await rm(temporary, { force: true });
    return failed(file, wordsOf(error));
  }
}

function failed(file: string, detail: string): { readonly kind: 'failed'; readonly reason: Failure } {
  return { kind: 'failed', reason: { code: 'unreadable', file, subject: file, detail } };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nullIfAbsent(error: unknown): null {
  if (isAbsent(error)) return null;
  throw error;
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
