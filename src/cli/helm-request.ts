// What `plumbline helm` is asked for, by arguments or by a line of a batch, as the engine takes it.
import { resolve } from 'node:path';
import { createClock } from '../adapters/clock';
import type { HelmRequest, ClusterAsks } from '../engine/render/helm/request';
import type { SetKind, ValuesSource } from '../engine/render/helm/values/user-values';
import { type Flags, usage } from './invocation';
import { isElsewhere } from './values-sources';
import { type Located, locateAny, treePath } from './tree';

/** The options of one render, whoever gave them. Paths are as the user wrote them. */
export interface HelmOptions {
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
  readonly values: readonly string[];
  readonly sets: readonly { readonly kind: SetKind; readonly text: string }[];
  readonly kubeVersion?: string | undefined;
  readonly apiVersions: readonly string[];
  readonly includeCrds: boolean;
  readonly isUpgrade: boolean;
  readonly skipTests: boolean;
  readonly skipHooks: boolean;
  readonly skipSchemaValidation: boolean;
  readonly helm: 3 | 4;
}

/** Helm carries them out in this order, however they stand on the command line. */
const SET_FLAGS: readonly (readonly [string, SetKind])[] = [
  ['set-json', 'setJson'],
  ['set', 'set'],
  ['set-string', 'setString'],
  ['set-file', 'setFile'],
  ['set-literal', 'setLiteral'],
];

export function optionsOf(flags: Flags): HelmOptions {
  return {
    name: flags.text('name'),
    namespace: flags.text('namespace'),
    values: flags.all('values').flatMap((given) => given.split(',')),
    sets: SET_FLAGS.flatMap(([flag, kind]) => flags.all(flag).map((text) => ({ kind, text }))),
    kubeVersion: flags.text('kube-version'),
    apiVersions: flags.all('api-versions').flatMap((given) => given.split(',')),
    includeCrds: flags.on('include-crds'),
    isUpgrade: flags.on('is-upgrade'),
    skipTests: flags.on('skip-tests'),
    skipHooks: flags.on('no-hooks'),
    skipSchemaValidation: flags.on('skip-schema-validation'),
    helm: majorOf(flags.text('helm-version') ?? '4'),
  };
}

export function majorOf(text: string): 3 | 4 {
  const major = /^v?([34])(\.|$)/.exec(text)?.[1];
  if (major === undefined) throw usage('--helm-version takes 3 or 4.');
  return major === '3' ? 3 : 4;
}

/** @param repo the folder of --repo: the chart is looked for from there, values files from the current folder. */
export function requestFor(
  chart: string,
  options: HelmOptions,
  repo: string | undefined,
): { readonly located: Located; readonly request: HelmRequest } {
  const located = locateAny(chart, repo);
  const { name, namespace, values, sets, kubeVersion, ...rest } = options;
  const request: HelmRequest = {
    chart: { kind: 'path', path: located.path },
    release: { name: name ?? 'release-name', namespace: namespace ?? 'default', isUpgrade: options.isUpgrade },
    values: [...values.map((path) => valuesFile(path, located.root)), ...sets.map((set) => setSource(set, located.root))],
    ...(kubeVersion === undefined ? {} : { kubeVersion }),
    helm: rest.helm,
    // As Helm does; a preview shows a stand-in, which does not change from one look to the next.
    now: createClock().now,
    apiVersions: rest.apiVersions,
    includeCrds: rest.includeCrds,
    skipTests: rest.skipTests,
    skipHooks: rest.skipHooks,
    skipSchemaValidation: rest.skipSchemaValidation,
  };
  return { located, request };
}

function valuesFile(path: string, root: string): ValuesSource {
  if (isElsewhere(path)) return { kind: 'file', path: path.trim() };
  return { kind: 'file', path: treePath(root, resolve(path)) };
}

function setSource({ kind, text }: HelmOptions['sets'][number], root: string): ValuesSource {
  return kind === 'setFile' ? { kind, text, folder: treePath(root, resolve('.')) } : { kind, text };
}

/** What a request asks, by the Helm whose ways count. */
export function asksOf(helm: 3 | 4): ClusterAsks {
  return helm === 3 ? 'lookups' : 'everything';
}
