// Reads a file or a folder through the editor's own file system; what cannot be read says why.
import * as vscode from 'vscode';
import { tooLarge } from '../engine/model';
import type { DirectoryAnswer, FileAnswer } from '../engine/ports';

/** @param path the folder's path in its tree, for the failure. */
export async function listFolder(uri: vscode.Uri, path: string): Promise<DirectoryAnswer> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(uri);
    return {
      kind: 'directory',
      entries: entries.map(([name, type]) => ({ name, kind: (type & vscode.FileType.Directory) !== 0 ? 'directory' : 'file' })),
    };
  } catch (error) {
    return isNotFound(error) ? { kind: 'absent' } : unreadable(path, error);
  }
}

/** @param path the file's path in its tree, for the failure. */
export async function readFile(uri: vscode.Uri, path: string, maxBytes: number): Promise<FileAnswer> {
  try {
    const { size, mtime } = await vscode.workspace.fs.stat(uri);
    if (size > maxBytes) return { kind: 'failed', reason: tooLarge(path, size, maxBytes) };
    const bytes = await vscode.workspace.fs.readFile(uri);
    return decoded(bytes, `${mtime} ${size}`);
  } catch (error) {
    return isNotFound(error) ? { kind: 'absent' } : unreadable(path, error);
  }
}

function decoded(bytes: Uint8Array, version: string): FileAnswer {
  const text = new TextDecoder().decode(bytes);
  const valid = !text.includes('\ufffd');
  return valid ? { kind: 'file', text, version: text } : { kind: 'file', text, bytes, version };
}

function isNotFound(error: unknown): boolean {
  return error instanceof vscode.FileSystemError && (error.code === 'FileNotFound' || error.code === 'FileNotADirectory');
}

function unreadable(file: string, error: unknown) {
  const denied = error instanceof vscode.FileSystemError && error.code === 'NoPermissions';
  return {
    kind: 'failed',
    reason: { code: 'unreadable', file, subject: file, detail: denied ? 'permission denied' : String(error) },
  } as const;
}
