// What every command works with, and whether it may.
import * as vscode from 'vscode';
import type { ClusterSelection } from './clusters';
import type { Documents } from './documents';
import type { EditEffects } from './edit-effects';
import type { EnvironmentTree } from './environment-tree';
import type { Fleet } from './fleet';
import type { Host } from './host';

export interface Ui {
  readonly host: Host;
  readonly fleet: Fleet;
  readonly tree: EnvironmentTree;
  readonly documents: Documents;
  readonly clusters: ClusterSelection;
  readonly effects: EditEffects;
}

/** Whether commands that use git or a cluster may run: also a context key, for menus. */
export function toolsAllowed({ host }: Pick<Ui, 'host'>): boolean {
  return host.hasTools && vscode.workspace.isTrusted;
}
