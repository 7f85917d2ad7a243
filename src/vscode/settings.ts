// The user's settings, typed; defaults are in package.json.
import * as vscode from 'vscode';
import { MEGABYTE } from '../engine/model';
import type { ChartSettings } from '../session/chart-settings';

/** Snapshots to offer as contexts: paths relative to the folder. */
export function snapshotSetting(folder: vscode.WorkspaceFolder): readonly string[] {
  return vscode.workspace.getConfiguration('plumbline', folder).get<readonly string[]>('snapshots', []);
}

/** What is said of environments, as JSON of the shape of `.plumbline.yaml`; undefined where nothing is. */
export function environmentsSetting(folder: vscode.WorkspaceFolder): string | undefined {
  const declared = vscode.workspace.getConfiguration('plumbline', folder).get<readonly unknown[]>('environments', []);
  return declared.length === 0 ? undefined : JSON.stringify(declared);
}

/** Folders on this machine that stand for other repositories, by address; as the user wrote them. */
export function repositoriesSetting(folder: vscode.WorkspaceFolder): Readonly<Record<string, string>> {
  const named = vscode.workspace.getConfiguration('plumbline', folder).get<Readonly<Record<string, unknown>>>('repositories', {});
  return Object.fromEntries(
    Object.entries(named).filter((each): each is [string, string] => typeof each[1] === 'string' && each[1].trim() !== ''),
  );
}

/** Whether what SOPS encrypted is decrypted without being asked for each time. */
export function decryptsSops(folder: vscode.WorkspaceFolder): boolean {
  return vscode.workspace.getConfiguration('plumbline', folder).get<boolean>('sops.decrypt', false);
}

/** What charts are told where no cluster is asked. @param seed draws bytes for real random values. */
export function chartSettings(folder: vscode.WorkspaceFolder, seed: () => Uint8Array, now: () => Date): ChartSettings {
  const helm = vscode.workspace.getConfiguration('plumbline.helm', folder);
  const kubeVersion = helm.get<string>('kubeVersion', '').trim();
  return {
    kubeVersion: kubeVersion === '' ? undefined : kubeVersion,
    apiVersions: helm.get<readonly string[]>('apiVersions', []),
    seed: helm.get<string>('randomValues', 'standIns') === 'real' ? seed : undefined,
    now,
  };
}

export function clusterTimeout(): number {
  return seconds('cluster.timeoutSeconds', 10);
}

export function reconcileTimeout(): number {
  return seconds('reconcile.timeoutSeconds', 300);
}

/** In bytes. */
export function maxFileSize(folder: vscode.WorkspaceFolder): number {
  return vscode.workspace.getConfiguration('plumbline', folder).get<number>('maxFileSizeMegabytes', 4) * MEGABYTE;
}

/** Whether remote bases are fetched without being asked for. */
export function fetchesRemoteBases(folder: vscode.WorkspaceFolder): boolean {
  return vscode.workspace.getConfiguration('plumbline', folder).get<boolean>('remoteBases.fetchAutomatically', false);
}

export function effectLensEnabled(): boolean {
  return vscode.workspace.getConfiguration('plumbline').get<boolean>('effectOfEdits.codeLens', true);
}

export function statusBarEnabled(): boolean {
  return vscode.workspace.getConfiguration('plumbline').get<boolean>('statusBar.enabled', true);
}

/** In milliseconds. */
function seconds(name: string, fallback: number): number {
  return vscode.workspace.getConfiguration('plumbline').get<number>(name, fallback) * 1000;
}
