// How the row of an app looks and reads, HelmReleases among them.
import * as vscode from 'vscode';
import type { App, Environment, Failure, Version } from '../engine/model';
import { shownPath } from '../engine/render/kustomize/remote/link';
import { clusterFlags, toldWords } from './argo-cluster-words';
import { isSnapshot } from './clusters';
import { comparedSentence } from './comparison-text';
import type { Folder } from './folder';
import { problemIcon } from './problem-item';
import { parentRelease, releasesFor, releasesOf, withReleases } from './releases';
import { escaped, fullVersion, joined, markdown, shortVersion } from './row-text';
import { withoutRepetition } from '../session/failures';
import { tellsOfTree } from '../session/source-words';
import type { AppRow } from './rows';
import { appsState, type State, stateIcon, summaryWords } from './verdicts';
import { failureWords } from './words';

export function appItem({ folder, environment, app }: AppRow): vscode.TreeItem {
  const { apps, compared } = withReleases(folder, environment, app);
  const state = appsState(apps, compared);
  const below = parentRelease(environment, app);
  const problems = [...app.unresolved, ...folder.problems(environment.name, app.app)];
  const unfetched = problems.some(({ code }) => code === 'notFetched') ? vscode.l10n.t('not fetched') : undefined;
  const lacksRepository = app.unresolved.some(({ repository }) => repository !== undefined);
  const said = state === undefined ? unfetched : summaryWords(state, compared);
  const name = below === undefined ? app.app : (app.owner?.name ?? app.app);
  const kind = app.kind === 'helmRelease' ? 'HelmRelease' : undefined;
  const versions = shownVersions(apps)
    .map((version) => shortVersion(name, version))
    .join(', ');
  const namespace = app.namespace === app.app || app.namespace === below?.namespace ? undefined : app.namespace;
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${folder.key} ${environment.name} ${app.app}`;
  item.contextValue = [
    'app',
    ...appFlags(folder, environment, app),
    ...(unfetched === undefined ? [] : ['unfetched']),
    ...(lacksRepository ? ['repository'] : []),
    ...clusterFlags(folder, app.unresolved, app),
  ].join(' ');
  item.iconPath = appIcon(state, problems);
  const suspended = app.suspended === true ? vscode.l10n.t('suspended') : undefined;
  item.description = joined([said, suspended, kind, versions, namespace], ' · ');
  item.tooltip = markdown([
    `**${escaped(app.app)}** ${app.owner === undefined ? '' : `(${app.owner.kind} ${escaped(`${app.owner.namespace}/${app.owner.name}`)})`}`,
    `\`${shownPath(app.path)}\``,
    ...(app.sourceReason !== undefined && (app.clone !== undefined || tellsOfTree(app.sourceReason)) ? [escaped(app.sourceReason)] : []),
    ...toldWords(folder, [app]).map(escaped),
    ...(app.parent === undefined ? [] : [vscode.l10n.t('Applied by {0}.', escaped(app.parent))]),
    ...(app.suspended === true ? [vscode.l10n.t('Suspended: Flux leaves it as it is until it is resumed.')] : []),
    ...(app.dependsOn.length === 0 ? [] : [vscode.l10n.t('Depends on {0}.', escaped(app.dependsOn.join(', ')))]),
    ...app.versions.map((version) => escaped(fullVersion(version))),
    ...withoutRepetition([...problems, ...compared.flatMap(({ failures }) => failures)]).map(
      (failure) => `$(${problemIcon([failure]).id}) ${escaped(failureWords(failure, folder.session.mask))}`,
    ),
    comparedSentence(compared, apps),
  ]);
  item.accessibilityInformation = {
    label: joined([name, kind, environment.name, said ?? vscode.l10n.t('not compared'), versions], ', '),
  };
  return item;
}

/** What was compared, else what stands in the way of rendering. A comparison already counts that as unknown. */
function appIcon(state: State | undefined, problems: readonly Failure[]): vscode.ThemeIcon {
  if (state !== undefined) return stateIcon(state);
  return problems.length > 0 ? problemIcon(problems) : PACKAGE;
}

/** An app's own versions, or those of the one HelmRelease that it is there for. */
function shownVersions([app, ...releases]: readonly App[]): readonly Version[] {
  const own = app?.versions ?? [];
  const [only, ...others] = releases;
  return own.length === 0 && others.length === 0 ? (only?.versions ?? []) : own;
}

/** What menus ask of an app. A snapshot takes no requests, so that an environment pinned to one is not reconciled. */
function appFlags(folder: Folder, environment: Environment, app: App): readonly string[] {
  const { context = '' } = folder.pin(environment.name) ?? {};
  return [
    ...(app.owner?.kind === 'Kustomization' && !isSnapshot(context) ? ['flux'] : []),
    ...(app.versions.length > 0 ? ['versions'] : []),
    ...(releasesFor(environment, app).length > 0 ? ['releases'] : []),
    ...answerFlags(folder, environment, [app, ...releasesOf(environment, app)]),
  ];
}

/** Whether charts of the apps want to know something of a cluster, and whether they were told. */
export function answerFlags(folder: Folder, { name }: Environment, apps: readonly App[]): readonly string[] {
  return [
    ...(apps.some(({ app }) => folder.asks(name, app)) ? ['asks'] : []),
    ...(apps.some(({ app }) => folder.session.answeredBy(name, app) !== undefined) ? ['answered'] : []),
  ];
}

const PACKAGE = new vscode.ThemeIcon('package');
