// `plumbline environments`: the tree, in promotion order.
import { createPins } from '../../adapters/pins';
import { BY_NAME } from '../../engine/discover/arrange';
import { planOf } from '../../engine/decide/plan';
import type { App, Discovery, Environment, Failure, Version } from '../../engine/model';
import type { Mask } from '../../engine/normalise/mask';
import { failureLine } from '../../engine/presenter';
import { shownPath } from '../../engine/render/kustomize/remote/link';
import { tellsOfTree } from '../../session/source-words';
import { askNamedCluster } from '../clusters';
import { openFleet } from '../fleet';
import type { Invocation } from '../invocation';
import { environmentJson, failureJson, jsonLine, partJson } from '../json';
import { partRows } from '../parts';
import type { Terminal } from '../terminal';
import { turnText, waitText } from '../turns';
import { unreadRows } from '../unread';

export async function run(call: Invocation): Promise<number> {
  const { flags, terminal } = call;
  const fleet = await openFleet(flags);
  await askNamedCluster(fleet, call);
  const { root, session } = fleet;
  const { environments, hidden, otherParts, failures } = session.discovery();
  for (const failure of failures) terminal.warning(failure, session.mask);
  const contexts = await pinnedContexts(root, environments, (failure) => terminal.warning(failure, session.mask));
  const json = environments.map((environment) => environmentJson(environment, contexts.get(environment.name), session.mask));
  if (flags.on('json')) {
    await terminal.write(jsonLine(flags.on('all') ? allJson(json, session.discovery(), session.mask) : json));
    // The list of environments has no place for what is of none.
    if (!flags.on('all')) for (const part of otherParts) terminal.note(`of no environment:${partRows(part, (text) => text).trimEnd()}`);
  }
  if (environments.length === 0) {
    // Of a tree that was not looked through, nobody knows; that was said.
    if (!failures.some(({ code }) => code === 'treeTooLarge')) terminal.failure({ code: 'noEnvironment' }, session.mask);
    return 1;
  }
  if (flags.on('json')) return 0;
  const text = environments.map((environment) =>
    block(environment, contexts.get(environment.name), terminal, (failure) => failureLine(failure, session.mask)),
  );
  const left = hidden.map(({ name, place }) => `${name} is hidden by ${place}\n`);
  const others = otherParts.map((part) => partRows(part, (words) => terminal.paint('dim', words)));
  const rest = [left.join(''), others.length === 0 ? '' : `Other\n${others.join('')}`].filter((section) => section !== '');
  await terminal.write([...text, ...rest].join('\n'));
  return 0;
}

function allJson(environments: readonly object[], { otherParts, hidden, failures }: Discovery, mask: Mask) {
  return { environments, otherParts: otherParts.map(partJson), hidden, failures: failures.map((failure) => failureJson(failure, mask)) };
}

/** Which context each environment is pinned to; no cluster is asked. */
async function pinnedContexts(
  root: string,
  environments: readonly Environment[],
  warn: (failure: Failure) => void,
): Promise<ReadonlyMap<string, string>> {
  const pins = createPins(root);
  const contexts = new Map<string, string>();
  for (const { name } of environments) {
    const pin = await pins.read(name);
    if (pin.kind === 'failed') warn(pin.reason);
    else if (pin.value !== undefined) contexts.set(name, pin.value.context);
  }
  return contexts;
}

type Words = (failure: App['unresolved'][number]) => string;

function block(environment: Environment, pinned: string | undefined, terminal: Terminal, words: Words): string {
  const { reason, orderReason, expectedContext } = environment;
  const expected = expectedContext === undefined ? '' : `, meant for context ${expectedContext}`;
  const context = pinned === undefined ? expected : `, pinned to ${pinned}`;
  const order = orderReason === BY_NAME ? '' : `; ${orderReason}`;
  const head = `${terminal.paint('bold', environment.name)}  ${terminal.paint('dim', `(${reason}${order}${context})`)}\n`;
  const width = Math.max(0, ...environment.apps.map((app) => app.app.length));
  const parts = (environment.parts ?? []).map((part) => partRows(part, (text) => terminal.paint('dim', text)));
  const unread = unreadRows(environment.unread ?? []).map((row) => `  ${terminal.paint('yellow', `unknown: ${row}`)}\n`);
  return (
    head +
    [...environment.apps.map((app) => appRows(app, width, terminal, words)), ...parts, ...unread, ...orderRow(environment, terminal)].join(
      '',
    )
  );
}

function appRows(app: App, width: number, terminal: Terminal, words: Words): string {
  const owner = app.owner === undefined ? 'no controller' : `${app.owner.kind} ${app.owner.namespace}/${app.owner.name}`;
  const rows = [`  ${app.app.padEnd(width)}  ${shownPath(app.path)}  ${terminal.paint('dim', owner)}`];
  const { sourceReason = '' } = app;
  // Said once, of the app at whose source the guess is made.
  if (tellsOfTree(sourceReason) && app.appliedBy?.sourceReason !== sourceReason) rows.push(`    ${sourceReason}`);
  if (app.suspended === true) rows.push('    suspended: Flux leaves it as it is until it is resumed');
  if (app.dependsOn.length > 0) rows.push(`    after ${app.dependsOn.join(', ')}`);
  if (app.parent !== undefined && app.syncTurn !== undefined) rows.push(`    applied by ${app.parent}, ${turnText(app.syncTurn)}`);
  for (const version of app.versions) rows.push(`    ${versionText(version)}`);
  for (const { target, kind, name, file, line } of app.rollouts ?? [])
    rows.push(`    ${target} rolled out by ${kind} ${name}  ${file}:${line}`);
  for (const failure of app.unresolved) rows.push(`    ${terminal.paint('yellow', `unknown: ${words(failure)}`)}`);
  return `${rows.join('\n')}\n`;
}

function versionText({ image, chart, tag, file, line, policy }: Version): string {
  const automated = policy === undefined ? '' : `  by ImagePolicy ${policy}`;
  return `${image ?? `chart ${chart ?? ''}`} ${tag}  ${shownPath(file)}:${line}${automated}`;
}

/** A step of more apps is a number: the list above has their names. */
const NAMED = 4;

/** Where things wait for each other, or have turns: in which order controllers get to them. */
function orderRow({ apps }: Environment, terminal: Terminal): readonly string[] {
  if (apps.every(({ dependsOn, syncTurn }) => dependsOn.length === 0 && syncTurn === undefined)) return [];
  const { steps, blocked } = planOf(apps);
  const names = steps.map((step) => (step.length > NAMED ? `${step.length} apps` : step.map(({ app }) => app).join(', ')));
  const never = blocked.map((each) => `  ${terminal.paint('yellow', `never: ${each.app.app} waits for ${waitText(each)}`)}\n`);
  return [`  ${terminal.paint('dim', `in order: ${names.join(' → ')}`)}\n`, ...never];
}
