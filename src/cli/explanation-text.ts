// An environment explained in Markdown: what could not be resolved first, then the order, then its apps, a row each or all that is known of them.
import type { SyncPlan } from '../engine/decide/sync-plan';
import type { App, Failure, ObjectRef, ReferencedObject } from '../engine/model';
import type { Mask } from '../engine/normalise/mask';
import { failureLine, noteSentence } from '../engine/presenter';
import { shownPath } from '../engine/render/kustomize/remote/link';
import { type ExplainedApp, type Explanation, renderedFolder } from '../session/explanation';
import { refText } from './json';
import { partText } from './parts';
import { turnText, waitText } from './turns';
import { areMany, isUnfetched, unfetchedRows } from './unfetched';

/** @param all whether each app is told with all that is known of it. */
export function explanationText({ environment, of, apps, plan, parts, unread }: Explanation, all: boolean, mask: Mask): string {
  const words = (failure: Failure) => `- ${failureLine(failure, mask)}`;
  const steps = plan.steps.map((step, index) => `${index + 1}. ${step.map(({ app }) => app).join(', ')}`);
  const blocked = plan.blocked.map((each) => `- ${each.app.app} never gets its turn: it waits for ${waitText(each)}`);
  const rows = apps.map(appRow);
  const lines = [
    `# ${environment.name}`,
    '',
    `${sentenceOf(environment.reason)} It is ${environment.order + 1} of ${of} in promotion order: ${environment.orderReason}.`,
    ...titled('## Not resolved', apps.length === 1 ? [] : unresolvedRows(apps, mask)),
    ...titled('## What may define more apps', unread.map(words)),
    ...titled('## Order', steps),
    ...(blocked.length === 0 ? [] : ['', ...blocked]),
    ...(all ? apps.flatMap((each) => section(each, words, mask)) : titled('## Apps', rows)),
    ...titled(
      '## Carried out by other tools',
      parts.map((part) => `- ${partText(part)}`),
    ),
    ...(all ? [] : ['', 'With --all, or with the name of an app, all that is known of each.']),
  ];
  return `${lines.join('\n')}\n`;
}

function titled(title: string, rows: readonly string[]): readonly string[] {
  return rows.length === 0 ? [] : ['', title, '', ...rows];
}

/** Each once, with the apps that it is in. */
function unresolvedRows(apps: readonly ExplainedApp[], mask: Mask): readonly string[] {
  const all = apps.flatMap(({ app, problems }) => problems.map((failure) => ({ app: app.app, failure })));
  const unfetched = all.filter(({ failure }) => isUnfetched(failure));
  const together = areMany(unfetched);
  const byLine = new Map<string, string[]>();
  for (const { app, failure } of all) {
    if (together && isUnfetched(failure)) continue;
    const line = failureLine(failure, mask);
    byLine.set(line, [...(byLine.get(line) ?? []), app]);
  }
  const rows = [...byLine].map(([line, names]) => `- ${line} (in ${namesText(names)})`);
  if (!together) return rows;
  const [head, ...each] = unfetchedRows(unfetched.map(({ failure }) => ({ ...failure, subject: mask.scrub(failure.subject ?? '') })));
  return [...rows, `- notFetched: ${head}`, ...each.map((row) => `  - ${row.trimStart()}`)];
}

const FEW = 3;

function namesText(names: readonly string[]): string {
  const more = names.length - FEW;
  return more > 0 ? `${names.slice(0, FEW).join(', ')} and ${more} more` : names.join(', ');
}

/** What it is, in one row. */
function appRow({ app: { app, path, owner }, objects, problems }: ExplainedApp): string {
  const count = objects === 0 && problems.length > 0 ? 'unknown' : objects;
  const open = problems.length === 0 ? '' : `, ${problems.length} not resolved`;
  return `- ${app}: objects ${count}${open}; from ${shownPath(path)}, ${owner === undefined ? 'no controller' : `${owner.kind} ${owner.namespace}/${owner.name}`}`;
}

function section(
  { app, objects, sources, problems, notes, sync }: ExplainedApp,
  words: (failure: Failure) => string,
  mask: Mask,
): readonly string[] {
  const unresolved = problems.length === 0 ? ['- everything was resolved'] : ['', '### Not resolved', '', ...problems.map(words)];
  const turns = sync === undefined ? [] : syncLines(sync, mask);
  const said = notes.map((each) => `- ${refText(mask.ref(each.ref))}: ${each.notes.map((note) => noteSentence(note, mask)).join(' ')}`);
  return ['', `## ${app.app}`, '', ...factsOf(app, sources), objectsLine(objects, problems), ...said, ...unresolved, ...turns];
}

/** None is no answer where something could not be rendered. */
function objectsLine(objects: number, problems: readonly Failure[]): string {
  return `- objects: ${objects === 0 && problems.length > 0 ? 'unknown' : objects}`;
}

/** Nothing where all is applied at once. */
function syncLines({ steps, notSynced }: SyncPlan, mask: Mask): readonly string[] {
  if (steps.length < 2 && notSynced.length === 0) return [];
  const names = (refs: readonly ObjectRef[]) => refs.map((ref) => refText(mask.ref(ref))).join(', ');
  const listed = steps.map((step, index) => `${index + 1}. ${turnText(step)}: ${names(step.objects)}`);
  const left = notSynced.length === 0 ? [] : ['', `- no part of a sync: ${names(notSynced)}`];
  return ['', '### Order within a sync', '', ...listed, ...left];
}

function factsOf(app: App, sources: readonly string[]): readonly string[] {
  const { kind, owner, source, parent, suspended, otherCluster, dependsOn, syncTurn, versions, references = [], fleet } = app;
  const folder = renderedFolder(app);
  return [
    ...(folder === undefined ? [] : [`- rendered from ${shownPath(folder)}`]),
    ...(kind === 'helmRelease' ? [...new Set(references.map(referenceLine))] : []),
    ...sources.map((words) => `- source: ${words}`),
    `- applied by ${owner === undefined ? 'no controller' : `${owner.kind} ${owner.namespace}/${owner.name}`}, found in ${shownPath(source.file)}:${source.line}`,
    ...(parent === undefined ? [] : [`- its object is applied by ${parent}${syncTurn === undefined ? '' : `, ${turnText(syncTurn)}`}`]),
    ...(suspended === true ? ['- suspended: Flux leaves it as it is until it is resumed'] : []),
    ...(otherCluster === undefined
      ? []
      : [`- goes to another cluster than its own, by spec.kubeConfig (${shownPath(otherCluster.file)}:${otherCluster.line})`]),
    ...(dependsOn.length === 0 ? [] : [`- after ${dependsOn.join(', ')}`]),
    ...versions.map(({ image, chart, tag, file, line }) => `- ${image ?? `chart ${chart ?? ''}`} ${tag} (${shownPath(file)}:${line})`),
    ...(fleet?.ignored ?? []).map(
      ({ object, fields, file, line }) => `- drift leaves out ${object}: ${fields.join(', ')} (${shownPath(file)}:${line})`,
    ),
  ];
}

/** What a chart and its values come from. */
function referenceLine({ kind, namespace, name, position, isTree, maker }: ReferencedObject): string {
  const stands = position ?? maker;
  const by = maker === undefined ? '' : `made by ${maker.kind} ${maker.name}, `;
  const where =
    stands === undefined ? (isTree === true ? 'this repository' : 'declared nowhere') : `${by}${shownPath(stands.file)}:${stands.line}`;
  return `- rendered from ${kind} ${namespace}/${name} (${where})`;
}

function sentenceOf(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
