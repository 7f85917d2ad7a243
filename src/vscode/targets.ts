// What a command is about: a row of the tree, the document in the editor, or what the user picks.
import * as vscode from 'vscode';
import type { App, Environment, ObjectRef } from '../engine/model';
import { shownPath } from '../engine/render/kustomize/remote/link';
import { documentRef } from './document-uri';
import type { Fleet } from './fleet';
import type { Folder } from './folder';
import { capitalised } from './row-text';
import { latest, type Row } from './rows';

export interface Target {
  readonly folder: Folder;
  readonly environment: Environment;
  readonly app?: App;
  readonly ref?: ObjectRef;
}

export type AppTarget = Target & { readonly app: App };

/** What `argument` names, or the active document of ours where there is no argument; undefined when neither does. */
export function targetOf(fleet: Fleet, argument: unknown): Target | undefined {
  if (isRow(argument)) return rowTarget(argument);
  const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  return uri === undefined ? undefined : documentTarget(fleet, uri);
}

/** The environment that a command is about; asks where that is open. @returns undefined when the user left. */
export async function chooseEnvironment(fleet: Fleet, argument: unknown, placeHolder: string): Promise<Target | undefined> {
  const known = targetOf(fleet, argument);
  if (known !== undefined) return known;
  const several = fleet.folders.length > 1;
  const items = fleet.folders.flatMap((folder) =>
    folder.environments.map((environment) => ({
      label: environment.name,
      description: several ? folder.workspaceFolder.name : '',
      detail: capitalised(environment.reason),
      target: { folder, environment },
    })),
  );
  const [only] = items;
  if (only === undefined) return nothingFound(fleet);
  if (items.length === 1) return only.target;
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.target;
}

/** The app that a command is about; asks for the environment and the app where they are open. */
export async function chooseApp(
  fleet: Fleet,
  argument: unknown,
  placeHolder: string,
  accept: (app: App) => boolean = () => true,
): Promise<AppTarget | undefined> {
  const target = await chooseEnvironment(fleet, argument, vscode.l10n.t('{0}: in which environment?', placeHolder));
  if (target === undefined) return undefined;
  if (target.app !== undefined) return { ...target, app: target.app };
  const items = target.environment.apps.filter(accept).map((app) => ({ label: app.app, description: shownPath(app.path), app }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0}: {1} has none for which this can be done.', placeHolder, target.environment.name),
    );
    return undefined;
  }
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: `${placeHolder} (${target.environment.name})` });
  return chosen === undefined ? undefined : { ...target, app: chosen.app };
}

export function isRow(argument: unknown): argument is Row {
  return typeof argument === 'object' && argument !== null && 'kind' in argument && 'folder' in argument;
}

function nothingFound(fleet: Fleet): undefined {
  const text = fleet.folders.some(({ discovery }) => discovery !== undefined)
    ? vscode.l10n.t('No environments were found in this workspace. The Environments view says what Plumbline looks for.')
    : vscode.l10n.t('Nothing was read yet. Open a GitOps repository, or wait until it has been read.');
  void vscode.window.showInformationMessage(text);
}

function rowTarget(row: Row): Target | undefined {
  const now = latest(row);
  switch (now?.kind) {
    case 'environment':
    case 'app':
    case 'object':
      return now;
    case 'folder':
    case 'failure':
    case 'problems':
    case 'part':
    case 'otherParts':
    case undefined:
      return undefined;
  }
}

function documentTarget(fleet: Fleet, uri: vscode.Uri): Target | undefined {
  const shown = documentRef(uri);
  if (shown === undefined || shown.view === 'remote') return undefined;
  const folder = fleet.folder(shown.folder);
  const environment = folder?.environment(shown.environment);
  if (folder === undefined || environment === undefined) return undefined;
  const app = shown.app === undefined ? undefined : folder.app(environment.name, shown.app);
  return { folder, environment, ...(app === undefined ? {} : { app }), ...('object' in shown ? { ref: shown.object } : {}) };
}
