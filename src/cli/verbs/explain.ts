// `plumbline explain`: why something is an environment, what is in it, in which order, and everything that could not be resolved; as Markdown.
import type { SyncPlan } from '../../engine/decide/sync-plan';
import type { App, Failure, ObjectRef } from '../../engine/model';
import { shownPath } from '../../engine/render/kustomize/remote/link';
import type { Mask } from '../../engine/normalise/mask';
import { failureLine, noteSentence } from '../../engine/presenter';
import { type ExplainedApp, type Explanation, explain } from '../../session/explanation';
import { fetchRemotes, openFleet } from '../fleet';
import { answered, type Invocation } from '../invocation';
import { appJson, failureJson, jsonLine, orderJson, partJson, refText, syncJson } from '../json';
import { partText } from '../parts';
import { turnText } from '../turns';

export async function run({ positionals, flags, terminal }: Invocation): Promise<number> {
  const fleet = await openFleet(flags);
  const { session } = fleet;
  const [environment = '', app] = positionals;
  answered(explain(session, environment, app));
  await fetchRemotes(fleet, { flags, terminal }, environment, app);
  const explanation = answered(explain(session, environment, app));
  await terminal.write(flags.on('json') ? jsonLine(explanationJson(explanation, session.mask)) : markdown(explanation, session.mask));
  return 0;
}

function explanationJson({ environment, of, apps, plan, parts, unread }: Explanation, mask: Mask) {
  const { name, order, reason } = environment;
  return {
    environment: name,
    order,
    of,
    reason,
    apps: apps.map(({ app, objects, sources, problems, sync }) => ({
      ...appJson(app, mask),
      objects,
      sources,
      problems: problems.map((failure) => failureJson(failure, mask)),
      ...(sync === undefined ? {} : { sync: syncJson(sync, mask) }),
    })),
    plan: orderJson(plan),
    parts: parts.map(partJson),
    unread: unread.map((failure) => failureJson(failure, mask)),
  };
}

function markdown({ environment, of, apps, plan, parts, unread }: Explanation, mask: Mask): string {
  const words = (failure: Failure) => `- ${failureLine(failure, mask)}`;
  const steps = plan.steps.map((step, index) => `${index + 1}. ${step.map(({ app }) => app).join(', ')}`);
  const blocked = plan.blocked.map(({ app, waitsFor }) => `- ${app.app} never gets its turn: it waits for ${waitsFor.join(', ')}`);
  const lines = [
    `# ${environment.name}`,
    '',
    `${sentenceOf(environment.reason)} It is ${environment.order + 1} of ${of} in promotion order: ${environment.orderReason}.`,
    ...(unread.length === 0 ? [] : ['', '## Files that may define more apps', '', ...unread.map(words)]),
    ...(steps.length === 0 ? [] : ['', '## Order', '', ...steps, ...(blocked.length === 0 ? [] : ['', ...blocked])]),
    ...apps.flatMap((each) => section(each, words, mask)),
    ...(parts.length === 0 ? [] : ['', '## Carried out by other tools', '', ...parts.map((part) => `- ${partText(part)}`)]),
  ];
  return `${lines.join('\n')}\n`;
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

function factsOf(
  { path, owner, source, parent, dependsOn, syncTurn, versions, fleet }: App,
  sources: readonly string[],
): readonly string[] {
  return [
    `- rendered from ${shownPath(path)}`,
    ...sources.map((words) => `- source: ${words}`),
    `- applied by ${owner === undefined ? 'no controller' : `${owner.kind} ${owner.namespace}/${owner.name}`}, found in ${shownPath(source.file)}:${source.line}`,
    ...(parent === undefined ? [] : [`- its object is applied by ${parent}${syncTurn === undefined ? '' : `, ${turnText(syncTurn)}`}`]),
    ...(dependsOn.length === 0 ? [] : [`- after ${dependsOn.join(', ')}`]),
    ...versions.map(({ image, chart, tag, file, line }) => `- ${image ?? `chart ${chart ?? ''}`} ${tag} (${shownPath(file)}:${line})`),
    ...(fleet?.ignored ?? []).map(
      ({ object, fields, file, line }) => `- drift leaves out ${object}: ${fields.join(', ')} (${shownPath(file)}:${line})`,
    ),
  ];
}

function sentenceOf(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
