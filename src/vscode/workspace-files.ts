// The Files port over the editor's own file system: names are gathered first, contents as they are asked for.
import * as vscode from 'vscode';
import { baseName, parentOf } from '../engine/discover/paths';
import type { DirectoryAnswer, FileAnswer } from '../engine/ports';
import type { Sources } from './host';
import { listFolder, readFile } from './workspace-reading';

/** Files that discovery reads in any case: fetched before the first look. */
const EAGER = /\.(ya?ml|json)$|(^|\/)Kustomization$/i;
/** Folders that hold no sources and may hold very many files. */
const SKIPPED = new Set(['.git', 'node_modules']);
const AT_ONCE = 20;

/** Starts gathering at once; `ready` settles when names and YAML are there. */
/** @param maxBytes larger files are refused before they are read. */
export function openWorkspaceFiles(
  folder: Pick<vscode.WorkspaceFolder, 'name' | 'uri'>,
  log: vscode.LogOutputChannel,
  maxBytes: number,
): WorkspaceFiles {
  return new WorkspaceFiles(folder, log, maxBytes);
}

export class WorkspaceFiles implements Sources, vscode.Disposable {
  readonly ready: Promise<void>;
  private readonly arrived = new vscode.EventEmitter<readonly string[]>();
  readonly onDidArrive = this.arrived.event;
  private readonly folders = new Map<string, DirectoryAnswer>();
  private readonly contents = new Map<string, FileAnswer>();
  private readonly overlays = new Map<string, string>();
  private readonly fetching = new Map<string, Promise<void>>();
  private gathered = false;

  constructor(
    private readonly folder: Pick<vscode.WorkspaceFolder, 'name' | 'uri'>,
    private readonly log: vscode.LogOutputChannel,
    private readonly maxBytes: number,
  ) {
    this.ready = this.gather();
  }

  // The engine takes the two as plain functions.
  readonly read = (path: string): FileAnswer => {
    const text = this.overlays.get(path);
    if (text !== undefined) return { kind: 'file', text, version: text };
    const known = this.contents.get(path);
    if (known !== undefined) return known;
    if (this.folders.has(path)) return { kind: 'directory' };
    if (!this.gathered) return { kind: 'unread' };
    const parent = this.folders.get(parentOf(path));
    // What a folder holds that nobody could list is not known: only a listed one can lack a file.
    if (parent?.kind === 'failed') return parent;
    if (!holdsFile(parent, path)) return { kind: 'absent' };
    this.fetchLater(path);
    return { kind: 'unread' };
  };

  readonly list = (path: string): DirectoryAnswer => this.folders.get(path) ?? { kind: this.gathered ? 'absent' : 'unread' };

  overlay(path: string, text: string | undefined): void {
    if (text === undefined) this.overlays.delete(path);
    else this.overlays.set(path, text);
  }

  forget(paths: readonly string[] = [...this.contents.keys()]): void {
    for (const path of paths) void Promise.all([this.relist(parentOf(path)), this.fetch(path)]).then(() => this.arrived.fire([path]));
  }

  dispose(): void {
    this.arrived.dispose();
  }

  private async gather(): Promise<void> {
    const eager = await this.walk('.');
    await inBatches(eager, (path) => this.fetch(path));
    this.gathered = true;
    this.log.info(`${this.folder.name}: ${this.folders.size} folders and ${eager.length} sources gathered`);
    // Whoever asked before was told that nothing is known yet.
    this.arrived.fire([...eager, ...[...this.folders.keys()].map((path) => `${path}/`)]);
  }

  /** Lists every folder below `path`. @returns the files to fetch first. */
  private async walk(path: string): Promise<string[]> {
    const listed = await this.relist(path);
    const entries = listed.kind === 'directory' ? listed.entries : [];
    const below = (name: string): string => (path === '.' ? name : `${path}/${name}`);
    const files = entries.filter(({ kind, name }) => kind === 'file' && EAGER.test(name)).map(({ name }) => below(name));
    const nested = entries.filter(({ kind, name }) => kind === 'directory' && !SKIPPED.has(name)).map(({ name }) => below(name));
    await inBatches(nested, async (child) => void files.push(...(await this.walk(child))));
    return files;
  }

  private async relist(path: string): Promise<DirectoryAnswer> {
    const listed = await listFolder(this.uri(path), path);
    if (listed.kind === 'failed') this.log.warn(`${path} cannot be listed: ${listed.reason.detail ?? ''}`);
    if (listed.kind === 'absent') this.folders.delete(path);
    else this.folders.set(path, listed);
    return listed;
  }

  private fetch(path: string): Promise<void> {
    const running =
      this.fetching.get(path) ?? readFile(this.uri(path), path, this.maxBytes).then((answer) => void this.contents.set(path, answer));
    this.fetching.set(path, running);
    return running.finally(() => this.fetching.delete(path));
  }

  private fetchLater(path: string): void {
    if (!this.fetching.has(path)) void this.fetch(path).then(() => this.arrived.fire([path]));
  }

  private uri(path: string): vscode.Uri {
    return path === '.' ? this.folder.uri : vscode.Uri.joinPath(this.folder.uri, path);
  }
}

function holdsFile(folder: DirectoryAnswer | undefined, path: string): boolean {
  const name = baseName(path);
  return folder?.kind === 'directory' && folder.entries.some((entry) => entry.name === name && entry.kind === 'file');
}

async function inBatches<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let index = 0; index < items.length; index += AT_ONCE) await Promise.all(items.slice(index, index + AT_ONCE).map(work));
}
