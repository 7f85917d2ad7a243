// HelmReleases below the apps that apply them: a repository of Flux has one for nearly every Kustomization, often of the same name.
import type { App, AppComparison, Environment } from '../engine/model';
import type { Folder } from './folder';

/** The HelmReleases that an app applies: their rows stand below it. */
export function releasesOf(environment: Environment, app: App): readonly App[] {
  return environment.apps.filter((other) => parentRelease(environment, other) === app);
}

/** The app itself where it is a HelmRelease, else those that it applies. */
export function releasesFor(environment: Environment, app: App): readonly App[] {
  return isRelease(app) ? [app] : releasesOf(environment, app);
}

export function isRelease({ kind }: App): boolean {
  return kind === 'helmRelease';
}

/** The app whose row a HelmRelease stands below: the one that applies it. Absent for apps with a row of their own in the environment. */
export function parentRelease({ apps }: Environment, { kind, app, parent }: App): App | undefined {
  return kind === 'helmRelease'
    ? apps.find((other) => other.app === parent && other.app !== app && other.kind !== 'helmRelease')
    : undefined;
}

/** The latest comparisons of an app and of the HelmReleases below it, and those apps. A parent shows its worst child. */
export function withReleases(
  folder: Folder,
  environment: Environment,
  app: App,
): { apps: readonly App[]; compared: readonly AppComparison[] } {
  const apps = [app, ...releasesOf(environment, app)];
  return {
    apps,
    compared: apps.map((each) => folder.session.comparison(environment.name, each.app)).filter((found) => found !== undefined),
  };
}
