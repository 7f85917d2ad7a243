// What Helm refuses before it renders: names of releases, library charts, dependencies that are not there, other Kubernetes versions.
import type { Failure } from '../../../model';
import type { Chart } from '../chart/chart';
import { isCompatible } from '../chart/versions';
import type { KubeVersion } from './capabilities';

const RELEASE_NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LONGEST_RELEASE_NAME = 53;

/** Source: `ValidateReleaseName` of Helm. */
export function checkReleaseName(name: string): readonly Failure[] {
  if (RELEASE_NAME.test(name) && name.length <= LONGEST_RELEASE_NAME) return [];
  return [{ code: 'usage', subject: `“${name}” cannot be the name of a release: lower-case letters, digits, “-” and “.”, at most 53.` }];
}

/** Source: `checkIfInstallable` of Helm. */
export function checkInstallable({ metadata, file, path }: Chart): readonly Failure[] {
  if (metadata.type !== 'library') return [];
  return [{ code: 'chartInvalid', file, subject: path, detail: 'it is a library, which only other charts use' }];
}

const API_VERSIONS: ReadonlySet<string> = new Set(['v1', 'v2']);

/**
 * Helm 4 looks at the version of the chart that it is given, and never at those of charts in it; Helm 3 at none.
 * Source: `LoadDir` and `LoadFile` of Helm 4's `pkg/chart/loader`; `Install.RunWithContext`, which takes no chart of v3.
 */
export function checkApiVersion({ metadata, file, path }: Chart, helm: 3 | 4): readonly Failure[] {
  const { apiVersion, apiVersionAt } = metadata;
  if (helm === 3 || API_VERSIONS.has(apiVersion)) return [];
  const place = apiVersionAt === undefined ? { file } : { file: apiVersionAt.file, line: apiVersionAt.line, column: apiVersionAt.column };
  return [
    { code: 'chartInvalid', ...place, subject: path, detail: `Helm 4 renders charts of apiVersion v2 and v1, and not of “${apiVersion}”` },
  ];
}

/** Source: `renderResources` of Helm. */
export function checkKubeVersion({ metadata, file }: Chart, { normalized }: KubeVersion): readonly Failure[] {
  const { kubeVersion } = metadata;
  if (kubeVersion === '' || isCompatible(kubeVersion, normalized)) return [];
  return [{ code: 'kubeVersionMismatch', file, subject: kubeVersion, detail: normalized }];
}
