// Objects that controllers apply, as texts, and what is discovered and rendered of trees that hold them.
import { expect } from 'vitest';
import { createDiscoveryCache } from '../../../../src/engine/discover/discover';
import type { App } from '../../../../src/engine/model';
import { discoverFleet, renderApp, walkFleet } from '../../../../src/engine/pipeline';
import type { Files } from '../../../../src/engine/ports';
import { createBuildCache } from '../../../../src/engine/render/kustomize/build';

export type Tree = Readonly<Record<string, string>>;

/** @param source the text of `spec.source`, a flow map. */
export const application = (name: string, source: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  project: default
  source: ${source}
  destination: {server: "https://kubernetes.default.svc", namespace: shop}
`;

export const pod = (name: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\n`;

export function discovered(files: Files, cache = createDiscoveryCache()): ReturnType<typeof discoverFleet> {
  return discoverFleet(files, cache, walkFleet(files));
}

/** Environment, app, parent and path of each app. */
export function rowsOf(files: Files, cache = createDiscoveryCache()): readonly (readonly (string | undefined)[])[] {
  return discovered(files, cache).environments.flatMap(({ name, apps }) => apps.map(({ app, parent, path }) => [name, app, parent, path]));
}

/** The app of that name, of an environment or of any. */
export function appOf(files: Files, name: string, environment?: string): App {
  const { environments } = discovered(files);
  const apps = environments.flatMap((each) => (environment === undefined || each.name === environment ? each.apps : []));
  const found = apps.find(({ app }) => app === name);
  expect(found, `${environment ?? ''} ${name}`).toBeDefined();
  return found as App;
}

/** Namespace and name of each object that an app renders. */
export function namesIn(files: Files, app: App): readonly string[] {
  const { objects, failures } = renderApp(app, files, createBuildCache());
  expect(failures).toEqual([]);
  return objects.map(({ ref }) => `${ref.namespace}/${ref.name}`);
}
