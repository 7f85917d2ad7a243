// What rows, menus and documents say of clusters that Argo CD knows and a cluster could tell, or has told.
import * as vscode from 'vscode';
import type { App, Failure } from '../engine/model';
import { contextName } from './clusters';
import type { Folder } from './folder';

/** What menus ask of an app or a failure: whether a cluster could tell what is missing, and whether one has told what is there. */
export function clusterFlags(folder: Folder, failures: readonly Failure[], app?: App): readonly string[] {
  const lacks = failures.some(({ clusterQuestion }) => clusterQuestion !== undefined);
  const isTold = (lacks || app?.clusterQuestion !== undefined) && folder.argoClusters.told() !== undefined;
  return [...(lacks ? ['clusters'] : []), ...(isTold ? ['told'] : [])];
}

/** Who told that there are these apps, and when; none where no cluster did. */
export function toldWords({ argoClusters }: Folder, apps: readonly App[]): readonly string[] {
  const told = argoClusters.told();
  if (told === undefined || apps.every(({ clusterQuestion }) => clusterQuestion === undefined)) return [];
  const time = told.at.toLocaleTimeString(vscode.env.language);
  return [vscode.l10n.t('With the clusters that {0} told at {1}. “Forget Argo CD’s Clusters” goes back.', contextName(told.context), time)];
}
