// All workspace folders, each with its session: opened, closed and reopened as the workspace and its trust change.
import * as vscode from 'vscode';
import { Folder, type FolderChange } from './folder';
import type { Host } from './host';
import { watchSources } from './source-watch';
import { showMessage, showOutput } from './messages';

export const VIEW = 'plumbline.environments';

export interface FleetChange {
  readonly folder?: Folder;
  readonly kind: FolderChange | 'folders';
}

/** Settings after whose change everything is read anew. */
const RELOADED = ['plumbline.maxFileSizeMegabytes', 'plumbline.environments', 'plumbline.helm', 'plumbline.repositories', 'plumbline.sops'];

export class Fleet implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<FleetChange>();
  readonly onDidChange = this.changed.event;
  private readonly open = new Map<string, { readonly folder: Folder; readonly watch: vscode.Disposable }>();
  private readonly listeners: readonly vscode.Disposable[];
  /** Settles when every folder was read for the first time. */
  ready: Promise<void> = Promise.resolve();

  constructor(private readonly host: Host) {
    this.listeners = [
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.load()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.reload()),
      vscode.workspace.onDidChangeConfiguration((event) => RELOADED.some((name) => event.affectsConfiguration(name)) && this.reload()),
    ];
  }

  get folders(): readonly Folder[] {
    return [...this.open.values()].map(({ folder }) => folder);
  }

  folder(key: string): Folder | undefined {
    return this.open.get(key)?.folder;
  }

  folderOf(uri: vscode.Uri): Folder | undefined {
    const found = vscode.workspace.getWorkspaceFolder(uri);
    if (found !== undefined) return this.folder(found.uri.toString());
    // A clone that stands for another repository belongs to the folder that it stands in for.
    return this.folders.find((folder) => folder.path(uri) !== undefined);
  }

  /** Opens what is new in the workspace and closes what has left it. */
  load(): Promise<void> {
    const wanted = vscode.workspace.workspaceFolders ?? [];
    const keys = new Set(wanted.map(({ uri }) => uri.toString()));
    for (const key of [...this.open.keys()]) if (!keys.has(key)) this.close(key);
    const added = wanted.filter(({ uri }) => !this.open.has(uri.toString())).map((folder) => this.add(folder));
    void setState(wanted.length === 0 ? 'noFolder' : 'loading');
    this.ready = Promise.resolve(vscode.window.withProgress({ location: { viewId: VIEW } }, () => this.read(added)));
    return this.ready;
  }

  /** Reads everything again, from disk. */
  reload(): Promise<void> {
    for (const key of [...this.open.keys()]) this.close(key);
    return this.load();
  }

  dispose(): void {
    for (const key of [...this.open.keys()]) this.close(key);
    for (const listener of this.listeners) listener.dispose();
    this.changed.dispose();
  }

  private async read(added: readonly Folder[]): Promise<void> {
    // A turn of the event loop first, so that the view can show that it is loading.
    await new Promise((resolve) => setTimeout(resolve, 0));
    for (const folder of added) {
      // One folder that cannot be read must not take the others with it.
      await folder.open().catch((error: unknown) => {
        this.host.log.error(`${folder.workspaceFolder.name}: ${String(error)}`);
        const text = vscode.l10n.t('{0} could not be read: {1}', folder.workspaceFolder.name, String(error));
        showMessage('warning', text, [showOutput(this.host)]);
      });
    }
    await setState(this.folders.some(({ environments }) => environments.length > 0) ? 'ready' : 'empty');
    this.changed.fire({ kind: 'folders' });
  }

  private add(workspaceFolder: vscode.WorkspaceFolder): Folder {
    const ports = this.host.openFolder(workspaceFolder, vscode.workspace.isTrusted);
    const folder = new Folder(workspaceFolder, ports, this.host);
    const relay = folder.onDidChange((kind) => this.onFolderChange(folder, kind));
    const watch = vscode.Disposable.from(watchSources(folder), relay, folder);
    this.open.set(folder.key, { folder, watch });
    return folder;
  }

  private onFolderChange(folder: Folder, kind: FolderChange): void {
    if (kind === 'sources') void setState(this.folders.some(({ environments }) => environments.length > 0) ? 'ready' : 'empty');
    this.changed.fire({ folder, kind });
  }

  private close(key: string): void {
    this.open.get(key)?.watch.dispose();
    this.open.delete(key);
  }
}

/** The context key that chooses among the view's welcome texts. */
function setState(state: 'noFolder' | 'loading' | 'empty' | 'ready'): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', 'plumbline.state', state);
}
