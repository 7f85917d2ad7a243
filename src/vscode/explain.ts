// Explains in Markdown why something was taken for an environment, what is in it, and what could not be resolved.
import * as vscode from 'vscode';
import type { BlockedApp, Plan } from '../engine/decide/plan';
import type { SyncPlan } from '../engine/decide/sync-plan';
import type { App, Failure, Note, ObjectRef, Part, ReferencedObject, SyncTurn } from '../engine/model';
import { PARTS } from '../engine/presenter';
import { shownPath } from '../engine/render/kustomize/remote/link';
import { toldWords } from './argo-cluster-words';
import { contextName } from './clusters';
import { documentUri } from './document-uri';
import { partFacts } from './part-item';
import { capitalised, escaped, fullVersion, joined } from './row-text';
import { type ExplainedApp, explain, renderedFolder } from '../session/explanation';
import { failureWords, noteWords } from './words';
import type { Folder } from './folder';

/** @param name one app of the environment; all of them unless named. */
export function explanation(folder: Folder, environmentName: string, name?: string): string {
  const explained = explain(folder.session, environmentName, name);
  if (explained.kind === 'failed') return vscode.l10n.t('The repository has no environment {0} any more.', environmentName);
  const { environment, of, apps, plan, parts, unread } = explained.value;
  const pin = folder.pin(environmentName);
  const position = vscode.l10n.t('{0} of {1} in promotion order', environment.order + 1, of);
  const pinned = pin === undefined ? vscode.l10n.t('not pinned yet') : `\`${contextName(pin.context)}\``;
  return [
    `# ${environmentName}`,
    `${capitalised(environment.reason)}.`,
    `- ${vscode.l10n.t('Order')}: ${position} (${environment.orderReason})`,
    ...(environment.expectedContext === undefined
      ? []
      : [`- ${vscode.l10n.t('Meant for the cluster context')}: \`${environment.expectedContext}\``]),
    `- ${vscode.l10n.t('Cluster context')}: ${pinned}`,
    ...unread.map((failure) => `- ${vscode.l10n.t('May define more apps')}: ${problem(folder, failure)}`),
    ...plan.blocked.map((each) => `- ${vscode.l10n.t('{0} never gets its turn: it waits for {1}', each.app.app, waitText(each))}`),
    ...orderLines(plan),
    ...apps.flatMap((each) => appSection(folder, each)),
    ...partLines(parts),
    '',
  ].join('\n');
}

function waitText({ waitsFor, absent }: BlockedApp): string {
  const words = (name: string): string =>
    absent.includes(name) ? vscode.l10n.t('{0} (declared nowhere in this environment)', name) : name;
  return waitsFor.map(words).join(', ');
}

/** Nothing where no app waits for another. */
function orderLines({ steps }: Plan): readonly string[] {
  if (steps.length < 2) return [];
  const listed = steps.map((step, index) => `${index + 1}. ${step.map(({ app }) => escaped(app)).join(', ')}`);
  return ['', `## ${vscode.l10n.t('Order')}`, '', ...listed];
}

function partLines(parts: readonly Part[]): readonly string[] {
  if (parts.length === 0) return [];
  const listed = parts.map((part) => {
    const { kind, name, reason, file, line } = part;
    return `- ${PARTS[kind]} ${joined([escaped(name), escaped(partFacts(part)), escaped(reason)], ' · ')} (${place(file, line)})`;
  });
  return ['', `## ${vscode.l10n.t('Carried out by other tools')}`, '', ...listed];
}

/** Opens the explanation as rendered Markdown. */
export async function showExplanation(folder: Folder, environment: string, app?: string): Promise<void> {
  const uri = documentUri({ view: 'explanation', folder: folder.key, environment, ...(app === undefined ? {} : { app }) });
  await vscode.commands.executeCommand('markdown.showPreview', uri);
}

