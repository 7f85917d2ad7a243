// Parts of other tools as what promotion knows of apps: what they pin, and nothing that could be rendered.
import type { App, Discovery, Part } from '../../model';
import { pairApps } from '../../discover/counterpart';

/** The part that a name of either environment means, in both. */
export function pairedParts(discovery: Discovery, name: string, from: string, to: string): { readonly before?: App; readonly after?: App } {
  const pairs = pairApps(placeOf(discovery, from), placeOf(discovery, to));
  return pairs.find(({ before }) => before?.app === name) ?? pairs.find(({ after }) => after?.app === name) ?? {};
}

function placeOf({ environments }: Discovery, name: string) {
  const found = environments.find((environment) => environment.name === name);
  return found && { name, apps: (found.parts ?? []).flatMap((part) => (part.versions === undefined ? [] : [asApp(part)])) };
}

function asApp({ name, folder = '.', file, line, column, versions = [] }: Part): App {
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
