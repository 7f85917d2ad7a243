// Compares an environment, or one of its apps, with the cluster that it is pinned to.
import * as vscode from 'vscode';
import type { AppComparison, Failure } from '../engine/model';
import type { Cluster } from '../engine/ports';
import { failureLine } from '../engine/presenter';
import { looksUp } from '../session/connections';
import { contextName } from './clusters';
import { VIEW } from './fleet';
import { clusterFor, ensurePinned, showRefusal } from './pin';
import { withReleases } from './releases';
import { withoutRepetition } from '../session/failures';
import { chooseEnvironment, type Target } from './targets';
import { type Action, selectContext, showMessage, showOutput, withCancel } from './messages';
import type { Ui } from './ui';
import { countWords, verdictWord } from './verdicts';
import { failureWords } from './words';

/** Command. Says what came of it; the tree shows the rest. */
export async function compareCommand(ui: Ui, argument: unknown): Promise<void> {
  const target = await chooseEnvironment(ui.fleet, argument, vscode.l10n.t('Environment to compare'));
  const compared = target === undefined ? undefined : await compareTarget(ui, target);
  if (target === undefined || compared === undefined) return;
  const all = compared.flatMap(({ comparisons }) => comparisons);
  const unread = target.app === undefined ? (target.environment.unread ?? []) : [];
  const clean = unread.length === 0 && compared.every(({ verdict }) => verdict === 'inSync');
  const name = target.app === undefined ? target.environment.name : `${target.app.app} (${target.environment.name})`;
  const failures = withoutRepetition([...unread, ...compared.flatMap((each) => each.failures)]);
  for (const failure of failures) ui.host.log.warn(failureLine(failure, target.folder.session.mask));
  const nothing = all.length === 0 && failures.length > 0;
  const text = `${name}: ${nothing ? verdictWord('unknown') : countWords(all)}${reasonWords(compared, failures, target)}${toldWords(target)}`;
  const differs = all.some(({ verdict }) => verdict !== 'inSync' && verdict !== 'unknown');
  const drift: Action = {
    title: vscode.l10n.t('Open Drift'),
    run: () => vscode.commands.executeCommand('plumbline.openDrift', row(target)),
  };
  const actions = nothing ? [selectContext(), showOutput(ui.host)] : differs ? [drift] : [];
  showMessage(clean ? 'information' : 'warning', text, actions);
}

/** @returns undefined when the user left, cancelled, or was told why it cannot be compared. */
export async function compareTarget(ui: Ui, target: Target): Promise<readonly AppComparison[] | undefined> {
  const { folder, environment } = target;
  const cluster = await clusterFor(ui, target);
  if (cluster === undefined) return undefined;
  // Where there is a pin, the comparison itself checks it, and drops what it once said of a cluster that no longer answers.
  if (folder.pin(environment.name) === undefined && !(await ensurePinned(ui, target, cluster))) return undefined;
  const compared = await compareWith(cluster, target);
  const refusal = compared?.flatMap(({ failures }) => failures).find(({ code }) => code === 'contextMismatch' || code === 'notPinned');
  if (refusal?.code === 'contextMismatch') {
    showRefusal(ui, target, refusal, () => vscode.commands.executeCommand('plumbline.compare', row(target)));
    return undefined;
  }
  if (refusal === undefined) return compared;
  // The command line may have unpinned it meanwhile.
  await folder.readPins();
  return (await ensurePinned(ui, target, cluster)) ? compareWith(cluster, target) : undefined;
}

function compareWith(cluster: Cluster, { folder, environment, app }: Target): Thenable<readonly AppComparison[] | undefined> {
  const title = vscode.l10n.t('Comparing {0} with {1}', app === undefined ? environment.name : app.app, contextName(cluster.context));
  const work = withCancel(title, async (signal, progress) => {
    let count = 0;
    const onComparison = (name: string): void => {
      count += 1;
      progress.report({ message: vscode.l10n.t('{0} objects, {1}', count, name) });
    };
    await askFor(cluster, { folder, environment, ...(app === undefined ? {} : { app }) }, signal);
    const request = { environment: environment.name, cluster, signal, onComparison };
    if (app === undefined) return folder.session.compare(request);
    const compared: AppComparison[] = [];
    // Its row stands for the HelmReleases below it too.
    for (const { app: name } of withReleases(folder, environment, app).apps)
      compared.push(...(await folder.session.compare({ ...request, app: name })));
    return compared;
  });
  return vscode.window.withProgress({ location: { viewId: VIEW } }, () => work);
}

/** What charts look up is part of what they should be: as the command line does, the same cluster is asked for it. */
async function askFor(cluster: Cluster, { folder, environment, app }: Target, signal: AbortSignal): Promise<void> {
  const { apps } = app === undefined ? environment : withReleases(folder, environment, app);
  const asking = apps.map((each) => each.app).filter((name) => looksUp(folder.session.render(environment.name, name)));
  // A cluster that may not be asked refuses the comparison, too.
  if (asking.length > 0) await folder.session.askCluster({ environment: environment.name, apps: asking, cluster, signal });
}

function toldWords({ folder, environment, app }: Target): string {
  const names = app === undefined ? [undefined] : withReleases(folder, environment, app).apps.map((each) => each.app);
  const context = names.map((name) => folder.session.answeredBy(environment.name, name)).find((found) => found !== undefined);
  return context === undefined
    ? ''
    : ` ${vscode.l10n.t('Its charts were told what {0} answered; the preview says what.', contextName(context))}`;
}

/** The only reason, or the apps that have one; the tree and the output channel have them all. */
function reasonWords(compared: readonly AppComparison[], failures: readonly Failure[], { folder }: Target): string {
  const [first, ...others] = failures;
  if (first === undefined) return '';
  const apps = compared.filter((each) => each.failures.length > 0).map(({ app }) => app);
  if (others.length === 0 || apps.length === 1) return `. ${failureWords(first, folder.session.mask)}`;
  const named = apps.length > SOME_APPS ? [...apps.slice(0, SOME_APPS), '…'] : apps;
  return `. ${vscode.l10n.t('Not known in full: {0}. Their rows in the Environments view say why.', named.join(', '))}`;
}

/** As many names as a notification has room for. */
const SOME_APPS = 4;

function row({ folder, environment, app }: Target): unknown {
  return app === undefined ? { kind: 'environment', folder, environment } : { kind: 'app', folder, environment, app };
}
