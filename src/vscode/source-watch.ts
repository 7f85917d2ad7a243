// Tells a session which sources changed: files on disk, and text that is not saved yet.
import * as vscode from 'vscode';
import { GIT_CHECKED_OUT } from '../engine/discover/checked-out';
import { GIT_CONFIG } from '../engine/discover/git-url';
import { GIT_DEFAULT, GIT_HEAD, headOf } from '../engine/discover/head';
import { isOutside } from '../session/outside';
import type { Folder } from './folder';

/** Long enough to gather a burst of keystrokes or of a checkout, short enough to feel immediate. */
const QUIET_MILLISECONDS = 60;

/**
 * Watches until disposed. What lies above the folder nobody watches: it is looked at anew when any file outside is saved in this editor,
 * and when the window comes back to the front.
 */
export function watchSources(folder: Folder): vscode.Disposable {
  const { sources } = folder.ports;
  const changed = collect((paths) => {
    // What is not saved is not committed either; what is on disk, git tells.
    folder.session.sourcesChanged(folder.ports.ownCommit?.isWanted === true ? [...paths, GIT_CHECKED_OUT] : paths);
  });
  // Where it is kept is not always below the folder: that of a worktree, or of a repository around the folder, nobody watches.
  const lookAtHead = createHeadLook(folder);
  const onDisk = (uri: vscode.Uri): void => {
    const path = folder.path(uri);
    if (path !== undefined && isOutside(path)) clones.add(path);
    if (path !== undefined && /^\.git\/(?:HEAD|packed-refs|refs\/(?:heads|remotes)\/)/.test(path)) branches.add(path);
    if (path === undefined || isPrivate(path)) return;
    sources.forget([path]);
    changed.add(path);
    commit.add(path);
  };
  const branches = collect(() => {
    lookAtHead();
    void folder.readBranches();
    void folder.lookAtCommit();
  });
  const commit = collect(() => {
    lookAtHead();
    void folder.lookAtCommit();
  });
  const clones = collect(() => void folder.lookAtClones());
  const overlaid = new Set<string>();
  const onText = (document: vscode.TextDocument, dirty: boolean): void => {
    const path = folder.path(document.uri);
    if (path === undefined || isPrivate(path)) return;
    // Opening and closing a clean document changes nothing, and must not make comparisons stale.
    if (!dirty && !overlaid.delete(path)) return;
    if (dirty) overlaid.add(path);
    sources.overlay(path, dirty ? document.getText() : undefined);
    if (!dirty) sources.forget([path]);
    changed.add(path);
  };
  const lookOutside = (): void => folder.session.sourcesChanged([]);
  for (const document of vscode.workspace.textDocuments) if (document.isDirty) onText(document, true);
  const elsewhere = (folder.ports.clones?.folders ?? []).map((root) => watching(vscode.Uri.file(root), onDisk));
  return vscode.Disposable.from(
    ...elsewhere,
    clones,
    watching(folder.workspaceFolder, onDisk),
    vscode.workspace.onDidChangeTextDocument(({ document }) => onText(document, document.isDirty)),
    vscode.workspace.onDidSaveTextDocument((document) => {
      if (folder.path(document.uri) === undefined) lookOutside();
      else onText(document, false);
    }),
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (!focused) return;
      lookAtHead();
      if (folder.readsOutside) lookOutside();
      void folder.lookAtClones();
      void folder.lookAtCommit();
    }),
    vscode.workspace.onDidCloseTextDocument((document) => onText(document, false)),
    changed,
    commit,
    branches,
  );
}

/** Tells the session when another branch is checked out. */
function createHeadLook({ ports: { sources }, session }: Folder): () => void {
  const kept = [GIT_HEAD, GIT_DEFAULT, GIT_CONFIG];
  const look = (): string => {
    sources.forget(kept);
    const { checkedOut, upstream, commit, defaults } = headOf(sources);
    return [checkedOut, upstream, commit, ...defaults].join('\n');
  };
  let before = look();
  return () => {
    const now = look();
    if (now === before) return;
    before = now;
    session.sourcesChanged(kept);
  };
}

function watching(root: vscode.WorkspaceFolder | vscode.Uri, onDisk: (uri: vscode.Uri) => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(root, '**/*'));
  return vscode.Disposable.from(watcher, watcher.onDidChange(onDisk), watcher.onDidCreate(onDisk), watcher.onDidDelete(onDisk));
}

/** Git's own files and packages change often and are no sources. */
function isPrivate(path: string): boolean {
  return /(^|\/)(\.git|node_modules)(\/|$)/.test(path);
}

function collect(flush: (paths: readonly string[]) => void): vscode.Disposable & { add(path: string): void } {
  const paths = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = (): void => {
    const batch = [...paths];
    paths.clear();
    flush(batch);
  };
  return {
    add(path) {
      paths.add(path);
      clearTimeout(timer);
      timer = setTimeout(run, QUIET_MILLISECONDS);
    },
    dispose: () => clearTimeout(timer),
  };
}
