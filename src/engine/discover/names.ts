// Names of apps, each once per environment: a command line and a tree address an app by it.
import type { Draft } from './draft';

const PREFIXES: Record<Draft['kind'], string> = {
  fluxKustomization: 'kustomization',
  kustomization: 'overlay',
  manifests: 'manifests',
  fleetBundle: 'bundle',
  argoApplication: 'application',
  argoApplicationSet: 'applicationset',
  helmRelease: 'helmrelease',
};
/** Who keeps the bare name where several have it: what renders, before what is only listed. */
const PRECEDENCE: readonly Draft['kind'][] = [
  'fluxKustomization',
  'kustomization',
  'manifests',
  'fleetBundle',
  'argoApplication',
  'helmRelease',
  'argoApplicationSet',
];

export function appNames(apps: readonly Draft[]): ReadonlyMap<Draft, string> {
  const names = new Map<Draft, string>();
  const taken = new Set<string>();
  const ordered = [...apps].sort((a, b) => PRECEDENCE.indexOf(a.kind) - PRECEDENCE.indexOf(b.kind));
  for (const app of ordered) {
    const name = taken.has(app.name) ? qualified(app, taken) : app.name;
    taken.add(name);
    names.set(app, name);
  }
  return names;
}

function qualified({ name, kind, owner, path }: Draft, taken: ReadonlySet<string>): string {
  const names = [`${PREFIXES[kind]}/${name}`, `${PREFIXES[kind]}/${owner === undefined ? path : `${owner.namespace}/${name}`}`];
  return names.find((candidate) => !taken.has(candidate)) ?? numbered(name, taken);
}

function numbered(name: string, taken: ReadonlySet<string>): string {
  let number = 2;
  while (taken.has(`${name}-${number}`)) number++;
  return `${name}-${number}`;
}
