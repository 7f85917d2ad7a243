// The composition root of the editor: gives the views this machine's files, git and clusters, and owns every disposable.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { createClock } from './adapters/clock';
import { hasRemote, type LocalClones, openLocalClones } from './adapters/local-clones';
import { createNodeFiles, type NodeFiles } from './adapters/node-files';
import { createOwnCommit, type OwnCommit } from './adapters/own-commit';
import { createPins } from './adapters/pins';
import { createRemotes } from './adapters/remotes';
import { createLongRenders, type EndingLongRenders } from './adapters/render-thread/long-renders';
import { startNodeThread } from './adapters/render-thread/node-thread';
import { openSnapshot } from './adapters/snapshot';
import type { Failure } from './engine/model';
import type { Files, Git, ImageTags } from './engine/ports';
import { absentGit, absentPins, absentRevisions } from './vscode/absent-tools';
import type { FolderPorts, Host, InstalledKustomize, Revisions } from './vscode/host';
import { maxFileSize, repositoriesSetting } from './vscode/settings';
import { inSlices } from './vscode/slices';
import { type PlumblineApi, start } from './vscode/start';
import { openWorkspaceFiles } from './vscode/workspace-files';

export function activate(context: vscode.ExtensionContext): PlumblineApi {
  const log = vscode.window.createOutputChannel('Plumbline', { log: true });
  context.subscriptions.push(log);
  return start(context, nodeHost(context, log));
}

function nodeHost(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Host {
  const remotes = vscode.Uri.joinPath(context.globalStorageUri, 'remotes').fsPath;
  const worker = vscode.Uri.joinPath(context.extensionUri, 'dist', 'worker.js').fsPath;
  return {
    hasTools: true,
    clock: createClock(),
    log,
    webviewRoot: vscode.Uri.joinPath(context.extensionUri, 'dist', 'webview'),
    openFolder(folder, trusted) {
      const longRenders = createLongRenders({ start: (listener) => startNodeThread(worker, listener), inSlices });
      return folder.uri.scheme === 'file' ? diskFolder(folder, trusted, remotes, longRenders) : virtualFolder(folder, log, longRenders);
    },
    contexts: async () => (await import('./adapters/contexts')).readContexts(),
    openContext: async (name, timeoutMilliseconds) => (await import('./adapters/contexts')).openCluster(name, { timeoutMilliseconds }),
    openSnapshot,
    imageTags: {
      list: async (image, signal) => (await imageTags()).list(image, signal),
      digest: async (image, tag, signal) => (await imageTags()).digest(image, tag, signal),
    },
    randomKey: () => randomBytes(32),
    hasRemote: (folder, url) => hasRemote(folder.fsPath, url),
  };
}

async function imageTags(): Promise<ImageTags> {
  const { createImageTags } = await import('./adapters/image-tags');
  return createImageTags(process.env, () => vscode.workspace.isTrusted);
}

function diskFolder(folder: vscode.WorkspaceFolder, trusted: boolean, cache: string, longRenders: EndingLongRenders): FolderPorts {
  const { uri } = folder;
  const maxBytes = maxFileSize(folder);
  const disk = createNodeFiles(uri.fsPath, { maxBytes });
  const remotes = createRemotes({ folder: cache, maxBytes });
  const clones = trusted ? openLocalClones(uri.fsPath, repositoriesSetting(folder), { maxBytes }) : undefined;
  const ownCommit = trusted ? createOwnCommit(uri.fsPath) : undefined;
  const own = ownCommit?.over(disk) ?? disk;
  const sources = withOverlays(disk, remotes.over(clones?.over(own) ?? own), clones, ownCommit);
  const filesAt = (root: string): Files => remotes.over(createNodeFiles(root, { maxBytes }));
  const untrusted: Failure = { code: 'untrusted', subject: uri.fsPath };
  const tools: Omit<FolderPorts, 'sources' | 'remotes' | 'dispose'> = trusted
    ? {
        kustomize: installedKustomize(uri, filesAt),
        decryptor: { decrypt: async (what, signal) => (await import('./adapters/sops-program')).createSops().decrypt(what, signal) },
        git: lazyGit(uri.fsPath),
        pins: createPins(uri.fsPath),
        revisions: lazyRevisions(uri.fsPath, filesAt),
        branches: async (wanted, signal) =>
          (await import('./adapters/git/branches')).readBranches({ root: uri.fsPath, cache, ...wanted, signal }),
      }
    : { git: absentGit(untrusted), pins: absentPins(untrusted), revisions: absentRevisions(untrusted) };
  const dispose = (): void => {
    longRenders.dispose();
    sources.forget();
  };
  return { sources, longRenders, remotes, ...(clones === undefined ? {} : { clones }), ...(ownCommit && { ownCommit }), ...tools, dispose };
}

/** What is laid over files, and forgotten of them, is so wherever they are. */
function withOverlays(disk: NodeFiles, files: Files, clones: LocalClones | undefined, ownCommit: OwnCommit | undefined): NodeFiles {
  return {
    ...files,
    overlay(path, text) {
      ownCommit?.overlay(path, text);
      if (clones?.overlay(path, text) !== true) disk.overlay(path, text);
    },
    forget(paths) {
      disk.forget(paths);
      clones?.forget(paths);
    },
  };
}

function installedKustomize(uri: vscode.Uri, filesAt: (folder: string) => Files): InstalledKustomize {
  return {
    get files() {
      return filesAt(uri.fsPath);
    },
    async build(path, flags, signal) {
      const { buildWithKustomize } = await import('./adapters/kustomize-program');
      return buildWithKustomize(vscode.Uri.joinPath(uri, path).fsPath, flags, { signal });
    },
  };
}

/** A folder that no disk holds, such as a repository opened straight from its host. */
function virtualFolder(folder: vscode.WorkspaceFolder, log: vscode.LogOutputChannel, longRenders: EndingLongRenders): FolderPorts {
  const sources = openWorkspaceFiles(folder, log, maxFileSize(folder));
  const absent: Failure = { code: 'noRepository', subject: folder.uri.toString() };
  return {
    sources,
    longRenders,
    git: absentGit(absent),
    pins: absentPins(absent),
    revisions: absentRevisions(absent),
    dispose() {
      longRenders.dispose();
      sources.dispose();
    },
  };
}

/** Loads what runs git when it is first asked: activation is quicker by a third without it. */
function lazyGit(root: string): Git {
  let loaded: Promise<Git> | undefined;
  const load = (): Promise<Git> => {
    loaded ??= import('./adapters/git').then(({ createGit }) => createGit(root));
    return loaded;
  };
  return {
    status: async () => (await load()).status(),
    branchExists: async (name) => (await load()).branchExists(name),
    show: async (revision, path) => (await load()).show(revision, path),
    commitOnNewBranch: async (branch, changes, message, base) => (await load()).commitOnNewBranch(branch, changes, message, base),
    push: async (branch, remote) => (await load()).push(branch, remote),
  };
}

/** @param filesAt the files of a checked-out commit, with what its kustomizations take from elsewhere. */
function lazyRevisions(root: string, filesAt: (folder: string) => Files): Revisions {
  return {
    list: async (signal) => (await import('./adapters/git/revisions')).listRevisions(root, signal),
    async open(revision, signal) {
      const opened = await (await import('./adapters/git/revision')).openRevision(root, revision, signal);
      if (opened.kind === 'failed') return opened;
      const { commit, remove, root: folder } = opened.value;
      return { kind: 'answer', value: { commit, remove, files: filesAt(folder) } };
    },
  };
}
