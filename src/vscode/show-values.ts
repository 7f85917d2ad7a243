// Shows the merged values of a HelmRelease: a document in which hover and go-to-definition say where each key was set.
import * as vscode from 'vscode';
import type { App } from '../engine/model';
import { documentUri } from './document-uri';
import { isRelease, releasesFor } from './releases';
import { chooseEnvironment, type Target } from './targets';
import { showMessage } from './messages';
import type { Ui } from './ui';

/** Command: about a release, about one of those that an app applies, or about one of an environment. */
export async function showValuesCommand(ui: Ui, argument: unknown): Promise<void> {
  const target = await chooseEnvironment(ui.fleet, argument, vscode.l10n.t('Environment of the HelmRelease'));
  const release = target === undefined ? undefined : await chooseRelease(target);
  if (target === undefined || release === undefined) return;
  const uri = documentUri({ view: 'values', folder: target.folder.key, environment: target.environment.name, app: release.app });
  await vscode.window.showTextDocument(uri, { preview: true });
}

async function chooseRelease({ environment, app }: Target): Promise<App | undefined> {
  const releases = app === undefined ? environment.apps.filter(isRelease) : releasesFor(environment, app);
  const [only] = releases;
  if (only === undefined) {
    showMessage('information', vscode.l10n.t('{0} has no HelmRelease whose values could be shown.', app?.app ?? environment.name));
    return undefined;
  }
  if (releases.length === 1) return only;
  const items = releases.map((release) => ({ label: release.owner?.name ?? release.app, description: release.namespace ?? '', release }));
  const placeHolder = vscode.l10n.t('HelmRelease whose merged values to show ({0})', environment.name);
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.release;
}
