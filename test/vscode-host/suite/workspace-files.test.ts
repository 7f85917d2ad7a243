// Folders that only the editor can reach: what cannot be listed or read says so, and is never taken for empty.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
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

describe('files through the editor', () => {
  it('answer that a folder cannot be listed, with the reason', async () => {
    const { host } = await plumbline();
    const provider = vscode.workspace.registerFileSystemProvider(SCHEME, new Guarded(), { isReadonly: true });
    const files = openWorkspaceFiles({ name: 'guarded', uri: vscode.Uri.from({ scheme: SCHEME, path: '/' }) }, host.log);
    try {
      await files.ready;
      const reason = { code: 'unreadable', file: 'closed', detail: 'permission denied' };
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
