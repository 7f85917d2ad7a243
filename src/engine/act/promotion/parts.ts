// What a name stands for in two environments: an app, or a part of another tool, which pins versions and renders nothing.
import type { App, Discovery, Part } from '../../model';
import { type AppPair, pairApps, pairNamed } from '../../discover/counterpart';

export interface PromotedPair extends AppPair {
  readonly isPart: boolean;
}

/** In the second environment its name may be another one. */
export function promotedPair(discovery: Discovery, name: string, from: string, to: string): PromotedPair {
  const apps = pairNamed(discovery, name, from, to);
  return apps === undefined ? { ...pairedParts(discovery, name, from, to), isPart: true } : { ...apps, isPart: false };
}

export function partAsApp({ name, folder = '.', file, line, column, versions = [] }: Part): App {
  return {
    app: name,
    path: folder,
    kind: 'manifests',
    source: { file, line, column },
    dependsOn: [],
    unresolved: [],
    versions: versions.map(({ name: pinned, ...version }) => ({ other: pinned, ...version })),
  };
}

function pairedParts(discovery: Discovery, name: string, from: string, to: string): AppPair {
  const pairs = pairApps(placeOf(discovery, from), placeOf(discovery, to));
  return pairs.find(({ before }) => before?.app === name) ?? pairs.find(({ after }) => after?.app === name) ?? {};
}

function placeOf({ environments }: Discovery, name: string) {
  const found = environments.find((environment) => environment.name === name);
  return found && { name, apps: (found.parts ?? []).flatMap((part) => (part.versions === undefined ? [] : [partAsApp(part)])) };
}
