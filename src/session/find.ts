// Looks environments and apps up by name.
import type { App, Discovery, Environment, Failure } from '../engine/model';
import type { Answer } from '../engine/ports';

export function findEnvironment(discovery: Discovery, name: string): Answer<Environment> {
  const found = discovery.environments.find((environment) => environment.name === name);
  return found === undefined ? failed({ code: 'noSuchEnvironment', subject: name }) : { kind: 'answer', value: found };
}

export function findApp(environment: Environment, name: string): Answer<App> {
  const found = environment.apps.find((app) => app.app === name);
  return found === undefined
    ? failed({ code: 'noSuchApp', subject: name, detail: `looked in ${environment.name}${mayApply(environment)}` })
    : { kind: 'answer', value: found };
}

/** It may be one that a chart applies. */
function mayApply({ unread = [] }: Environment): string {
  const unfetched = unread.filter(({ code }) => code === 'applicationsUnfetched');
  return unfetched.map(({ subject, detail }) => `; ${subject} may apply more, and its chart ${detail} has not been fetched`).join('');
}

/** The app of that name, or every app of the environment. */
export function findApps(discovery: Discovery, environment: string, app: string | undefined): Answer<readonly App[]> {
  const found = findEnvironment(discovery, environment);
  if (found.kind === 'failed') return found;
  if (app === undefined) return { kind: 'answer', value: found.value.apps };
  const one = findApp(found.value, app);
  return one.kind === 'failed' ? one : { kind: 'answer', value: [one.value] };
}

export function failed(reason: Failure): { readonly kind: 'failed'; readonly reason: Failure } {
  return { kind: 'failed', reason };
}
