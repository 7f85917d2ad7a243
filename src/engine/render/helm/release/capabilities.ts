// `.Capabilities`: the Kubernetes version, the API versions and the Helm that a chart believes it is rendered by.
import { FailureError } from '../../../model';
import type { ClusterCapabilities } from '../../../ports';
import { GoFunction, GoSlice, GoStruct, type Value } from '../go/values';
import type { EarlierHelm } from '../earlier';
import apiVersions from './api-versions.json';

/** What a chart is told of the cluster and of Helm. */
export interface Capabilities {
  readonly helm: 3 | 4;
  readonly earlier?: EarlierHelm | undefined;
  readonly kubeVersion: KubeVersion;
  readonly apiVersions: readonly string[];
}

export interface KubeVersion {
  /** As it was given, with a `v`. Helm 3 takes suffixes off. */
  readonly version: string;
  /** Without suffixes: what is compared with a chart's `kubeVersion`. */
  readonly normalized: string;
  readonly major: string;
  readonly minor: string;
}

/** What Helm takes where nobody says a version: the newest one that its Kubernetes client knows. */
const DEFAULT_KUBE_VERSION = 'v1.37.0';
const EARLIER_KUBE_VERSIONS: Readonly<Record<EarlierHelm, string>> = { 'v3.18.4': 'v1.33.0' };
const HELM_VERSIONS = { 3: 'v3.22.0', 4: 'v4.3.1' } as const;
const GO_VERSION = 'go1.26.8';

/** Those that Helm takes for any cluster. */
export const USUAL_API_VERSIONS: readonly string[] = apiVersions;

/** @throws FailureError with `usage` for a version that Kubernetes' own parser refuses. */
export function capabilities(helm: 3 | 4, kubeVersion: string | undefined, extra: readonly string[], earlier?: EarlierHelm): Capabilities {
  const known = [...apiVersions, ...extra];
  if (earlier === undefined) return { helm, kubeVersion: parseKubeVersion(helm, kubeVersion ?? DEFAULT_KUBE_VERSION), apiVersions: known };
  const parsed = parseKubeVersion(helm, kubeVersion ?? EARLIER_KUBE_VERSIONS[earlier]);
  return { helm, earlier, kubeVersion: withPatch(parsed), apiVersions: known };
}

/** Those of a cluster. What it does not say of itself is as without one. Source: `getCapabilities` of Helm's actions. */
export function capabilitiesOf({ version, apiVersions: known }: ClusterCapabilities, helm: 3 | 4, earlier?: EarlierHelm): Capabilities {
  if (version === undefined) return capabilities(helm, undefined, known, earlier);
  const { gitVersion, major, minor } = version;
  return { helm, earlier, kubeVersion: { version: gitVersion, normalized: gitVersion, major, minor }, apiVersions: known };
}

/** Source: `ParseGeneric` of k8s.io/apimachinery's version package, and `ParseKubeVersion` of Helm 3 and 4. */
function parseKubeVersion(helm: 3 | 4, text: string): KubeVersion {
  const numbers = /^\s*v?((?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))+)/.exec(text)?.[1];
  if (numbers === undefined) throw new FailureError({ code: 'usage', subject: `“${text}” is not a Kubernetes version.` });
  const parts = numbers.split('.');
  const normalized = `v${numbers}`;
  const version = helm === 3 ? normalized : text.startsWith('v') ? text : `v${text}`;
  return { version, normalized, major: parts[0] as string, minor: parts[1] as string };
}

/** A version that names no patch has one for an earlier Helm, which reads versions of charts and of Kubernetes alike. */
function withPatch(version: KubeVersion): KubeVersion {
  if (version.normalized.split('.').length !== 2) return version;
  const normalized = `${version.normalized}.0`;
  return { ...version, normalized, version: normalized };
}

/** The value of `.Capabilities`. */
export function capabilitiesValue({ helm, earlier, kubeVersion, apiVersions: known }: Capabilities): GoStruct {
  const types = helm === 3 ? 'chartutil' : 'common';
  return new GoStruct(
    `*${types}.Capabilities`,
    new Map<string, Value>([
      ['KubeVersion', kubeVersionValue(kubeVersion, types)],
      ['APIVersions', versionSet(known, types)],
      ['HelmVersion', helmVersion(helm, earlier ?? HELM_VERSIONS[helm])],
    ]),
  );
}

function kubeVersionValue({ version, normalized, major, minor }: KubeVersion, types: string): GoStruct {
  const fields: [string, Value][] = [
    ['Version', version],
    ['Major', major],
    ['Minor', minor],
  ];
  const methods = new Map([
    ['String', new GoFunction('String', [], () => normalized)],
    ['GitVersion', new GoFunction('GitVersion', [], () => version)],
  ]);
  return new GoStruct(`${types}.KubeVersion`, new Map(fields), methods, () => normalized);
}

function versionSet(known: readonly string[], types: string): GoStruct {
  const set = new Set(known);
  const list = new GoSlice([...known], 'string');
  const has = new GoFunction('Has', ['string'], ([version]) => set.has(version as string));
  return new GoStruct(`${types}.VersionSet`, new Map(), new Map([['Has', has]]), undefined, list, () => list);
}

/** Helm's build information. It knows its own Kubernetes client, whatever version it renders for. */
function helmVersion(helm: 3 | 4, version: string): GoStruct {
  const client: [string, Value][] = helm === 4 ? [['KubeClientVersion', DEFAULT_KUBE_VERSION.replace(/\.\d+$/, '')]] : [];
  const fields: [string, Value][] = [['Version', version], ['GitCommit', ''], ['GitTreeState', ''], ['GoVersion', GO_VERSION], ...client];
  const json = [['version', version], ['go_version', GO_VERSION], ...client.map(([, value]) => ['kube_client_version', value])] as [
    string,
    Value,
  ][];
  return new GoStruct('version.BuildInfo', new Map(fields), new Map(), undefined, undefined, () => new GoStruct('', new Map(json)));
}
