// The Environments view. Draws what the sessions already hold; reads neither disk nor cluster.
import * as vscode from 'vscode';
import { DisposableList } from './disposables';
import { type Fleet, VIEW } from './fleet';
import type { Folder } from './folder';
import { appearance, rowItem } from './row-item';
import { childRows, type Row, topRows } from './rows';

/** Seldom enough that a row under the pointer stays the same row while it is clicked, often enough to look alive. */
const REDRAW_MILLISECONDS = 150;

export class EnvironmentTree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Row | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly owned = new DisposableList();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private replaced = false;
  /** What was drawn below each row that the editor asked about; `undefined` stands for the top. */
  private readonly drawn = new Map<Row | undefined, string>();
  readonly view: vscode.TreeView<Row>;

  constructor(private readonly fleet: Fleet) {
    this.view = this.owned.add(vscode.window.createTreeView(VIEW, { treeDataProvider: this, showCollapseAll: true }));
    this.owned.add(this.changed);
    this.owned.add(fleet.onDidChange(({ kind }) => this.redraw(kind === 'folders')));
    this.showMessage();
    this.owned.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.showMessage()));
  }

  getTreeItem(row: Row): vscode.TreeItem {
    return rowItem(row);
  }

  getChildren(row?: Row): Row[] {
    const rows = this.rowsBelow(row);
    this.drawn.set(row, appearances(rows));
    return [...rows];
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.owned.dispose();
  }

  private rowsBelow(row: Row | undefined): readonly Row[] {
    return row === undefined ? topRows(this.fleet) : childRows(row);
  }

  /**
   * One redraw for a burst of changes: a comparison reports each object as its answer arrives. While the editor reads the rows again, an action on
   * one of them reaches us without its row: so that nothing is redrawn for which nobody could see a difference.
   *
   * @param replaced whether the rows stand on folders that were closed: then they are drawn anew however they look.
   */
  private redraw(replaced: boolean): void {
    this.replaced ||= replaced;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.showMessage();
      if (!this.replaced && !this.looksDifferent()) return;
      this.replaced = false;
      this.drawn.clear();
      this.changed.fire(undefined);
    }, REDRAW_MILLISECONDS);
  }

  private looksDifferent(): boolean {
    for (const [row, before] of this.drawn) if (appearances(this.rowsBelow(row)) !== before) return true;
    return this.drawn.size === 0;
  }

  private showMessage(): void {
    const restricted = vscode.l10n.t('Restricted Mode: Git and clusters are not used until you trust this workspace.');
    const nothing = vscode.l10n.t('No environments were found. What could not be worked out is listed here.');
    const { folders } = this.fleet;
    // The view's welcome text shows only where there is no row at all.
    const only = folders.some(({ discovery }) => (discovery?.failures.length ?? 0) > 0) && folders.every(isEmpty);
    const message = [...(vscode.workspace.isTrusted ? [] : [restricted]), ...(only ? [nothing] : [])].join(' ');
    if (this.view.message !== message) this.view.message = message;
  }
}

function appearances(rows: readonly Row[]): string {
  return rows.map(appearance).join('\n');
}

function isEmpty({ environments }: Folder): boolean {
  return environments.length === 0;
}
