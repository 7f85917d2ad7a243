// Reads kubeconfig files and merges them as kubectl does: of entries of the same name, the first one counts.
// Source: Kubernetes documentation, "Organizing Cluster Access Using kubeconfig Files".
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { type Document, LineCounter, parseDocument } from 'yaml';
import type { Answer } from '../../engine/ports';
import { withoutSource } from '../../engine/yaml/read';
import { failed } from './failures';

type Fields = Readonly<Record<string, unknown>>;

/** An entry of a kubeconfig: `content` is what stands under `context`, `cluster` or `user`, with paths made absolute. */
export interface Entry {
  readonly name: string;
  readonly content: Fields;
}

export interface Kubeconfig {
  /** The files that were read. */
  readonly files: readonly string[];
  readonly currentContext: string | undefined;
  readonly contexts: readonly Entry[];
  readonly clusters: readonly Entry[];
  readonly users: readonly Entry[];
}

/** Files of KUBECONFIG, else ~/.kube/config. Absent files are left out, as kubectl does; a broken one fails, by name. */
export async function readKubeconfig(environment: NodeJS.ProcessEnv = process.env): Promise<Answer<Kubeconfig>> {
  let merged: Kubeconfig = { files: [], currentContext: undefined, contexts: [], clusters: [], users: [] };
  for (const file of kubeconfigFiles(environment)) {
    const one = await readOne(file);
    if (one === 'absent') continue;
    if (one.kind === 'failed') return one;
    merged = merge(merged, one.value);
  }
  return { kind: 'answer', value: merged };
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kubeconfigFiles(environment: NodeJS.ProcessEnv): readonly string[] {
  const named = environment.KUBECONFIG?.split(delimiter).filter((file) => file !== '') ?? [];
  return named.length > 0 ? named : [join(environment.HOME ?? homedir(), '.kube', 'config')];
}

async function readOne(file: string): Promise<Answer<Kubeconfig> | 'absent'> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'absent' : failed({ code: 'unreadable', file, subject: file, detail: message });
  }
  const lines = new LineCounter();
  // Pretty errors quote the line, which may hold a token.
  const document = parseDocument(text, { prettyErrors: false, lineCounter: lines });
  const problem = document.errors[0];
  if (problem !== undefined) {
    const { line, col: column } = lines.linePos(problem.pos[0]);
    return failed({ code: 'notYaml', file, line, column, subject: 'kubeconfig', detail: withoutSource(problem.message) });
  }
  const content = contentOf(document);
  if (content instanceof ReferenceError)
    return failed({ code: 'notYaml', file, subject: 'kubeconfig', detail: 'an alias has no anchor before it' });
  // kubectl takes an empty file for a kubeconfig without entries.
  if (content === null)
    return { kind: 'answer', value: { files: [file], currentContext: undefined, contexts: [], clusters: [], users: [] } };
  if (!isFields(content))
    return failed({ code: 'unreadable', file, subject: file, detail: 'it is not a map of clusters, contexts and users' });
  return { kind: 'answer', value: fromContent(file, content) };
}

/** The library finds an alias without an anchor only now. */
function contentOf(document: Document.Parsed): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (error instanceof ReferenceError) return error;
    throw error;
  }
}

function fromContent(file: string, content: Fields): Kubeconfig {
  const current = content['current-context'];
  return {
    files: [file],
    currentContext: typeof current === 'string' && current !== '' ? current : undefined,
    contexts: entries(content.contexts, 'context'),
    clusters: entries(content.clusters, 'cluster').map((entry) => absolutePaths(entry, file, ['certificate-authority'])),
    users: entries(content.users, 'user').map((entry) => absoluteCommand(absolutePaths(entry, file, USER_FILES), file)),
  };
}

const USER_FILES = ['client-certificate', 'client-key', 'tokenFile'];

function entries(list: unknown, key: string): readonly Entry[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown) => {
    if (!isFields(item) || typeof item.name !== 'string') return [];
    const content = item[key];
    return [{ name: item.name, content: isFields(content) ? content : {} }];
  });
}

function absolutePaths(entry: Entry, file: string, keys: readonly string[]): Entry {
  const changed = keys.flatMap((key) => {
    const path = entry.content[key];
    return typeof path === 'string' && path !== '' && !isAbsolute(path) ? [[key, join(dirname(file), path)] as const] : [];
  });
  return { ...entry, content: { ...entry.content, ...Object.fromEntries(changed) } };
}

/** A command with a slash is a path relative to the kubeconfig; one without is looked up on PATH. */
function absoluteCommand(entry: Entry, file: string): Entry {
  const exec = entry.content.exec;
  if (!isFields(exec) || typeof exec.command !== 'string' || !/[/\\]/.test(exec.command) || isAbsolute(exec.command)) return entry;
  return { ...entry, content: { ...entry.content, exec: { ...exec, command: join(dirname(file), exec.command) } } };
}

function merge(first: Kubeconfig, second: Kubeconfig): Kubeconfig {
  return {
    files: [...first.files, ...second.files],
    currentContext: first.currentContext ?? second.currentContext,
    contexts: unite(first.contexts, second.contexts),
    clusters: unite(first.clusters, second.clusters),
    users: unite(first.users, second.users),
  };
}

function unite(first: readonly Entry[], second: readonly Entry[]): readonly Entry[] {
  return [...first, ...second.filter((entry) => !first.some(({ name }) => name === entry.name))];
}
