// Folders that only the editor can reach: what cannot be listed or read says so, and is never taken for empty.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { createSession } from '../../../src/session/session';
import { absentGit, absentPins } from '../../../src/vscode/absent-tools';
import { openWorkspaceFiles } from '../../../src/vscode/workspace-files';
import { plumbline } from './support';

const SCHEME = 'plumbline-test';
const TREE: Readonly<Record<string, readonly [string, vscode.FileType][]>> = {
  '/': [
    ['open', vscode.FileType.Directory],
    ['closed', vscode.FileType.Directory],
  ],
  '/open': [['kustomization.yaml', vscode.FileType.File]],
};

/** A file system with one folder that nobody may list. */
class Guarded implements vscode.FileSystemProvider {
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }
  stat(uri: vscode.Uri): vscode.FileStat {
    if (uri.path.startsWith('/closed')) throw vscode.FileSystemError.NoPermissions(uri);
    const type = uri.path in TREE ? vscode.FileType.Directory : vscode.FileType.File;
    if (type === vscode.FileType.File && uri.path !== '/open/kustomization.yaml') throw vscode.FileSystemError.FileNotFound(uri);
    return { type, ctime: 0, mtime: 0, size: 13 };
  }
  readDirectory(uri: vscode.Uri): [string, vscode.FileType][] {
    const entries = TREE[uri.path];
    if (entries === undefined) throw vscode.FileSystemError.NoPermissions(uri);
    return [...entries];
  }
  readFile(): Uint8Array {
    return new TextEncoder().encode('resources: []');
  }
  createDirectory = refuse;
  writeFile = refuse;
  delete = refuse;
  rename = refuse;
}

function refuse(): never {
  throw vscode.FileSystemError.NoPermissions();
}

/** One overlay folder. */
class Overlay extends Guarded {
  private readonly folders: Readonly<Record<string, readonly [string, vscode.FileType][]>> = {
    '/': [['overlays', vscode.FileType.Directory]],
    '/overlays': [['dev', vscode.FileType.Directory]],
    '/overlays/dev': [['kustomization.yaml', vscode.FileType.File]],
  };
  override stat(uri: vscode.Uri): vscode.FileStat {
    const isFile = uri.path === '/overlays/dev/kustomization.yaml';
    if (!isFile && !(uri.path in this.folders)) throw vscode.FileSystemError.FileNotFound(uri);
    return { type: isFile ? vscode.FileType.File : vscode.FileType.Directory, ctime: 0, mtime: 0, size: 13 };
  }
  override readDirectory(uri: vscode.Uri): [string, vscode.FileType][] {
    return [...(this.folders[uri.path] ?? [])];
  }
}

describe('files through the editor', () => {
  it('are not known before they are gathered, which is never taken for a folder without environments', async () => {
    const { host } = await plumbline();
    const scheme = `${SCHEME}-late`;
    const provider = vscode.workspace.registerFileSystemProvider(scheme, new Overlay(), { isReadonly: true });
    const files = openWorkspaceFiles({ name: 'late', uri: vscode.Uri.from({ scheme, path: '/' }) }, host.log, 4_000_000);
    const none = { code: 'noRepository', subject: scheme } as const;
    const session = createSession({
      files,
      git: absentGit(none),
      pins: absentPins(none),
      clock: host.clock,
      randomKey: host.randomKey(),
    });
    const listening = files.onDidArrive((paths) => session.sourcesChanged(paths));
    try {
      assert.deepEqual(files.list('.'), { kind: 'unread' });
      assert.deepEqual(files.read('overlays/dev/kustomization.yaml'), { kind: 'unread' });
      const early = session.discovery();
      assert.deepEqual(early.failures, [{ code: 'unread', file: '.' }]);
      await files.ready;
      const { environments, failures } = session.discovery();
      assert.deepEqual(
        environments.map(({ name }) => name),
        ['dev'],
      );
      assert.deepEqual(failures, []);
    } finally {
      listening.dispose();
      files.dispose();
      provider.dispose();
    }
  });

  it('answer that a folder cannot be listed, with the reason', async () => {
    const { host } = await plumbline();
    const provider = vscode.workspace.registerFileSystemProvider(SCHEME, new Guarded(), { isReadonly: true });
    const files = openWorkspaceFiles({ name: 'guarded', uri: vscode.Uri.from({ scheme: SCHEME, path: '/' }) }, host.log, 4_000_000);
    try {
      await files.ready;
      const reason = { code: 'unreadable', file: 'closed', subject: 'closed', detail: 'permission denied' };
      assert.deepEqual(files.list('closed'), { kind: 'failed', reason });
      assert.deepEqual(files.read('closed/kustomization.yaml'), { kind: 'failed', reason });
      assert.equal(files.list('open').kind, 'directory');
      assert.equal(files.read('open/kustomization.yaml').kind, 'file');
      assert.deepEqual(files.read('open/other.yaml'), { kind: 'absent' });
      assert.deepEqual(files.list('nowhere'), { kind: 'absent' });
    } finally {
      files.dispose();
      provider.dispose();
    }
  });
});
