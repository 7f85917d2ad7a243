// `plumbline environments`: the tree, in promotion order.
import type { App, Environment, Version } from '../../engine/model';
import { failureLine } from '../../engine/presenter';
import { openFleet } from '../fleet';
import type { Invocation } from '../invocation';
import { environmentJson, jsonLine } from '../json';
import type { Terminal } from '../terminal';

export async function run({ flags, terminal }: Invocation): Promise<number> {
  const { session } = openFleet(flags);
  const { environments, failures } = session.discovery();
  for (const failure of failures) terminal.warning(failure, session.mask);
  if (flags.on('json')) {
    await terminal.write(jsonLine(environments.map((environment) => environmentJson(environment, session.mask))));
    return 0;
  }
  if (environments.length === 0) {
    terminal.failure({ code: 'noEnvironment' }, session.mask);
    return 1;
  }
  const text = environments.map((environment) => block(environment, terminal, (failure) => failureLine(failure, session.mask)));
  await terminal.write(text.join('\n'));
  return 0;
}

type Words = (failure: App['unresolved'][number]) => string;

function block(environment: Environment, terminal: Terminal, words: Words): string {
  const context = environment.context === undefined ? '' : `, context ${environment.context}`;
  const head = `${terminal.paint('bold', environment.name)}  ${terminal.paint('dim', `(${environment.reason}${context})`)}\n`;
  const width = Math.max(0, ...environment.apps.map((app) => app.app.length));
  return head + environment.apps.map((app) => appRows(app, width, terminal, words)).join('');
}

function appRows(app: App, width: number, terminal: Terminal, words: Words): string {
  const owner = app.owner === undefined ? 'no controller' : `${app.owner.kind} ${app.owner.namespace}/${app.owner.name}`;
  const rows = [`  ${app.app.padEnd(width)}  ${app.path}  ${terminal.paint('dim', owner)}`];
  if (app.dependsOn.length > 0) rows.push(`    after ${app.dependsOn.join(', ')}`);
  for (const version of app.versions) rows.push(`    ${versionText(version)}`);
  for (const failure of app.unresolved) rows.push(`    ${terminal.paint('yellow', `unknown: ${words(failure)}`)}`);
  return `${rows.join('\n')}\n`;
}

function versionText({ image, chart, tag, file, line }: Version): string {
  return `${image ?? `chart ${chart ?? ''}`} ${tag}  ${file}:${line}`;
}
