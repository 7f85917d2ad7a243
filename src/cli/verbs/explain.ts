// `plumbline explain`: why something is an environment, what is in it, in which order, and everything that could not be resolved; as Markdown.
import type { App, Failure } from '../../engine/model';
import type { Mask } from '../../engine/normalise/mask';
import { failureLine } from '../../engine/presenter';
import { type ExplainedApp, type Explanation, explain } from '../../session/explanation';
import { fetchRemotes, openFleet } from '../fleet';
import { answered, type Invocation } from '../invocation';
import { appJson, failureJson, jsonLine, orderJson } from '../json';

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

function explanationJson({ environment, of, apps, plan, unread }: Explanation, mask: Mask) {
  const { name, order, reason } = environment;
  return {
    environment: name,
    order,
    of,
    reason,
    apps: apps.map(({ app, objects, problems }) => ({
      ...appJson(app, mask),
      objects,
      problems: problems.map((failure) => failureJson(failure, mask)),
    })),
    plan: orderJson(plan),
    unread: unread.map((failure) => failureJson(failure, mask)),
  };
}

function markdown({ environment, of, apps, plan, unread }: Explanation, mask: Mask): string {
  const words = (failure: Failure) => `- ${failureLine(failure, mask)}`;
  const steps = plan.steps.map((step, index) => `${index + 1}. ${step.map(({ app }) => app).join(', ')}`);
  const blocked = plan.blocked.map(({ app, waitsFor }) => `- ${app.app} never gets its turn: it waits for ${waitsFor.join(', ')}`);
  const lines = [
    `# ${environment.name}`,
    '',
    `${sentenceOf(environment.reason)} It is ${environment.order + 1} of ${of} in promotion order: ${environment.orderReason}.`,
    ...(unread.length === 0 ? [] : ['', '## Files that may define more apps', '', ...unread.map(words)]),
    ...(steps.length === 0 ? [] : ['', '## Order', '', ...steps, ...(blocked.length === 0 ? [] : ['', ...blocked])]),
    ...apps.flatMap((each) => section(each, words)),
  ];
  return `${lines.join('\n')}\n`;
}

function section({ app, objects, problems }: ExplainedApp, words: (failure: Failure) => string): readonly string[] {
  const unresolved = problems.length === 0 ? ['- everything was resolved'] : ['', '### Not resolved', '', ...problems.map(words)];
  return ['', `## ${app.app}`, '', ...factsOf(app), `- objects: ${objects}`, ...unresolved];
}

function factsOf({ path, owner, source, sourceReason, parent, dependsOn, versions }: App): readonly string[] {
  return [
    `- rendered from ${path}`,
    ...(sourceReason === undefined ? [] : [`- source: ${sourceReason}`]),
    `- applied by ${owner === undefined ? 'no controller' : `${owner.kind} ${owner.namespace}/${owner.name}`}, found in ${source.file}:${source.line}`,
    ...(parent === undefined ? [] : [`- its object is applied by ${parent}`]),
    ...(dependsOn.length === 0 ? [] : [`- after ${dependsOn.join(', ')}`]),
    ...versions.map(({ image, chart, tag, file, line }) => `- ${image ?? `chart ${chart ?? ''}`} ${tag} (${file}:${line})`),
  ];
}

function sentenceOf(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
