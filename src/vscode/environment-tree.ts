// The Environments view. Draws what the sessions already hold; reads neither disk nor cluster.
import * as vscode from 'vscode';
import { DisposableList } from './disposables';
import { type Fleet, VIEW } from './fleet';
import { rowItem } from './row-item';
import { childRows, type Row, topRows } from './rows';

/** Seldom enough that a row under the pointer stays the same row while it is clicked, often enough to look alive. */
const REDRAW_MILLISECONDS = 150;

export class EnvironmentTree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Row | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly owned = new DisposableList();
  private timer: ReturnType<typeof setTimeout> | undefined;
  readonly view: vscode.TreeView<Row>;

  constructor(private readonly fleet: Fleet) {
    this.view = this.owned.add(vscode.window.createTreeView(VIEW, { treeDataProvider: this, showCollapseAll: true }));
    this.owned.add(this.changed);
    this.owned.add(fleet.onDidChange(() => this.redraw()));
    this.showTrust();
    this.owned.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.showTrust()));
  }

  getTreeItem(row: Row): vscode.TreeItem {
    return rowItem(row);
  }

  getChildren(row?: Row): Row[] {
    return [...(row === undefined ? topRows(this.fleet) : childRows(row))];
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.owned.dispose();
  }

  /** One redraw for a burst of changes: a comparison reports each object as its answer arrives. */
  private redraw(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.changed.fire(undefined);
    }, REDRAW_MILLISECONDS);
  }

  private showTrust(): void {
    const restricted = vscode.l10n.t('Restricted Mode: Git and clusters are not used until you trust this workspace.');
    this.view.message = vscode.workspace.isTrusted ? '' : restricted;
  }
}