function appSection(folder: Folder, { app, objects, sources, problems, notes, sync }: ExplainedApp): string[] {
  const owner = app.owner === undefined ? vscode.l10n.t('no controller') : `${app.owner.kind} \`${app.owner.namespace}/${app.owner.name}\``;
  return [
    '',
    `## ${app.app}`,
    ...renderedFrom(app).map((words) => `- ${vscode.l10n.t('Rendered from')}: ${words}`),
    ...toldWords(folder, [app]).map((words) => `- ${vscode.l10n.t('Generated')}: ${escaped(words)}`),
    ...sources.map((words) => `- ${vscode.l10n.t('Source')}: ${escaped(words)}`),
    `- ${vscode.l10n.t('Applied by')}: ${owner}`,
    `- ${vscode.l10n.t('Found in')}: ${place(app.source.file, app.source.line)}`,
    ...(app.suspended === true ? [`- ${vscode.l10n.t('Suspended: Flux leaves it as it is until it is resumed.')}`] : []),
    ...(app.otherCluster === undefined
      ? []
      : [
          `- ${vscode.l10n.t('Goes to another cluster than its own, by spec.kubeConfig')} (${place(app.otherCluster.file, app.otherCluster.line)})`,
        ]),
    ...(app.dependsOn.length === 0 ? [] : [`- ${vscode.l10n.t('Depends on')}: ${app.dependsOn.join(', ')}`]),
    ...(app.parent === undefined || app.syncTurn === undefined
      ? []
      : [`- ${vscode.l10n.t('Turn in the sync of {0}', app.parent)}: ${turnText(app.syncTurn)}`]),
    ...app.versions.map((version) => `- ${escaped(fullVersion(version))} (${place(version.file, version.line)})`),
    ...(app.fleet?.ignored ?? []).map(
      ({ object, fields, file, line }) =>
        `- ${vscode.l10n.t('Drift leaves out {0}: {1}', escaped(object), escaped(fields.join(', ')))} (${place(file, line)})`,
    ),
    // None is no answer where something could not be rendered.
    `- ${vscode.l10n.t('Objects')}: ${objects === 0 && problems.length > 0 ? vscode.l10n.t('unknown') : objects}`,
    ...notes.map(({ ref, notes: said }) => noteLine(folder, ref, said)),
    ...(problems.length === 0 ? [`- ${vscode.l10n.t('Everything was resolved.')}`] : ['', `### ${vscode.l10n.t('Not resolved')}`]),
    ...problems.map((failure) => `- ${problem(folder, failure)}`),
    ...(sync === undefined ? [] : syncLines(folder, sync)),
  ];
}

/** A folder, or the objects that a HelmRelease takes its chart and values from. */
function renderedFrom(app: App): readonly string[] {
  const folder = renderedFolder(app);
  if (folder !== undefined) return [`\`${shownPath(folder)}\``];
  if (app.kind !== 'helmRelease') return [];
  const words = ({ kind, namespace, name, position }: ReferencedObject): string =>
    `${kind} \`${namespace}/${name}\`${position === undefined ? '' : ` (${place(position.file, position.line)})`}`;
  return [...new Set((app.references ?? []).map(words))];
}

function noteLine({ session: { mask } }: Folder, ref: ObjectRef, notes: readonly Note[]): string {
  return `- ${escaped(nameOf(mask.ref(ref)))}: ${notes.map((note) => escaped(noteWords(note, mask))).join(' ')}`;
}

/** Nothing where all is applied at once. */
function syncLines({ session }: Folder, { steps, notSynced }: SyncPlan): readonly string[] {
  if (steps.length < 2 && notSynced.length === 0) return [];
  const names = (refs: readonly ObjectRef[]) => refs.map((ref) => escaped(nameOf(session.mask.ref(ref)))).join(', ');
  const listed = steps.map((step, index) => `${index + 1}. ${turnText(step)}: ${names(step.objects)}`);
  const left = notSynced.length === 0 ? [] : ['', `- ${vscode.l10n.t('No part of a sync')}: ${names(notSynced)}`];
  return ['', `### ${vscode.l10n.t('Order within a sync')}`, '', ...listed, ...left];
}

function nameOf({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

function turnText({ phase, wave }: SyncTurn): string {
  const turn = vscode.l10n.t('{0}, wave {1}', phase, wave);
  return phase === 'SyncFail' ? vscode.l10n.t('{0} (only where the sync fails)', turn) : turn;
}

function problem({ session }: Folder, failure: Failure): string {
  const where = failure.file === undefined ? '' : `${place(failure.file, failure.line)}: `;
  return `${where}${failureWords(failure, session.mask)}`;
}

/** Not a link: the editor's Markdown preview follows none to a file from a document that no disk holds. */
function place(file: string, line = 1): string {
  return `\`${shownPath(file)}:${line}\``;
}
